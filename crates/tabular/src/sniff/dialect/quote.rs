//! What surrounds fields, and how the quote itself is written inside them.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// What surrounds fields that contain delimiters, quotes or line ends: an ASCII character, or nothing.
///
/// Written as text: `double`, `single` and `none` by name, any other as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Quote(Option<u8>);

const NAMES: [(Quote, &str); 3] =
    [(Quote::DOUBLE, "double"), (Quote::SINGLE, "single"), (Quote::NONE, "none")];

impl Quote {
    /// `"`
    pub const DOUBLE: Self = Self(Some(b'"'));
    /// `'`
    pub const SINGLE: Self = Self(Some(b'\''));
    /// Nothing: a `"` is text.
    pub const NONE: Self = Self(None);

    /// Another character. `None` unless it is printable ASCII, and no letter, digit or blank.
    pub fn new(quote: char) -> Option<Self> {
        quote.is_ascii_punctuation().then(|| Self(u8::try_from(quote).ok()))
    }

    /// The byte, `None` when quotes are text.
    pub fn byte(self) -> Option<u8> {
        self.0
    }
}

/// As evidence shows it: `` `"` ``.
impl fmt::Display for Quote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(byte) => write!(f, "`{}`", char::from(byte)),
            None => f.write_str("no quote"),
        }
    }
}

impl Serialize for Quote {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match (NAMES.iter().find(|(quote, _)| quote == self), self.0) {
            (Some((_, name)), _) => serializer.serialize_str(name),
            (None, other) => serializer.serialize_char(other.map_or('"', char::from)),
        }
    }
}

impl<'de> Deserialize<'de> for Quote {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if let Some((quote, _)) = NAMES.iter().find(|(_, name)| *name == text) {
            return Ok(*quote);
        }
        let mut chars = text.chars();
        let only = chars.next().filter(|_| chars.next().is_none());
        let expected = "one character of ASCII punctuation";
        only.and_then(Self::new)
            .ok_or_else(|| de::Error::invalid_value(de::Unexpected::Str(&text), &expected))
    }
}

/// How a quote is written inside a quoted field. Without a [`Quote`] only the backslash matters: it then stands before
/// a delimiter or a line end that is text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Escape {
    /// Doubled, as RFC 4180 §2 has it; a backslash is text.
    Doubled,
    /// `\"`. A backslash before the quote, the delimiter, a line end or another backslash makes that text and is
    /// dropped; before anything else it is text itself, because `C:\new` has to stay. A doubled quote is not special.
    Backslash,
    /// Both of them.
    Both,
    /// Not at all: only a quote before a delimiter or a line end closes the field, any other is text.
    None,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_are_written_by_name_or_as_they_are() {
        for (quote, json) in [
            (Quote::DOUBLE, "\"double\""),
            (Quote::SINGLE, "\"single\""),
            (Quote::NONE, "\"none\""),
            (Quote(Some(b'~')), "\"~\""),
        ] {
            assert_eq!(serde_json::to_string(&quote).expect("a string"), json);
            assert_eq!(serde_json::from_str::<Quote>(json).expect("a quote"), quote);
        }
        assert_eq!(serde_json::from_str::<Quote>("\"'\"").expect("a quote"), Quote::SINGLE);
        assert!(serde_json::from_str::<Quote>("\"x\"").is_err());
        assert!(serde_json::from_str::<Quote>("\"'''\"").is_err());
    }
}
