//! Whether a stream is UTF-8, and from its first byte that is not, what else it may be: over as many bytes as there are,
//! in constant memory.

use memchr::memchr_iter;

use super::charset::{Escapes, Legacy};

/// Counts over the bytes seen so far.
#[derive(Default)]
pub(crate) struct Utf8Scan {
    /// Bytes seen.
    pub(crate) bytes: u64,
    /// Valid characters beyond ASCII.
    pub(crate) beyond_ascii: u64,
    /// Malformed sequences.
    pub(crate) invalid: u64,
    /// Runs of bytes beyond ASCII, as long as they can be.
    pub(crate) runs: u64,
    /// Those of them with a malformed sequence.
    pub(crate) broken_runs: u64,
    /// The first malformed byte: its value and 1-based line.
    pub(crate) first_invalid: Option<(u8, u64)>,
    /// Whether the stream was seen to its end.
    pub(crate) finished: bool,
    /// Escape sequences of ISO-2022-JP.
    pub(crate) escapes: Escapes,
    /// Statistics from the chunk with the first malformed byte on.
    pub(crate) legacy: Option<Box<Legacy>>,
    lines: u64,
    /// Whether the last byte seen was beyond ASCII, and whether its run has a malformed sequence so far.
    in_run: bool,
    broken: bool,
    /// The start of a character whose end is in the next chunk.
    carry: Vec<u8>,
}

impl Utf8Scan {
    /// Looks at the next bytes.
    pub(crate) fn push(&mut self, chunk: &[u8]) {
        self.bytes += chunk.len() as u64;
        self.escapes.push(chunk);
        let was_legacy = self.legacy.is_some();
        if self.carry.is_empty() {
            self.look(chunk);
            self.tally(chunk);
        } else {
            let mut joined = std::mem::take(&mut self.carry);
            joined.extend_from_slice(chunk);
            self.look(&joined);
            // What was carried has been tallied with its own chunk already, if any was.
            self.tally(if was_legacy { chunk } else { &joined });
        }
    }

    /// Before the first malformed byte there is no need to.
    fn tally(&mut self, bytes: &[u8]) {
        if self.first_invalid.is_some() {
            self.legacy.get_or_insert_default().push(bytes);
        }
    }

    /// The stream has ended: a character left unfinished is malformed.
    pub(crate) fn finish(&mut self) {
        if let Some(first) = std::mem::take(&mut self.carry).first() {
            self.fault(*first);
        }
        if let Some(legacy) = &mut self.legacy {
            legacy.finish();
        }
        self.finished = true;
    }

    fn look(&mut self, mut bytes: &[u8]) {
        loop {
            match simdutf8::compat::from_utf8(bytes) {
                Ok(text) => return self.valid(text.as_bytes()),
                Err(e) => {
                    let (text, rest) = bytes.split_at(e.valid_up_to());
                    self.valid(text);
                    match e.error_len() {
                        None => return self.carry.extend_from_slice(rest),
                        Some(len) => {
                            self.fault(rest[0]);
                            bytes = &rest[len..];
                        }
                    }
                }
            }
        }
    }

    fn valid(&mut self, text: &[u8]) {
        if !text.is_ascii() {
            // So many fit a byte, and bytes are counted many at once.
            let starts = |chunk: &[u8]| chunk.iter().fold(0_u8, |n, b| n.wrapping_add(u8::from(*b >= 0xC0)));
            self.beyond_ascii += text.chunks(255).map(|chunk| u64::from(starts(chunk))).sum::<u64>();
            let begins = |(before, byte): (&u8, &u8)| u8::from(*before < 0x80 && *byte >= 0x80);
            let begun = |(before, chunk): (&[u8], &[u8])| {
                before.iter().zip(chunk).fold(0_u8, |n, pair| n.wrapping_add(begins(pair)))
            };
            let pairs = text.chunks(255).zip(text[1..].chunks(255));
            self.runs += u64::from(!self.in_run && text[0] >= 0x80);
            self.runs += pairs.map(|pair| u64::from(begun(pair))).sum::<u64>();
        }
        if let Some(last) = text.last() {
            self.broken &= text.iter().all(|byte| *byte >= 0x80);
            self.in_run = *last >= 0x80;
        }
        if self.first_invalid.is_none() {
            self.lines += memchr_iter(b'\n', text).count() as u64;
        }
    }

    fn fault(&mut self, byte: u8) {
        self.invalid += 1;
        self.runs += u64::from(!self.in_run);
        self.broken_runs += u64::from(!self.in_run || !self.broken);
        (self.in_run, self.broken) = (true, true);
        self.first_invalid.get_or_insert((byte, self.lines + 1));
    }
}

/// Bytes at the end of `text` that start a character but do not finish it.
pub(crate) fn unfinished_len(text: &[u8]) -> usize {
    let tail = &text[text.len().saturating_sub(3)..];
    let start = tail.iter().rposition(|b| *b >= 0xC0);
    let unfinished = start
        .map(|i| &tail[i..])
        .filter(|t| matches!(std::str::from_utf8(t), Err(e) if e.error_len().is_none()));
    unfinished.map_or(0, <[u8]>::len)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_across_chunks() {
        let text = "aä€😀\nz".as_bytes();
        for size in 1..text.len() {
            let mut scan = Utf8Scan::default();
            text.chunks(size).for_each(|chunk| scan.push(chunk));
            scan.finish();
            assert_eq!((scan.beyond_ascii, scan.invalid, scan.bytes), (3, 0, text.len() as u64), "{size}");
        }
    }

    #[test]
    fn the_first_fault_has_its_line() {
        let mut scan = Utf8Scan::default();
        scan.push(b"a\nb\ncaf\xE9\n\xE4");
        scan.finish();
        assert_eq!((scan.first_invalid, scan.invalid), (Some((0xE9, 3)), 2));
    }

    #[test]
    fn runs_beyond_ascii_across_chunks() {
        let text = b"\xC3\xA4\xC3\xB6 x\xE9y \xE2\x82\n\xC3\xA4\xFF\xFF\xC3\xA4-\xC3\xA4";
        for size in 1..text.len() {
            let mut scan = Utf8Scan::default();
            text.chunks(size).for_each(|chunk| scan.push(chunk));
            scan.finish();
            assert_eq!((scan.runs, scan.broken_runs, scan.invalid), (5, 3, 4), "{size}");
        }
    }

    #[test]
    fn a_cut_character() {
        assert_eq!(unfinished_len("a€".as_bytes()), 0);
        assert_eq!(unfinished_len(&"a€".as_bytes()[..3]), 2);
        assert_eq!(unfinished_len(b"abc"), 0);
    }
}
