//! Where a page goes on, as a client hands it back.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use rowmill_core::table::read::After;

use super::error::RestError;

/// Characters of a cursor: a longer one would not fit an address.
const LONGEST: usize = 4_096;

/// The last row of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    /// The row.
    pub after: After,
    /// How many rows there are up to it.
    pub position: u64,
}

impl Cursor {
    /// As text; `None` where it is too long for an address.
    pub fn text(&self) -> Option<String> {
        let Self { after: After { values, row }, position } = self;
        let text = URL_SAFE_NO_PAD.encode(serde_json::to_vec(&(position, row, values)).ok()?);
        (text.len() <= LONGEST).then_some(text)
    }

    /// Of text, for an order of `terms`.
    ///
    /// # Errors
    /// PGRST100 for what no `Link` header says for such an order.
    pub fn parse(text: &str, terms: usize) -> Result<Self, RestError> {
        let wrong = || {
            RestError::parse(
                "after parameter",
                text,
                1,
                "expecting what the Link header of the page before says, for the same order",
            )
        };
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| wrong())?;
        let (position, row, values): (u64, i64, Vec<Option<String>>) =
            serde_json::from_slice(&bytes).map_err(|_| wrong())?;
        if values.len() != terms || values.iter().flatten().any(|value| value.contains('\0')) {
            return Err(wrong());
        }
        Ok(Self { after: After { values, row }, position })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_comes_back_as_it_was() {
        let after = After { values: vec![Some("a \"b\"".into()), None], row: -7 };
        let cursor = Cursor { after, position: 100 };
        let text = cursor.text().expect("it is short");
        assert_eq!(Cursor::parse(&text, 2), Ok(cursor));
        for (text, terms) in [(text.as_str(), 1), ("", 0), ("?", 0), (&text[1..], 2)] {
            assert_eq!(Cursor::parse(text, terms).expect_err(text).code, "PGRST100");
        }
        let long = After { values: vec![Some("x".repeat(LONGEST))], row: 0 };
        assert_eq!(Cursor { after: long, position: 0 }.text(), None);
    }
}
