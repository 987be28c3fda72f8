//! Spaces around values that fill a field or stand there by habit.

use serde::{Deserialize, Serialize};

/// The spaces that every value of a column has around it, beyond what its type writes. Text has none: there, spaces
/// are part of the value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Padding {
    /// No spaces.
    #[default]
    None,
    /// The same spaces around every value.
    Around {
        /// Spaces before.
        before: u16,
        /// Spaces behind.
        after: u16,
    },
    /// Spaces before, to a width of so many bytes; longer values have none.
    Right {
        /// Bytes.
        width: u16,
    },
    /// Spaces behind, to a width of so many bytes; longer values have none.
    Left {
        /// Bytes.
        width: u16,
    },
}

impl Padding {
    /// The value within; `None` when the spaces are not those of this padding.
    #[inline]
    pub(crate) fn strip(self, text: &str) -> Option<&str> {
        let (before, after) = match self {
            Self::None => return Some(text),
            _ => spaces(text),
        };
        let fits = match self {
            Self::None => true,
            Self::Around { before: b, after: a } => (before, after) == (usize::from(b), usize::from(a)),
            Self::Right { width } => {
                after == 0
                    && if before > 0 {
                        text.len() == usize::from(width)
                    } else {
                        text.len() >= usize::from(width)
                    }
            }
            Self::Left { width } => {
                before == 0
                    && if after > 0 {
                        text.len() == usize::from(width)
                    } else {
                        text.len() >= usize::from(width)
                    }
            }
        };
        fits.then(|| &text[before..text.len() - after])
    }

    /// The value with its spaces.
    pub(crate) fn surround(self, value: &str) -> String {
        match self {
            Self::None => value.to_owned(),
            Self::Around { before, after } => {
                format!("{}{value}{}", " ".repeat(usize::from(before)), " ".repeat(usize::from(after)))
            }
            Self::Right { width } => {
                format!("{}{value}", " ".repeat(usize::from(width).saturating_sub(value.len())))
            }
            Self::Left { width } => {
                format!("{value}{}", " ".repeat(usize::from(width).saturating_sub(value.len())))
            }
        }
    }
}

/// Spaces before and behind a value; all of a text of spaces stand before.
pub(crate) fn spaces(text: &str) -> (usize, usize) {
    let rest = text.trim_start_matches(' ');
    (text.len() - rest.len(), rest.len() - rest.trim_end_matches(' ').len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stripping_undoes_surrounding() {
        let around = Padding::Around { before: 1, after: 2 };
        for padding in [Padding::None, around, Padding::Right { width: 6 }, Padding::Left { width: 6 }] {
            for value in ["1", "123456", "12345678", "ä"] {
                assert_eq!(padding.strip(&padding.surround(value)), Some(value), "{padding:?}");
            }
        }
        assert_eq!(around.strip(" 1"), None);
        assert_eq!(Padding::Right { width: 6 }.strip("123"), None);
        assert_eq!(Padding::Right { width: 6 }.strip("    123"), None);
    }
}
