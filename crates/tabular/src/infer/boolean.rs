//! The candidate: every value is one of two spellings of true and false.

use super::fall::Fall;
use crate::kind::boolean::{scan, speaks_for_itself};
use crate::schema::ColumnType;
use crate::wording::{counted, grouped};

/// Truth values so far.
#[derive(Debug, Default)]
pub(crate) struct BooleanCandidate {
    pair: Option<(&'static str, &'static str)>,
    trues: u64,
    falses: u64,
}

impl BooleanCandidate {
    pub(crate) fn accept(&mut self, text: &str, line: u64) -> Result<(), Fall> {
        match scan(text) {
            Some((yes, no, value)) if self.pair.is_none_or(|pair| pair == (yes, no)) => {
                self.pair = Some((yes, no));
                *(if value { &mut self.trues } else { &mut self.falses }) += 1;
                Ok(())
            }
            _ => Err(Fall::new("boolean", "a truth value", self.trues + self.falses, text, line, "")),
        }
    }

    /// The type, or why it is text after all; with the evidence.
    pub(crate) fn finish(&self) -> (ColumnType, String) {
        let Some((yes, no)) = self.pair else { return (ColumnType::Text, "text: there is no value".into()) };
        if (self.trues == 0 || self.falses == 0) && !speaks_for_itself(yes) {
            let only = if self.trues > 0 { yes } else { no };
            let evidence = format!(
                "text: every value is `{only}`, which alone may mean something else than a truth value"
            );
            return (ColumnType::Text, evidence);
        }
        let all = counted(self.trues + self.falses, "value");
        let evidence =
            format!("boolean: all {all}: {} `{yes}`, {} `{no}`", grouped(self.trues), grouped(self.falses));
        (ColumnType::Boolean { true_text: yes.into(), false_text: no.into() }, evidence)
    }
}
