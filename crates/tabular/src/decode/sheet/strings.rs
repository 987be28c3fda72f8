//! The texts that cells of a workbook share, held compactly, and on disk where they are many.

use crate::error::Error;
use crate::input::{Input, Scratch};

use super::paged::Paged;

/// Bytes of text that are held in memory.
const MEMORY_TEXT: usize = 8 << 20;

/// Texts that are held in memory; each costs four bytes more.
const MEMORY_COUNT: usize = 1 << 20;

/// Bytes of one end in the scratch file.
const END_BYTES: u64 = 8;

/// Texts by their number, in the order in which they were added.
pub(crate) struct Strings {
    held: Held,
    /// Where texts and ends go when memory is full; taken then.
    scratch: Option<[Box<dyn Scratch>; 2]>,
}

enum Held {
    /// Few of them: the texts one after the other, and where each ends.
    Memory { text: String, ends: Vec<u32> },
    /// Many of them: the same on disk.
    Disk { text: Paged, ends: Paged, count: u64 },
}

impl Strings {
    /// No texts yet. `input` gives two scratch places, for the case that there will be many.
    ///
    /// # Errors
    /// When there is no room.
    pub(crate) fn new(input: &dyn Input) -> Result<Self, Error> {
        let place = || input.scratch().map_err(Error::ReadFailed);
        let held = Held::Memory { text: String::new(), ends: Vec::new() };
        Ok(Self { held, scratch: Some([place()?, place()?]) })
    }

    /// Adds a text. When memory is full, everything moves to the scratch places.
    ///
    /// # Errors
    /// When there is no room.
    pub(crate) fn add(&mut self, new: &str) -> Result<(), Error> {
        if let Held::Memory { text, ends } = &mut self.held {
            let is_full = text.len() + new.len() > MEMORY_TEXT || ends.len() == MEMORY_COUNT;
            match self.scratch.take_if(|_| is_full) {
                Some([for_text, for_ends]) => self.held = on_disk(text, ends, for_text, for_ends)?,
                None => {
                    text.push_str(new);
                    ends.push(text.len() as u32);
                }
            }
        }
        if let Held::Disk { text, ends, count } = &mut self.held {
            text.append(new.as_bytes())?;
            ends.append(&text.len().to_le_bytes())?;
            *count += 1;
        }
        Ok(())
    }

    /// The number of texts.
    pub(crate) fn len(&self) -> u64 {
        match &self.held {
            Held::Memory { ends, .. } => ends.len() as u64,
            Held::Disk { count, .. } => *count,
        }
    }

    /// Appends text `index`; `false` if there is none.
    ///
    /// # Errors
    /// When the scratch place cannot be read.
    pub(crate) fn push_to(&mut self, index: u64, into: &mut String) -> Result<bool, Error> {
        if index >= self.len() {
            return Ok(false);
        }
        match &mut self.held {
            Held::Memory { text, ends } => {
                let index = index as usize;
                let start = if index == 0 { 0 } else { ends[index - 1] as usize };
                into.push_str(&text[start..ends[index] as usize]);
            }
            Held::Disk { text, ends, .. } => {
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

fn on_disk(
    text: &str,
    ends: &[u32],
    for_text: Box<dyn Scratch>,
    for_ends: Box<dyn Scratch>,
) -> Result<Held, Error> {
    let (mut paged_text, mut paged_ends) = (Paged::new(for_text), Paged::new(for_ends));
    paged_text.append(text.as_bytes())?;
    for end in ends {
        paged_ends.append(&u64::from(*end).to_le_bytes())?;
    }
    Ok(Held::Disk { text: paged_text, ends: paged_ends, count: ends.len() as u64 })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::Bytes;

    #[test]
    fn many_texts_move_to_disk_and_come_back() {
        let mut strings = Strings::new(&Bytes::whole([])).unwrap();
        let text = |i: u64| format!("{i} {}", "ä".repeat((i % 97) as usize));
        let count = 200_000;
        for i in 0..count {
            strings.add(&text(i)).unwrap();
        }
        assert!(matches!(strings.held, Held::Disk { .. }));
        let mut out = String::new();
        for i in (0..count).step_by(7).chain([0, 1, count - 1]) {
            out.clear();
            assert!(strings.push_to(i, &mut out).unwrap());
            assert_eq!(out, text(i));
        }
        assert!(!strings.push_to(count, &mut out).unwrap());
    }
}
