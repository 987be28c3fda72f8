//! What is known about a column: its type, the evidence for it, and what ruled other types out.

use askama::Template;

use super::format;
use super::layout::LayoutOption;

/// A column with its evidence.
#[derive(Clone, Debug)]
pub struct ColumnReport {
    /// Its place, from 1.
    pub position: usize,
    /// The header in the file.
    pub label: String,
    /// The name in Postgres.
    pub name: String,
    /// The type in Postgres.
    pub type_name: String,
    /// The types a person may choose instead, the inferred one first; empty where nothing is to be chosen.
    pub choices: Vec<LayoutOption>,
    /// Why that type: `All 12,000 values are whole numbers`.
    pub evidence: String,
    /// What ruled the other types out, the closest first.
    pub refuted: Vec<Refuted>,
    /// What was seen.
    pub seen: Seen,
}

/// A type that did not fit, with the value that ruled it out.
#[derive(Clone, Debug)]
pub struct Refuted {
    /// The type.
    pub type_name: String,
    /// Why not, with the place: `line 17: 00123 would lose its zeros`.
    pub because: String,
}

/// Counts of what a column holds, drawn as one bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Template)]
#[template(path = "parts/seen.html")]
pub struct Seen {
    /// Cells with a value.
    pub values: u64,
    /// Cells holding the empty string.
    pub empty: u64,
    /// Cells without a value.
    pub nulls: u64,
}

super::part!(Seen);

impl Seen {
    /// What the bar says: `9,820 values, 180 nulls (1.8 %)`.
    pub fn words(self) -> String {
        let whole = self.values + self.empty + self.nulls;
        let mut words = format::counted(self.values, "value", "values");
        for (count, one, many) in [(self.empty, "empty", "empty"), (self.nulls, "null", "nulls")] {
            if count > 0 {
                let counted = format::counted(count, one, many);
                words.push_str(&format!(", {counted} ({})", format::percent(count, whole)));
            }
        }
        words
    }

    /// The widths of the bar's parts out of 1000; what exists is never narrower than 12.
    fn widths(self) -> [u64; 3] {
        let whole = (self.values + self.empty + self.nulls).max(1);
        let share = |count: u64| if count == 0 { 0 } else { (count * 1000 / whole).max(12) };
        let (empty, nulls) = (share(self.empty), share(self.nulls));
        let values = if self.values == 0 { 0 } else { 1000_u64.saturating_sub(empty + nulls).max(12) };
        [values, empty, nulls]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_single_null_is_visible() {
        let seen = Seen { values: 999_999, empty: 0, nulls: 1 };
        assert_eq!(seen.widths(), [988, 0, 12]);
        assert_eq!(seen.words(), "999,999 values, 1 null (< 0.1 %)");
    }

    #[test]
    fn a_column_of_nulls_has_no_values() {
        assert_eq!(Seen { values: 0, empty: 0, nulls: 7 }.widths(), [0, 0, 1000]);
    }
}
