//! Bytes beside each other, counted: all that is needed to weigh the charsets of one byte a character.

/// How often each byte beyond ASCII was seen beside each other byte. 256 KiB, whatever the file's size.
pub(crate) struct Pairs {
    counts: Box<[u32]>,
    last: u8,
}

impl Default for Pairs {
    /// The start of a text counts as the start of a line.
    fn default() -> Self {
        Self { counts: vec![0; 1 << 16].into(), last: b'\n' }
    }
}

impl Pairs {
    pub(crate) fn push(&mut self, chunk: &[u8]) {
        for byte in chunk {
            if (*byte | self.last) >= 0x80 {
                let at = usize::from(self.last) << 8 | usize::from(*byte);
                self.counts[at] = self.counts[at].saturating_add(1);
            }
            self.last = *byte;
        }
    }

    /// Every pair that was seen, with its count.
    pub(crate) fn seen(&self) -> Vec<(u8, u8, u32)> {
        let pairs = self.counts.iter().enumerate().filter(|(_, count)| **count > 0);
        pairs.map(|(at, count)| ((at >> 8) as u8, at as u8, *count)).collect()
    }
}
