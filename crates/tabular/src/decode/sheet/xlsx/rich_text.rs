//! Texts of Office Open XML: plain, or in runs of several fonts, with escaped control characters.

use quick_xml::events::Event;

use crate::decode::sheet::xml::Xml;
use crate::error::Error;

/// Appends the text within the element whose start was just read: its runs joined, without reading aids (furigana).
pub(super) fn push_rich_text(xml: &mut Xml, into: &mut String) -> Result<(), Error> {
    let (start, outside) = (into.len(), xml.depth().saturating_sub(1));
    while xml.depth() > outside {
        if let Event::Start(tag) = xml.next()? {
            match tag.local_name().as_ref() {
                "t" => push_text(xml, into)?,
                "rPh" => xml.skip()?,
                _ => {}
            }
        }
        xml.check_len(into.len() - start)?;
    }
    Ok(())
}

/// Appends the text of the element whose start was just read, with its escapes resolved.
pub(super) fn push_text(xml: &mut Xml, into: &mut String) -> Result<(), Error> {
    let start = into.len();
    xml.text(into)?;
    unescape(into, start);
    Ok(())
}

/// Resolves `_x000D_`: a UTF-16 unit in hexadecimal, for characters that XML cannot hold; a literal `_x` before such
/// digits is written `_x005F_x` (ECMA-376 part 1, §22.9.2.19). Two halves of a pair are one character; a half alone
/// stays as written.
fn unescape(text: &mut String, start: usize) {
    let Some(first) = text[start..].find("_x").map(|at| start + at) else { return };
    let escaped = text.split_off(first);
    let mut rest = escaped.as_str();
    while let Some(at) = rest.find("_x") {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        match character(rest) {
            Some((c, len)) => {
                text.push(c);
                rest = &rest[len..];
            }
            None => {
                text.push_str("_x");
                rest = &rest[2..];
            }
        }
    }
    text.push_str(rest);
}

/// The character of the escape at the start of the text, and its length.
fn character(text: &str) -> Option<(char, usize)> {
    let first = unit(text)?;
    match char::from_u32(u32::from(first)) {
        Some(c) => Some((c, 7)),
        None => {
            let pair = [first, unit(text.get(7..)?)?];
            let c = char::decode_utf16(pair).next()?.ok()?;
            Some((c, 14))
        }
    }
}

fn unit(text: &str) -> Option<u16> {
    let digits = text.get(..7)?.strip_prefix("_x")?.strip_suffix('_')?;
    if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    u16::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_of_characters() {
        for (escaped, text) in [
            ("a_x000D_\nb", "a\r\nb"),
            ("_x005F_x000D_", "_x000D_"),
            ("_xD83D__xDE00_", "😀"),
            ("_xD83D_", "_xD83D_"),
            ("_x12_ _xZZZZ_ _x", "_x12_ _xZZZZ_ _x"),
            ("plain_name", "plain_name"),
            ("_x00e4_", "ä"),
        ] {
            let mut out = format!("_x0041_{escaped}");
            unescape(&mut out, 7);
            assert_eq!(out, format!("_x0041_{text}"));
        }
    }
}
