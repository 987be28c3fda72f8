//! Writing delimited text in any dialect, with NULL told from the empty text.

use std::io::{self, Write};

use crate::sniff::{Comment, Delimited, Delimiter, Escape, LineEnd, Quote};

/// Writes records so that [`decode`](crate::decode) reads the same cells: NULL is an empty field, the empty text is
/// `""`, and a cell is quoted only where it has to be.
pub struct Writer<W> {
    out: W,
    delimiter: Delimiter,
    quote: Option<u8>,
    escape: Escape,
    leading_space: bool,
    comment: Option<Comment>,
    line_end: LineEnd,
    /// Whether a delimiter without meaning ends each record.
    trailing: bool,
}

impl<W: Write> Writer<W> {
    /// A writer onto `out`, which should be buffered, with the quotes of RFC 4180.
    pub fn new(out: W, delimiter: Delimiter, line_end: LineEnd) -> Self {
        Self {
            out,
            delimiter,
            quote: Quote::DOUBLE.byte(),
            escape: Escape::Doubled,
            leading_space: false,
            comment: None,
            line_end,
            trailing: false,
        }
    }

    /// A writer onto `out`, which should be buffered, of files with this layout. What stands before the header and
    /// behind the table is not its business.
    pub fn with_layout(out: W, layout: &Delimited) -> Self {
        Self {
            out,
            delimiter: layout.delimiter.value,
            quote: layout.quote.value.byte(),
            escape: layout.escape.value,
            leading_space: layout.leading_space.value,
            comment: layout.comment.value,
            line_end: layout.line_end.value,
            trailing: layout.trailing_delimiter.value,
        }
    }

    /// Writes one record; `None` is NULL. With [`Delimiter::NONE`] a record has one cell.
    ///
    /// # Errors
    /// When `out` fails. [`io::ErrorKind::InvalidInput`] for a cell that this dialect cannot express, such as a
    /// delimiter in a file without quotes; then a part of the record may have been written.
    pub fn write<'a>(&mut self, cells: impl IntoIterator<Item = Option<&'a str>>) -> io::Result<()> {
        for (i, cell) in cells.into_iter().enumerate() {
            if i > 0 {
                self.out.write_all(self.delimiter.as_bytes())?;
            }
            match (cell, self.quote) {
                (None, _) => {}
                (Some(text), _) if !self.is_special(text, i == 0) => self.out.write_all(text.as_bytes())?,
                (Some(text), Some(quote)) => self.write_quoted(text, quote)?,
                (Some(text), None) => self.write_escaped(text, i == 0)?,
            }
        }
        if self.trailing {
            self.out.write_all(self.delimiter.as_bytes())?;
        }
        self.out.write_all(self.line_end.as_str().as_bytes())
    }

    /// Flushes and gives the output back.
    ///
    /// # Errors
    /// When `out` fails.
    pub fn finish(mut self) -> io::Result<W> {
        self.out.flush()?;
        Ok(self.out)
    }

    fn write_quoted(&mut self, text: &str, quote: u8) -> io::Result<()> {
        let bytes = text.as_bytes();
        if self.escape == Escape::None && (0..bytes.len()).any(|at| self.closes(bytes, at, quote)) {
            return Err(inexpressible("a quote before a delimiter or a line end"));
        }
        self.out.write_all(&[quote])?;
        let mut written = 0;
        for (at, byte) in bytes.iter().enumerate() {
            let mark = match self.escape {
                Escape::Doubled | Escape::Both if *byte == quote => quote,
                Escape::Backslash if *byte == quote => b'\\',
                Escape::Backslash | Escape::Both if *byte == b'\\' => b'\\',
                _ => continue,
            };
            self.out.write_all(&bytes[written..at])?;
            self.out.write_all(&[mark])?;
            written = at;
        }
        self.out.write_all(&bytes[written..])?;
        self.out.write_all(&[quote])
    }

    /// Whether a quote at `at` would end the field where quotes are not escaped.
    fn closes(&self, bytes: &[u8], at: usize, quote: u8) -> bool {
        let mut rest = &bytes[at + 1..];
        if self.leading_space {
            let blanks = rest.iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
            rest = &rest[blanks..];
        }
        let delimiter = self.delimiter.as_bytes();
        let ends = |rest: &[u8]| {
            matches!(rest, [b'\r' | b'\n', ..]) || !delimiter.is_empty() && rest.starts_with(delimiter)
        };
        // Blanks at the end of the text would stand between this quote and the closing one, which is no end.
        bytes[at] == quote && (ends(rest) || ends(&bytes[at + 1..]))
    }

    /// Without quotes a backslash is all there is.
    fn write_escaped(&mut self, text: &str, first: bool) -> io::Result<()> {
        let mut bytes = text.as_bytes();
        if bytes.is_empty() {
            return Err(inexpressible("an empty text, which without quotes is NULL"));
        }
        if !matches!(self.escape, Escape::Backslash | Escape::Both) {
            return Err(inexpressible("a delimiter, a line end or the like in a file without quotes"));
        }
        if self.starts_special(text, first) {
            return Err(inexpressible("a start of the text that means something else"));
        }
        if text.ends_with('\r') {
            return Err(inexpressible("a carriage return before a line end"));
        }
        let delimiter = self.delimiter.as_bytes();
        if delimiter.len() > 1 && (1..delimiter.len()).any(|n| bytes.ends_with(&delimiter[..n])) {
            return Err(inexpressible("the start of a delimiter before a delimiter"));
        }
        while let Some(byte) = bytes.first() {
            let len = if !delimiter.is_empty() && bytes.starts_with(delimiter) { delimiter.len() } else { 1 };
            if len > 1 || matches!(byte, b'\\' | b'\r' | b'\n') || delimiter == [*byte] {
                self.out.write_all(b"\\")?;
            }
            self.out.write_all(&bytes[..len])?;
            bytes = &bytes[len..];
        }
        Ok(())
    }

    /// Whether the text would be read as something else if it were written as it is.
    fn is_special(&self, text: &str, first: bool) -> bool {
        let delimiter = self.delimiter.as_bytes().first();
        let escapes = matches!(self.escape, Escape::Backslash | Escape::Both);
        let special = |b: u8| {
            matches!(b, b'\n' | b'\r')
                || Some(b) == self.quote
                || Some(&b) == delimiter
                || escapes && b == b'\\'
        };
        text.is_empty() || self.starts_special(text, first) || text.bytes().any(special)
    }

    /// A byte order mark at the start of a file would be taken for one, as would a mark of comments.
    fn starts_special(&self, text: &str, first: bool) -> bool {
        let is_comment = || self.comment.is_some_and(|mark| text.starts_with(mark.as_str()));
        text.starts_with('\u{FEFF}')
            || self.leading_space && text.starts_with([' ', '\t'])
            || first && is_comment()
    }
}

fn inexpressible(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, format!("this dialect cannot express {what}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn null_and_the_empty_text_differ() {
        let mut writer = Writer::new(Vec::new(), Delimiter::COMMA, LineEnd::Crlf);
        writer.write([Some("a"), None, Some(""), Some("x \"y\", z")]).expect("a vector takes all");
        let bytes = writer.finish().expect("a vector takes all");
        assert_eq!(String::from_utf8_lossy(&bytes), "a,,\"\",\"x \"\"y\"\", z\"\r\n");
    }

    #[test]
    fn what_cannot_be_expressed_is_an_error() {
        let mut writer = Writer::new(Vec::new(), Delimiter::COMMA, LineEnd::Lf);
        (writer.quote, writer.escape) = (None, Escape::Doubled);
        assert!(writer.write([Some("a"), Some("b c")]).is_ok());
        let error = writer.write([Some("a,b")]).expect_err("there are no quotes");
        assert_eq!(error.kind(), io::ErrorKind::InvalidInput);
        writer.escape = Escape::Backslash;
        assert!(writer.write([Some("a,b\\")]).is_ok());
        assert!(String::from_utf8_lossy(&writer.out).ends_with("a\\,b\\\\\n"));
    }
}
