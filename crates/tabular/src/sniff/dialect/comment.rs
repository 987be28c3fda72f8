//! The mark of lines that are no records.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::short_text::ShortText;

/// The characters with which a line starts that is a comment and no record: `#`, `//`, `%`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Comment(ShortText);

impl Comment {
    /// `None` when there are no characters, more than eight bytes of them, or a line end or a NUL among them.
    pub fn new(mark: &str) -> Option<Self> {
        ShortText::new(mark).filter(|_| !mark.is_empty()).map(Self)
    }

    /// The characters, of which there is at least one.
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }

    /// The characters, of which there is at least one.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl fmt::Display for Comment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", self.as_str().escape_debug())
    }
}

impl Serialize for Comment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Comment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let expected = "one to eight bytes without line end and NUL";
        Self::new(&text).ok_or_else(|| de::Error::invalid_value(de::Unexpected::Str(&text), &expected))
    }
}
