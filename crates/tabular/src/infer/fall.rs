//! How a candidate ended: the value that refuted it, and how much had spoken for it.

use super::Refuted;
use crate::kind::number::NotNumber;
use crate::wording::{Place, grouped, shown};

/// The end of a candidate.
#[derive(Debug, Clone)]
pub(crate) struct Fall {
    pub(crate) refuted: Refuted,
    /// Values that had fitted.
    pub(crate) fitted: u64,
    /// What the values that had fitted are called, in the singular.
    pub(crate) noun: &'static str,
    /// The end of the sentence "line 2 has `00123`…"; empty when there is nothing to add.
    pub(crate) clause: &'static str,
}

impl Fall {
    pub(crate) fn new(
        kind: &str,
        noun: &'static str,
        fitted: u64,
        value: &str,
        line: u64,
        clause: &'static str,
    ) -> Self {
        let refuted = Refuted { kind: kind.to_owned(), line, value: shown(value) };
        Self { refuted, fitted, noun, clause }
    }

    /// Whether a person learns something from it: values had fitted, or the reason is not obvious.
    pub(crate) fn is_telling(&self) -> bool {
        self.fitted > 0 || !self.clause.is_empty()
    }

    /// Why the column is text, when this is the reason.
    pub(crate) fn evidence(&self, place: Place) -> String {
        let Refuted { line, value, .. } = &self.refuted;
        let at = place.at(*line);
        let clause = self.clause;
        if self.fitted > 0 {
            let first = match self.fitted {
                1 => "the first value fits".to_owned(),
                fitted => format!("the first {} values fit", grouped(fitted)),
            };
            return format!("text: {first} {}, but {} has `{value}`{clause}", self.noun, place.named(*line));
        }
        if clause.is_empty() {
            return format!("text: `{value}` {at} is no number, date or other type");
        }
        format!("text: {} has `{value}`{clause}", place.named(*line))
    }
}

/// Why a text that looks like a number is not taken for one.
pub(crate) fn clause_of(why: NotNumber, text: &str) -> &'static str {
    match why {
        NotNumber::LeadingZeros => ", whose leading zeros a number would lose",
        NotNumber::PlusSign => ", whose plus sign a number would lose",
        NotNumber::NegativeZero => ", whose minus sign a number would lose",
        NotNumber::OtherFloatText => ", which a floating-point number would write differently",
        NotNumber::TooManyDigits => ", which has more digits than a number may",
        NotNumber::Other => clause_of_other(text),
    }
}

fn clause_of_other(text: &str) -> &'static str {
    let digits_and = |others: &[u8]| {
        let bytes = text.strip_prefix('-').unwrap_or(text).as_bytes();
        let framed =
            bytes.first().zip(bytes.last()).is_some_and(|(a, z)| a.is_ascii_digit() && z.is_ascii_digit());
        framed && bytes.iter().all(|b| b.is_ascii_digit() || others.contains(b))
    };
    if text.contains(',') && digits_and(b",.") {
        return ", whose comma a number would lose";
    }
    ""
}
