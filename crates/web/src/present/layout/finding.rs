//! What was found about a layout, in words.

use serde::Serialize;
use tabular::Detected;

use crate::pages::layout::Finding;
use crate::present::heading;

pub(super) fn of<T: PartialEq + Serialize>(
    name: &str,
    detected: &Detected<T>,
    offered: &[(T, &str)],
) -> Finding {
    worded(name, label(&detected.value, offered), detected)
}

pub(super) fn worded<T>(name: &str, value: String, detected: &Detected<T>) -> Finding {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0 to 100 before")]
    let confidence = (detected.confidence * 100.0).clamp(0.0, 100.0) as u8;
    Finding {
        label: name.to_owned(),
        value,
        confidence: Some(confidence),
        evidence: heading(&detected.evidence),
    }
}

/// The words for a value; of one that is not offered, such as a rare delimiter, the value itself.
pub(super) fn label<T: PartialEq + Serialize>(value: &T, offered: &[(T, &str)]) -> String {
    let found = offered.iter().find(|(other, _)| other == value);
    found.map_or_else(|| form_value(value), |(_, label)| (*label).to_owned())
}

/// The value as a form posts it.
pub(super) fn form_value(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(text)) => text,
        Ok(other) => other.to_string(),
        Err(_) => String::new(),
    }
}
