//! The escape sequences of ISO-2022-JP (RFC 1468), which is all in seven bits.

use memchr::memchr_iter;

const ESCAPE: u8 = 0x1B;

/// Escape sequences seen so far.
#[derive(Default)]
pub(crate) struct Escapes {
    /// Into the two-byte characters of JIS X 0208.
    pub(crate) to_kanji: u64,
    /// Back to ASCII, or to its Japanese variant.
    pub(crate) back: u64,
    /// A sequence whose end is in the next chunk.
    cut: Vec<u8>,
}

impl Escapes {
    /// Looks at the next bytes.
    pub(crate) fn push(&mut self, chunk: &[u8]) {
        if self.cut.is_empty() {
            self.look(chunk);
        } else {
            let joined = [&std::mem::take(&mut self.cut), chunk].concat();
            self.look(&joined);
        }
    }

    fn look(&mut self, bytes: &[u8]) {
        for at in memchr_iter(ESCAPE, bytes) {
            match &bytes[at..] {
                [_, b'$', b'@' | b'B', ..] => self.to_kanji += 1,
                [_, b'(', b'B' | b'J', ..] => self.back += 1,
                [_, _, _, ..] => {}
                cut => {
                    self.cut = cut.to_vec();
                    return;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sequences_across_chunks() {
        let text = b"a,\x1B$B8@8l\x1B(B\x1B\x1B(J\n";
        for size in 1..text.len() {
            let mut escapes = Escapes::default();
            text.chunks(size).for_each(|chunk| escapes.push(chunk));
            assert_eq!((escapes.to_kanji, escapes.back), (1, 2), "{size}");
        }
    }
}
