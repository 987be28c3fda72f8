//! What ends a record.

use memchr::{memchr_iter, memmem};
use serde::{Deserialize, Serialize};

use crate::sniff::Detected;
use crate::wording::grouped;

/// What ends a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineEnd {
    /// `\n`; a `\r\n` here and there ends a record too.
    Lf,
    /// `\r\n`; a lone `\n` here and there ends a record too.
    Crlf,
    /// `\r`, as old Macintosh programs write it.
    Cr,
    /// `\n`, `\r\n`, a lone `\r` and `\r\r\n` all end a record: files joined from several systems, or converted twice
    /// from `\n` to `\r\n`.
    Mixed,
}

impl LineEnd {
    /// The characters with which a record of such a file is written.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Lf | Self::Mixed => "\n",
            Self::Crlf => "\r\n",
            Self::Cr => "\r",
        }
    }
}

/// Counts the line ends of the text.
pub(crate) fn line_end(text: &str) -> Detected<LineEnd> {
    let bytes = text.as_bytes();
    let lf = memchr_iter(b'\n', bytes).count() as u64;
    let crlf = memchr_iter(b'\n', bytes).filter(|i| *i > 0 && bytes[i - 1] == b'\r').count() as u64;
    // The sample may end between the two.
    let cr =
        memchr_iter(b'\r', bytes).filter(|i| bytes.get(i + 1).is_some_and(|b| *b != b'\n')).count() as u64;
    let lines = |n: u64| grouped(n);
    if lf == 0 && cr == 0 {
        return Detected::new(LineEnd::Lf, 0.5, "no line end seen");
    }
    let twice = memmem::find_iter(bytes, b"\r\r\n").count() as u64;
    if twice * 2 > lf {
        let evidence = format!(
            "{} of {} line ends are `\\r\\r\\n`, as when a file is converted twice: each is a single one",
            lines(twice),
            lines(lf)
        );
        return Detected::new(LineEnd::Mixed, 0.9, evidence);
    }
    if cr > 10 * lf {
        let evidence = format!("{} of {} line ends are `\\r`", lines(cr), lines(cr + lf));
        return Detected::new(LineEnd::Cr, 0.9, evidence);
    }
    if cr > 0 {
        let (cr, lf) = outside_quotes(bytes);
        if cr > 10 * lf {
            let evidence = format!("{} of {} line ends outside of `\"` are `\\r`", lines(cr), lines(cr + lf));
            return Detected::new(LineEnd::Cr, 0.9, evidence);
        }
    }
    if crlf * 2 > lf {
        let confidence = crlf as f32 / lf as f32;
        return Detected::new(
            LineEnd::Crlf,
            confidence,
            format!("{} of {} line ends are `\\r\\n`", lines(crlf), lines(lf)),
        );
    }
    let confidence = (lf - crlf) as f32 / lf as f32;
    Detected::new(
        LineEnd::Lf,
        confidence,
        format!("{} of {} line ends are `\\n`", lines(lf - crlf), lines(lf)),
    )
}

/// How many `\r` alone and how many `\n` have an even number of `"` before them: a quoted field may hold line ends of
/// another kind than the file's own.
fn outside_quotes(bytes: &[u8]) -> (u64, u64) {
    let (mut quoted, mut cr, mut lf) = (false, 0, 0);
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => lf += 1,
            b'\r' if !quoted && bytes.get(at + 1).is_some_and(|next| *next != b'\n') => cr += 1,
            _ => {}
        }
    }
    (cr, lf)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends() {
        assert_eq!(line_end("a\nb\n").value, LineEnd::Lf);
        assert_eq!(line_end("a\r\nb\r\n").value, LineEnd::Crlf);
        assert_eq!(line_end("a\rb\rc").value, LineEnd::Cr);
        assert_eq!(line_end("a").value, LineEnd::Lf);
        assert_eq!(line_end("a\r\r\nb\r\r\n").value, LineEnd::Mixed);
    }

    #[test]
    fn line_ends_of_another_kind_in_quoted_fields() {
        let found = line_end("a,b\r1,\"x\ny\"\r2,\"\"\"z\r\n\"\r");
        assert_eq!(found.value, LineEnd::Cr);
        assert_eq!(found.evidence, "2 of 2 line ends outside of `\"` are `\\r`");
        assert_eq!(line_end("a,b\n1,\"x\ry\"\n2,\"z\r\r\"\n").value, LineEnd::Lf);
    }
}
