//! One value in a grid. NULL, the empty string and text that merely says so look different.

use askama::Template;

use super::format;

/// Characters. A longer value is folded and can be opened in place.
const SHOWN: usize = 64;
/// Characters. Of a still longer value, a grid carries only the beginning.
const CARRIED: usize = 4_000;

/// One value in a grid.
#[derive(Clone, Debug, PartialEq, Eq, Template)]
#[template(path = "parts/cell.html")]
pub enum Cell {
    /// No value.
    Null,
    /// The empty string.
    Empty,
    /// A value shown whole.
    Text(String),
    /// A number, shown whole.
    Number(String),
    /// A web address (http or https only).
    Link {
        /// The address.
        href: String,
        /// What is shown of it.
        text: String,
    },
    /// A value with line breaks, or too long for a row.
    Long {
        /// Its beginning, on one line.
        preview: String,
        /// The value, up to a few thousand characters.
        full: String,
        /// Characters left out of `full`.
        left_out: usize,
    },
}

super::part!(Cell);

impl Cell {
    /// The cell for a value as text; `None` is NULL. A `number` is never folded.
    pub fn new(value: Option<&str>, number: bool) -> Self {
        match value {
            None => Self::Null,
            Some("") => Self::Empty,
            Some(value) if number => Self::Number(value.to_owned()),
            Some(value) if is_web_address(value) => {
                Self::Link { href: value.to_owned(), text: beginning(value).unwrap_or(value.to_owned()) }
            }
            Some(value) => match beginning(value) {
                None => Self::Text(value.to_owned()),
                Some(preview) => {
                    let length = value.chars().count();
                    let full = value.chars().take(CARRIED).collect();
                    Self::Long { preview, full, left_out: length.saturating_sub(CARRIED) }
                }
            },
        }
    }

    /// How much of a very long value is not in the page, in words.
    fn left_out(&self) -> Option<String> {
        match self {
            Self::Long { left_out, .. } if *left_out > 0 => {
                Some(format::counted(*left_out as u64, "more character", "more characters"))
            }
            _ => None,
        }
    }
}

fn is_web_address(value: &str) -> bool {
    let rest = value.strip_prefix("https://").or_else(|| value.strip_prefix("http://"));
    rest.is_some_and(|rest| rest.len() > 2 && value.len() < 2_000)
        && !value.chars().any(|c| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"' | '\\'))
}

/// The first line, cut; `None` when the value is short and on one line.
fn beginning(value: &str) -> Option<String> {
    let mut line = value.split(['\n', '\r']).next().unwrap_or_default().chars();
    let shown: String = line.by_ref().take(SHOWN).collect();
    if shown.len() == value.len() {
        return None;
    }
    Some(format!("{}…", shown.trim_end()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn null_empty_and_the_word_null_differ() {
        let shown = [None, Some(""), Some("NULL")].map(|value| Cell::new(value, false).to_string());
        assert!(shown[0].contains("mark") && shown[1].contains("mark") && shown[0] != shown[1]);
        assert_eq!(shown[2], "NULL");
    }

    #[test]
    fn only_web_addresses_become_links() {
        assert!(matches!(Cell::new(Some("https://example.org/a"), false), Cell::Link { .. }));
        for value in ["javascript:alert(1)", "https://", "http://a b", "data:text/html,x", "//example.org"] {
            assert!(matches!(Cell::new(Some(value), false), Cell::Text(_)), "{value}");
        }
    }

    #[test]
    fn markup_in_a_value_is_text() {
        let cell = Cell::new(Some("<script>alert(1)</script>"), false).to_string();
        assert_eq!(cell, "&#60;script&#62;alert(1)&#60;/script&#62;");
    }

    #[test]
    fn long_values_fold_and_say_what_is_left_out() {
        let Cell::Long { preview, full, left_out } = Cell::new(Some(&"é".repeat(4_100)), false) else {
            panic!("a long value folds");
        };
        assert_eq!((preview.chars().count(), full.chars().count(), left_out), (65, 4_000, 100));
        assert!(matches!(Cell::new(Some("one\ntwo"), false), Cell::Long { .. }));
    }
}
