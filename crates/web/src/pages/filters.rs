//! Filters of the templates.

#![expect(unreachable_pub, reason = "the attribute makes an item of its own public")]

use std::fmt::{self, Display, Write as _};

use askama::{
    FastWritable, Values,
    filters::{Escaper, Html},
};

/// A sentence in which `` `marks` `` surround what stands in a file: that is shown as code. Everything is escaped.
#[askama::filter_fn]
pub(super) fn prose(sentence: impl Display, _: &dyn Values) -> askama::Result<Prose> {
    Ok(Prose(sentence.to_string()))
}

/// See [`prose`].
#[derive(Debug)]
pub(super) struct Prose(String);

super::part!(Prose);

impl Display for Prose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut pieces = self.0.split('`').peekable();
        let mut is_code = false;
        while let Some(piece) = pieces.next() {
            // A mark without a partner is a character like any other.
            let closes = is_code && pieces.peek().is_some();
            match (is_code, closes) {
                (true, true) => f.write_str("<code>")?,
                (true, false) => f.write_char('`')?,
                (false, _) => {}
            }
            Html.write_escaped_str(&mut *f, piece)?;
            if closes {
                f.write_str("</code>")?;
            }
            is_code = !is_code;
        }
        Ok(())
    }
}

impl FastWritable for Prose {
    fn write_into(&self, dest: &mut dyn fmt::Write, _: &dyn Values) -> askama::Result<()> {
        Ok(write!(dest, "{self}")?)
    }
}

#[cfg(test)]
mod tests {
    use super::Prose;

    #[test]
    fn marks_become_code_and_nothing_becomes_markup() {
        let shown = |text: &str| Prose(text.to_owned()).to_string();
        assert_eq!(shown("`;` because 3 of 3"), "<code>;</code> because 3 of 3");
        assert_eq!(
            shown("line 2 has `<b>`, `a & b`"),
            "line 2 has <code>&#60;b&#62;</code>, <code>a &#38; b</code>"
        );
        assert_eq!(shown("one ` alone"), "one ` alone");
        assert_eq!(shown("``"), "<code></code>");
    }
}
