//! A place in a table as a link carries it: URL-safe base64 of JSON. Nobody is meant to read or write it; whoever does
//! gets a page or a refusal, never more rows than they may see.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use rowmill_core::table::query::Cursor;
use serde::{Deserialize, Serialize};

/// Bytes of a value that a link carries. A longer one is looked up again by its row, so that no link grows without end.
const LONGEST_VALUE: usize = 512;
/// Characters of a cursor in a link; ours are shorter.
const LONGEST: usize = 2_000;

/// A cursor on its way through a link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    #[serde(rename = "v", default, skip_serializing_if = "Option::is_none")]
    value: Option<String>,
    #[serde(rename = "r")]
    row: i64,
    #[serde(rename = "p")]
    position: i64,
    #[serde(rename = "l", default, skip_serializing_if = "std::ops::Not::not")]
    look_up: bool,
}

impl Link {
    /// The cursor; `Err` holds the row whose value has to be looked up first.
    ///
    /// # Errors
    /// When the value was too long for a link.
    pub fn cursor(self) -> Result<Cursor, Cursor> {
        let cursor = Cursor { value: self.value, row: self.row, position: self.position };
        if self.look_up { Err(cursor) } else { Ok(cursor) }
    }
}

/// The text of a cursor in a link.
pub fn encode(cursor: &Cursor) -> String {
    let look_up = cursor.value.as_ref().is_some_and(|value| value.len() > LONGEST_VALUE);
    let link = Link {
        value: cursor.value.clone().filter(|_| !look_up),
        row: cursor.row,
        position: cursor.position,
        look_up,
    };
    URL_SAFE_NO_PAD.encode(serde_json::to_vec(&link).unwrap_or_default())
}

/// The cursor of a text; `None` when it is none.
pub fn decode(text: &str) -> Option<Link> {
    if text.len() > LONGEST {
        return None;
    }
    let json = URL_SAFE_NO_PAD.decode(text).ok()?;
    let link: Link = serde_json::from_slice(&json).ok()?;
    let has_no_nul = link.value.as_ref().is_none_or(|value| !value.contains('\0'));
    (link.row >= 0 && link.position >= 0 && link.position < i64::MAX / 2 && has_no_nul).then_some(link)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cursor(value: Option<&str>) -> Cursor {
        Cursor { value: value.map(str::to_owned), row: 12, position: 100 }
    }

    #[test]
    fn cursors_come_back_as_they_were() {
        for value in [None, Some(""), Some("é\n\"?&="), Some("-1.50")] {
            let text = encode(&cursor(value));
            assert!(text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b)), "{text}");
            assert_eq!(decode(&text).map(Link::cursor), Some(Ok(cursor(value))));
        }
    }

    #[test]
    fn a_long_value_is_left_out_and_looked_up() {
        let text = encode(&cursor(Some(&"ä".repeat(5_000))));
        assert!(text.len() < 100);
        assert_eq!(decode(&text).map(Link::cursor), Some(Err(cursor(None))));
    }

    #[test]
    fn anything_else_is_refused() {
        let forged = |json: &str| URL_SAFE_NO_PAD.encode(json);
        let texts = [
            "",
            "x",
            "%%%",
            &forged("[]"),
            &forged(r#"{"r":-1,"p":0}"#),
            &forged(r#"{"v":"\u0000","r":1,"p":1}"#),
        ];
        for text in texts {
            assert_eq!(decode(text), None, "{text}");
        }
        assert_eq!(decode(&"A".repeat(10_000)), None);
    }
}
