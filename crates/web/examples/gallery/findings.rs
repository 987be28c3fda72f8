//! What was found out about a file.

use rowmill_web::pages::layout::Finding;

pub(crate) fn findings() -> Vec<Finding> {
    vec![
        finding("Compression", "gzip", 100, "The file begins with the gzip signature 1F 8B."),
        finding(
            "Encoding",
            "Windows-1252",
            82,
            "Not valid UTF-8: byte E9 at offset 1,204. 412 accented letters make sense as Windows-1252.",
        ),
        finding("Delimiter", "Semicolon ;", 99, "Splits all 8,412 sampled lines into 11 fields."),
        finding("Header", "First line", 60, "Line 1 has no numbers, but neither have two of the columns."),
    ]
}

fn finding(label: &str, value: &str, confidence: u8, evidence: &str) -> Finding {
    Finding {
        label: label.into(),
        value: value.into(),
        confidence: Some(confidence),
        evidence: evidence.into(),
    }
}
