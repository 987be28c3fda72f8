//! What the attributes of a cell say.

use quick_xml::events::BytesStart;

use super::super::iso;
use super::super::number::push_number;
use super::super::number_format::Shape;
use super::super::row::Kind;
use super::super::xml::attribute;

/// A cell's start tag.
#[derive(Default)]
pub(super) struct CellTag {
    /// Cells that it stands for, at least 1.
    pub(super) repeated: u64,
    /// Rows that it is merged over, at least 1.
    pub(super) rows: u64,
    /// Whether a merged cell covers it; only the first cell of those counts.
    pub(super) covered: bool,
    /// Whether its text is the error of a formula.
    is_error: bool,
    /// Whether it has a formula whose result is not said, unless the cell shows it: the type is missing, or the value
    /// of one that is no text.
    lacks_result: bool,
    value: Option<Value>,
}

enum Value {
    Number(String),
    Date(String),
    Time(String),
    Boolean(String),
    Text(String),
}

impl CellTag {
    pub(super) fn new(tag: &BytesStart<'_>) -> Self {
        let mut cell = Self {
            repeated: repeated(tag, "number-columns-repeated"),
            rows: repeated(tag, "number-rows-spanned"),
            covered: tag.local_name().as_ref() == "covered-table-cell",
            ..Self::default()
        };
        let (mut kind, mut formula) = (String::new(), false);
        for found in tag.attributes().with_checks(false).flatten() {
            let key = found.key.as_ref();
            formula |= found.key.local_name().as_ref() == "formula";
            if found.key.local_name().as_ref() == "value-type" {
                if key.starts_with("calcext") {
                    cell.is_error = found.value.as_ref() == "error";
                } else {
                    kind = found.value.as_ref().to_owned();
                }
            }
        }
        let read = |name: &str| attribute(tag, name);
        cell.value = match kind.as_str() {
            "float" | "percentage" | "currency" => read("value").map(Value::Number),
            "date" => read("date-value").map(Value::Date),
            "time" => read("time-value").map(Value::Time),
            "boolean" => read("boolean-value").map(Value::Boolean),
            _ => read("string-value").filter(|text| !text.is_empty()).map(Value::Text),
        };
        cell.lacks_result = formula && cell.value.is_none() && kind != "string";
        cell
    }

    /// Appends the value; `shown` is the text that the cell shows, which is its value where there is no other.
    pub(super) fn push(&self, shown: &str, into: &mut String) -> Kind {
        let start = into.len();
        let known = match &self.value {
            _ if self.is_error => None,
            Some(Value::Number(text)) => push_number(text, into).then(|| {
                if is_padded(shown, &into[start..]) {
                    into.truncate(start);
                    into.push_str(shown);
                }
                Kind::Number
            }),
            Some(Value::Date(text)) => Some(iso::push(text, Shape::Timestamp, into)),
            Some(Value::Time(text)) => iso::push_duration(text, into),
            Some(Value::Boolean(text)) => matches!(text.as_str(), "true" | "false").then(|| {
                into.push_str(text);
                Kind::Boolean
            }),
            Some(Value::Text(text)) => {
                into.push_str(text);
                Some(Kind::Text)
            }
            None => None,
        };
        known.unwrap_or_else(|| {
            into.truncate(start);
            into.push_str(shown);
            match shown {
                _ if self.is_error => Kind::Error,
                "" if self.lacks_result => Kind::NoResult,
                _ => Kind::Text,
            }
        })
    }
}

/// Whether a cell shows its whole number with zeros before it, as ids and postcodes are.
fn is_padded(shown: &str, number: &str) -> bool {
    let zeros = shown.len().saturating_sub(number.len());
    zeros > 0
        && number.bytes().all(|b| b.is_ascii_digit())
        && shown.ends_with(number)
        && shown.bytes().take(zeros).all(|b| b == b'0')
}

/// A count of equal cells or rows; 1 when nothing is said.
pub(super) fn repeated(tag: &BytesStart<'_>, name: &str) -> u64 {
    attribute(tag, name).and_then(|count| count.trim().parse().ok()).unwrap_or(1).max(1)
}
