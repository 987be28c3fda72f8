//! JSON strings (RFC 8259 §7).

use std::fmt::Write;

pub(super) fn push_string(out: &mut String, text: &str) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            // Writing to a string cannot fail.
            '\0'..='\u{1F}' => drop(write!(out, "\\u{:04x}", character as u32)),
            other => out.push(other),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_are_escaped_and_nothing_else() {
        let text = "a\"b\\c\n\r\t\u{1}/ä😀\u{7f}";
        let mut out = String::new();
        push_string(&mut out, text);
        assert_eq!(out, "\"a\\\"b\\\\c\\n\\r\\t\\u0001/ä😀\u{7f}\"");
        assert_eq!(serde_json::from_str::<String>(&out).expect("valid JSON"), text);
    }
}
