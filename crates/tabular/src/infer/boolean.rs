//! The candidate: every value is one of two words for true and false.

use super::fall::Fall;
use super::subject;
use crate::batch::{ColumnBlock, Sight};
use crate::kind::boolean::{is_known, pair, pair_of_one};
use crate::schema::ColumnType;
use crate::wording::grouped;

/// Truth values so far: the words, and how often each occurs.
#[derive(Debug, Default)]
pub(crate) struct BooleanCandidate {
    words: Vec<(String, u64)>,
}

/// A word of at most sixteen bytes, all of which are looked at together.
#[derive(Clone, Copy)]
struct ShortWord {
    bytes: u128,
    mask: u128,
    len: u32,
}

impl ShortWord {
    fn of(word: &str) -> Option<Self> {
        let (mut bytes, mut mask) = ([0; 16], [0; 16]);
        bytes.get_mut(..word.len())?.copy_from_slice(word.as_bytes());
        mask.get_mut(..word.len())?.fill(0xFF);
        Some(Self {
            bytes: u128::from_le_bytes(bytes),
            mask: u128::from_le_bytes(mask),
            len: word.len() as u32,
        })
    }

    /// Whether it stands at the start of the window, in a cell of `len` bytes.
    #[inline]
    fn is(self, window: [u8; 16], len: u32) -> bool {
        len == self.len && u128::from_le_bytes(window) & self.mask == self.bytes
    }
}

impl BooleanCandidate {
    pub(crate) fn accept(&mut self, text: &str, line: u64, fitted: u64) -> Result<(), Fall> {
        if let Some(at) = self.words.iter().position(|(word, _)| word == text) {
            self.words[at].1 += 1;
            return Ok(());
        }
        let fits = match self.words.as_slice() {
            [] => is_known(text),
            [(word, _)] => pair(word, text).is_some(),
            _ => false,
        };
        if !fits {
            return Err(Fall::new("boolean", "a truth value", fitted, text, line, ""));
        }
        self.words.push((text.to_owned(), 1));
        Ok(())
    }

    /// Takes words that were seen before, from one on.
    pub(crate) fn at_sight(&mut self, block: &ColumnBlock<'_>, from: usize) -> Option<Sight> {
        let [a, b] = match self.words.as_slice() {
            [(a, _), (b, _)] => [ShortWord::of(a)?, ShortWord::of(b)?],
            [(a, _)] => [ShortWord::of(a)?; 2],
            _ => return None,
        };
        let mut of_a = 0;
        let sight = block.look(from, |window, len| {
            let (is_a, is_b) = (a.is(*window, len), b.is(*window, len));
            of_a += u64::from(is_a);
            is_a | is_b
        });
        for ((_, count), more) in self.words.iter_mut().zip([of_a, sight.values - of_a]) {
            *count += more;
        }
        Some(sight)
    }

    /// The type, or why it is text after all; with the evidence.
    pub(crate) fn finish(&self) -> (ColumnType, String) {
        let count = |text: &str| self.words.iter().find(|(word, _)| word == text).map_or(0, |(_, n)| *n);
        let found = match self.words.as_slice() {
            [(a, _), (b, _)] => pair(a, b).map(|(yes, no)| (yes.to_owned(), no.to_owned())),
            [(only, _)] => pair_of_one(only),
            _ => None,
        };
        let Some((yes, no)) = found else {
            let only = self.words.first().map_or("", |(word, _)| word.as_str());
            let evidence = format!(
                "text: every value is `{only}`, which alone may mean something else than a truth value"
            );
            return (ColumnType::Text, evidence);
        };
        let (trues, falses) = (count(&yes), count(&no));
        let evidence = match (trues, falses) {
            (1, 0) | (0, 1) => {
                format!("boolean: the only value is `{}`", if trues == 1 { &yes } else { &no })
            }
            (trues, 0) => format!("boolean: {} are `{yes}`", subject(trues)),
            (0, falses) => format!("boolean: {} are `{no}`", subject(falses)),
            _ => {
                let all = subject(trues + falses);
                format!("boolean: {all}: {} `{yes}`, {} `{no}`", grouped(trues), grouped(falses))
            }
        };
        (ColumnType::Boolean { true_text: yes, false_text: no }, evidence)
    }
}
