//! One column of a table.

use serde::{Deserialize, Serialize};

use super::{ColumnType, widen};
use crate::cell::{Cell, Mismatch};
use crate::kind::padding::Padding;

/// One column of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// The header as written in the file; `column_1`… when the file has none.
    pub label: String,
    /// A name that Postgres takes, unique within the table: see [`names`](super::names).
    pub name: String,
    /// The type of its values.
    pub kind: ColumnType,
    /// Texts that stand for NULL beside the empty one, such as `N/A`. Text columns have none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub nulls: Vec<String>,
    /// Spaces around every value. Text columns have none.
    #[serde(default, skip_serializing_if = "is_none")]
    pub padding: Padding,
}

fn is_none(padding: &Padding) -> bool {
    *padding == Padding::None
}

impl Column {
    /// A column without markers of NULL and without padding.
    pub fn new(label: impl Into<String>, name: impl Into<String>, kind: ColumnType) -> Self {
        Self { label: label.into(), name: name.into(), kind, nulls: Vec::new(), padding: Padding::None }
    }

    /// The value of a cell's text. In every type but text an empty text and a marker are [`Cell::Null`].
    ///
    /// # Errors
    /// [`Mismatch`] when [`format`](Self::format) could not give the same text back.
    #[inline]
    pub fn parse<'a>(&self, text: &'a str) -> Result<Cell<'a>, Mismatch> {
        if self.nulls.is_empty() && self.padding == Padding::None {
            return self.kind.parse(text);
        }
        // Before the values: `NaN` is a float as well.
        if text.is_empty() || self.nulls.iter().any(|marker| marker == text) {
            return Ok(Cell::Null);
        }
        let value = self.padding.strip(text).and_then(|value| self.kind.value(value));
        value.ok_or_else(|| Mismatch::new(text, self.kind.to_string()))
    }

    /// The text of a value in this column, the inverse of [`parse`](Self::parse) for all but NULL, which is the empty
    /// text.
    pub fn format(&self, cell: &Cell<'_>) -> String {
        match cell {
            Cell::Null => String::new(),
            _ => self.padding.surround(&self.kind.format(cell)),
        }
    }

    /// This column with the narrowest type and all the markers that take every text both columns take. Label and name
    /// stay.
    #[must_use]
    pub fn widened(&self, other: &Self) -> Self {
        let kind =
            if self.padding == other.padding { widen(&self.kind, &other.kind) } else { ColumnType::Text };
        let mut column = Self::new(self.label.clone(), self.name.clone(), kind);
        if column.kind != ColumnType::Text {
            column.padding = self.padding;
            column.nulls.clone_from(&self.nulls);
            column.nulls.extend(other.nulls.iter().filter(|marker| !self.nulls.contains(marker)).cloned());
        }
        column
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_are_null_and_spaces_belong_to_the_file() {
        let mut column = Column::new("a", "a", ColumnType::INTEGER);
        column.nulls = vec!["N/A".to_owned()];
        column.padding = Padding::Around { before: 1, after: 0 };
        assert_eq!(column.parse(" 7"), Ok(Cell::Integer4(7)));
        assert_eq!(column.format(&Cell::Integer4(7)), " 7");
        assert_eq!((column.parse("N/A"), column.parse("")), (Ok(Cell::Null), Ok(Cell::Null)));
        assert_eq!(column.parse("7").expect_err("no space").to_string(), "`7` is not an integer of 32 bits");
    }

    #[test]
    fn a_marker_that_could_be_a_value_is_null() {
        let mut column = Column::new("a", "a", ColumnType::FLOAT);
        assert!(matches!(column.parse("NaN"), Ok(Cell::Float(value)) if value.is_nan()));
        column.nulls = vec!["NaN".to_owned()];
        assert_eq!(column.parse("NaN"), Ok(Cell::Null));
    }

    #[test]
    fn markers_gather_and_text_has_none() {
        let with = |kind, marker: &str| {
            let mut column = Column::new("a", "a", kind);
            column.nulls.push(marker.to_owned());
            column
        };
        let (a, b) = (with(ColumnType::INTEGER, "NA"), with(ColumnType::NUMERIC, "-"));
        assert_eq!(a.widened(&b).nulls, ["NA", "-"]);
        assert_eq!(a.widened(&b).kind, ColumnType::NUMERIC);
        assert!(a.widened(&Column::new("a", "a", ColumnType::Text)).nulls.is_empty());
    }
}
