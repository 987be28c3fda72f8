//! The texts that cells of a workbook share, held compactly, and on disk where they are many.

use crate::error::Error;
use crate::input::Input;

use super::paged::Paged;

/// Bytes of text that are held in memory.
const MEMORY_TEXT: usize = 8 << 20;

/// Texts that are held in memory; each costs four bytes more.
const MEMORY_COUNT: usize = 1 << 20;

/// Bytes of one end in the scratch file.
const END_BYTES: u64 = 8;

/// Texts by their number, in the order in which they were added.
pub(crate) enum Strings {
    /// Few of them: the texts one after the other, and where each ends.
    Memory { text: String, ends: Vec<u32> },
    /// Many of them: the same on disk.
    Disk { text: Paged, ends: Paged, count: u64 },
}

impl Default for Strings {
    fn default() -> Self {
        Self::Memory { text: String::new(), ends: Vec::new() }
    }
}

impl Strings {
    /// Adds a text. When memory is full, everything moves to two scratch places of the input.
    ///
    /// # Errors
    /// When there is no room.
    pub(crate) fn add(&mut self, new: &str, input: &dyn Input) -> Result<(), Error> {
        if let Self::Memory { text, ends } = self {
            if text.len() + new.len() <= MEMORY_TEXT && ends.len() < MEMORY_COUNT {
                text.push_str(new);
                ends.push(text.len() as u32);
                return Ok(());
            }
            let mut paged_text = Paged::new(input)?;
            paged_text.append(text.as_bytes())?;
            let mut paged_ends = Paged::new(input)?;
            for end in ends.iter() {
                paged_ends.append(&u64::from(*end).to_le_bytes())?;
            }
            *self = Self::Disk { text: paged_text, ends: paged_ends, count: ends.len() as u64 };
        }
        if let Self::Disk { text, ends, count } = self {
            text.append(new.as_bytes())?;
            ends.append(&text.len().to_le_bytes())?;
            *count += 1;
        }
        Ok(())
    }

    /// The number of texts.
    pub(crate) fn len(&self) -> u64 {
        match self {
            Self::Memory { ends, .. } => ends.len() as u64,
            Self::Disk { count, .. } => *count,
        }
    }

    /// Appends text `index`; `false` if there is none.
    ///
    /// # Errors
    /// When the scratch place cannot be read.
    pub(crate) fn push_to(&self, index: u64, into: &mut String) -> Result<bool, Error> {
        if index >= self.len() {
            return Ok(false);
        }
        match self {
            Self::Memory { text, ends } => {
                let index = index as usize;
                let start = if index == 0 { 0 } else { ends[index - 1] as usize };
                into.push_str(&text[start..ends[index] as usize]);
            }
            Self::Disk { text, ends, .. } => {
                let mut bounds = [0; 2 * END_BYTES as usize];
                let known = if index == 0 { &mut bounds[END_BYTES as usize..] } else { &mut bounds[..] };
                ends.read((index * END_BYTES).saturating_sub(END_BYTES), known)?;
                let bound = |half: &[u8]| half.try_into().map_or(0, u64::from_le_bytes);
                let (start, end) = bounds.split_at(END_BYTES as usize);
                let (start, end) = (bound(start), bound(end));
                let mut bytes = vec![0; end.saturating_sub(start) as usize];
                text.read(start, &mut bytes)?;
                into.push_str(&String::from_utf8_lossy(&bytes));
            }
        }
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::Bytes;

    #[test]
    fn many_texts_move_to_disk_and_come_back() {
        let input = Bytes::whole([]);
        let mut strings = Strings::default();
        let text = |i: u64| format!("{i} {}", "ä".repeat((i % 97) as usize));
        let count = 200_000;
        for i in 0..count {
            strings.add(&text(i), &input).unwrap();
        }
        assert!(matches!(strings, Strings::Disk { .. }));
        let mut out = String::new();
        for i in (0..count).step_by(7).chain([0, 1, count - 1]) {
            out.clear();
            assert!(strings.push_to(i, &mut out).unwrap());
            assert_eq!(out, text(i));
        }
        assert!(!strings.push_to(count, &mut out).unwrap());
    }
}
