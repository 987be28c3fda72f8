//! What separates the fields of a record.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::short_text::ShortText;

/// What separates the fields of a record: one character or several, up to eight bytes.
///
/// Written as text: `comma`, `semicolon`, `tab`, `pipe`, `space` and `none` by name, any other as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Delimiter(ShortText);

/// Delimiters that are written by name, because people and forms handle the characters badly.
const NAMES: [(Delimiter, &str); 6] = [
    (Delimiter::COMMA, "comma"),
    (Delimiter::SEMICOLON, "semicolon"),
    (Delimiter::TAB, "tab"),
    (Delimiter::PIPE, "pipe"),
    (Delimiter::SPACE, "space"),
    (Delimiter::NONE, "none"),
];

impl Delimiter {
    /// `,`
    pub const COMMA: Self = Self(ShortText::ascii(b','));
    /// `;`
    pub const SEMICOLON: Self = Self(ShortText::ascii(b';'));
    /// A tab.
    pub const TAB: Self = Self(ShortText::ascii(b'\t'));
    /// `|`
    pub const PIPE: Self = Self(ShortText::ascii(b'|'));
    /// A blank.
    pub const SPACE: Self = Self(ShortText::ascii(b' '));
    /// Nothing: the file has a single column, and a comma in it is text.
    pub const NONE: Self = Self(ShortText::EMPTY);

    /// A delimiter of the given characters, exactly. `None` when there are none, more than eight bytes of them, or a
    /// line end, a NUL or a `"` among them.
    pub fn new(text: &str) -> Option<Self> {
        ShortText::new(text).filter(|_| !text.is_empty() && !text.contains('"')).map(Self)
    }

    /// The characters; empty for [`NONE`](Self::NONE).
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }

    /// The characters; empty for [`NONE`](Self::NONE).
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The byte, where it is a single one.
    pub fn byte(self) -> Option<u8> {
        match self.as_bytes() {
            [byte] => Some(*byte),
            _ => None,
        }
    }
}

/// As evidence shows it: `` `;` ``, `tab`, `` `\u{1}` ``.
impl fmt::Display for Delimiter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::TAB => f.write_str("tab"),
            Self::SPACE => f.write_str("space"),
            Self::NONE => f.write_str("no delimiter"),
            other => write!(f, "`{}`", other.as_str().escape_debug()),
        }
    }
}

impl Serialize for Delimiter {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let name = NAMES.iter().find(|(delimiter, _)| delimiter == self).map(|(_, name)| *name);
        serializer.serialize_str(name.unwrap_or_else(|| self.as_str()))
    }
}

impl<'de> Deserialize<'de> for Delimiter {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if let Some((delimiter, _)) = NAMES.iter().find(|(_, name)| *name == text) {
            return Ok(*delimiter);
        }
        let expected = "a delimiter of one to eight bytes without line end, NUL and `\"`";
        Self::new(&text).ok_or_else(|| de::Error::invalid_value(de::Unexpected::Str(&text), &expected))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delimiters_are_written_by_name_or_as_they_are() {
        for (delimiter, json) in [
            (Delimiter::TAB, "\"tab\""),
            (Delimiter::NONE, "\"none\""),
            (Delimiter::new("||").expect("short"), "\"||\""),
            (Delimiter::new("\u{1}").expect("short"), "\"\\u0001\""),
        ] {
            assert_eq!(serde_json::to_string(&delimiter).expect("a string"), json);
            assert_eq!(serde_json::from_str::<Delimiter>(json).expect("a delimiter"), delimiter);
        }
        assert_eq!(serde_json::from_str::<Delimiter>("\",\"").expect("a delimiter"), Delimiter::COMMA);
        assert!(serde_json::from_str::<Delimiter>("\"\"").is_err());
        assert!(serde_json::from_str::<Delimiter>("\"no such delimiter\"").is_err());
    }

    #[test]
    fn delimiters_are_shown() {
        assert_eq!(Delimiter::SEMICOLON.to_string(), "`;`");
        assert_eq!(Delimiter::TAB.to_string(), "tab");
        assert_eq!(Delimiter::new("\u{1}").expect("short").to_string(), "`\\u{1}`");
    }
}
