//! Writing delimited text: RFC 4180 with a choice of delimiter and line end, and with NULL told from the empty text.

use std::io::{self, Write};

use memchr::memchr_iter;

use crate::sniff::{Delimiter, LineEnd};

/// Writes records so that [`decode`](crate::decode) reads the same cells: NULL is an empty field, the empty text is
/// `""`, and a cell is quoted only where it has to be.
pub struct Writer<W> {
    out: W,
    delimiter: Option<u8>,
    line_end: LineEnd,
}

impl<W: Write> Writer<W> {
    /// A writer onto `out`, which should be buffered.
    pub fn new(out: W, delimiter: Delimiter, line_end: LineEnd) -> Self {
        Self { out, delimiter: delimiter.byte(), line_end }
    }

    /// Writes one record; `None` is NULL. With [`Delimiter::NONE`] a record has one cell.
    ///
    /// # Errors
    /// When `out` fails.
    pub fn write<'a>(&mut self, cells: impl IntoIterator<Item = Option<&'a str>>) -> io::Result<()> {
        for (i, cell) in cells.into_iter().enumerate() {
            if let Some(delimiter) = self.delimiter.filter(|_| i > 0) {
                self.out.write_all(&[delimiter])?;
            }
            if let Some(text) = cell {
                self.write_cell(text)?;
            }
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

    fn write_cell(&mut self, text: &str) -> io::Result<()> {
        if !self.needs_quotes(text) {
            return self.out.write_all(text.as_bytes());
        }
        self.out.write_all(b"\"")?;
        let mut start = 0;
        for quote in memchr_iter(b'"', text.as_bytes()) {
            self.out.write_all(&text.as_bytes()[start..=quote])?;
            self.out.write_all(b"\"")?;
            start = quote + 1;
        }
        self.out.write_all(&text.as_bytes()[start..])?;
        self.out.write_all(b"\"")
    }

    /// A byte order mark at the start of a file would be taken for one.
    fn needs_quotes(&self, text: &str) -> bool {
        let special = |b: u8| matches!(b, b'"' | b'\n' | b'\r') || Some(b) == self.delimiter;
        text.is_empty() || text.starts_with('\u{FEFF}') || text.bytes().any(special)
    }
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
}
