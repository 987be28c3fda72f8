//! The candidate: every value is one of two words for true and false.

use super::fall::Fall;
use super::subject;
use crate::kind::boolean::{is_known, pair, pair_of_one};
use crate::schema::ColumnType;
use crate::wording::grouped;

/// Truth values so far: the words, and how often each occurs.
#[derive(Debug, Default)]
pub(crate) struct BooleanCandidate {
    words: Vec<(String, u64)>,
    last: usize,
}

impl BooleanCandidate {
    pub(crate) fn accept(&mut self, text: &str, line: u64, fitted: u64) -> Result<(), Fall> {
        if let Some(at) = self.words.iter().position(|(word, _)| word == text) {
            self.last = at;
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
        self.last = self.words.len();
        self.words.push((text.to_owned(), 1));
        Ok(())
    }

    /// The value before, so many times more.
    pub(crate) fn repeat(&mut self, times: u64) {
        if let Some((_, count)) = self.words.get_mut(self.last) {
            *count += times;
        }
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
