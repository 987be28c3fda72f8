//! The value of a field, without what protects the delimiters and quotes in it.

use std::borrow::Cow;

use super::Escape;
use super::split::{Dialect, Field};

impl Dialect {
    /// The value of a field that was cut under this dialect.
    pub(crate) fn value<'a>(&self, field: &Field<'a>) -> Cow<'a, str> {
        let text = field.text;
        let Some(quote) = self.quote.byte().map(char::from) else { return self.without_backslashes(text) };
        let pairs = field.quoted && matches!(self.escape, Escape::Doubled | Escape::Both);
        if self.escape == Escape::Backslash || self.escape == Escape::Both && text.contains('\\') {
            return self.without_backslashes(text);
        }
        match text.contains(quote) && pairs {
            true => Cow::Owned(text.replace(&format!("{quote}{quote}"), quote.encode_utf8(&mut [0; 4]))),
            false => Cow::Borrowed(text),
        }
    }

    /// Drops a backslash before a quote, a delimiter, a line end or a backslash, and makes two quotes one where they
    /// are doubled.
    fn without_backslashes<'a>(&self, text: &'a str) -> Cow<'a, str> {
        if !matches!(self.escape, Escape::Backslash | Escape::Both) || !text.contains('\\') {
            return Cow::Borrowed(text);
        }
        let quote = self.quote.byte().map(char::from);
        let delimiter = self.delimiter.as_str();
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            let behind = &rest[c.len_utf8()..];
            let next = behind.chars().next();
            let protects = c == '\\'
                && (matches!(next, Some('\\' | '\n' | '\r'))
                    || next.is_some() && next == quote
                    || !delimiter.is_empty() && behind.starts_with(delimiter));
            let doubled = self.escape == Escape::Both && Some(c) == quote && next == quote;
            match next.filter(|_| protects || doubled) {
                Some(next) => {
                    out.push(next);
                    rest = &behind[next.len_utf8()..];
                }
                None => {
                    out.push(c);
                    rest = behind;
                }
            }
        }
        Cow::Owned(out)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Delimiter, LineEnd, Quote};
    use super::*;

    fn value(escape: Escape, text: &str) -> String {
        let dialect = Dialect {
            delimiter: Delimiter::COMMA,
            quote: Quote::DOUBLE,
            escape,
            leading_space: false,
            comment: None,
            line_end: LineEnd::Lf,
        };
        dialect.value(&Field { text, quoted: true }).into_owned()
    }

    #[test]
    fn each_escape_is_undone() {
        assert_eq!(value(Escape::Doubled, r#"a ""b"" \"#), r#"a "b" \"#);
        assert_eq!(value(Escape::Backslash, r#"a \"b\" \\ C:\new \,"#), r#"a "b" \ C:\new ,"#);
        assert_eq!(value(Escape::Both, r#"a \"b\" ""c"""#), r#"a "b" "c""#);
        assert_eq!(value(Escape::Both, r#"""c"""#), r#""c""#);
        assert_eq!(value(Escape::None, r#"a "b" ""c"#), r#"a "b" ""c"#);
    }
}
