//! The text of a cell: its paragraphs, one per line.

use quick_xml::events::Event;

use super::super::xml::{Xml, attribute};
use crate::error::Error;

/// Blanks that one element can stand for.
const MAX_BLANKS: usize = 32_767;

/// Appends the text of the cell whose start was just read, up to its end. Notes of people and drawings are left out.
pub(super) fn push_cell_text(xml: &mut Xml, into: &mut String) -> Result<(), Error> {
    let (start, outside) = (into.len(), xml.depth().saturating_sub(1));
    let mut paragraphs = 0;
    while xml.depth() > outside {
        match xml.next()? {
            Event::Start(tag) => match tag.local_name().as_ref() {
                "p" | "h" => {
                    if paragraphs > 0 {
                        into.push('\n');
                    }
                    paragraphs += 1;
                    push_paragraph(xml, into)?;
                }
                _ => xml.skip()?,
            },
            Event::Empty(tag) if matches!(tag.local_name().as_ref(), "p" | "h") => {
                if paragraphs > 0 {
                    into.push('\n');
                }
                paragraphs += 1;
            }
            _ => {}
        }
        xml.check_len(into.len() - start)?;
    }
    Ok(())
}

/// Blanks, tabs and line ends in the XML count as one blank, and as none at the start and the end of a paragraph; those
/// that are meant have elements of their own (OpenDocument 1.3 part 3, §6.1.2).
fn push_paragraph(xml: &mut Xml, into: &mut String) -> Result<(), Error> {
    let (start, outside) = (into.len(), xml.depth().saturating_sub(1));
    // The end of what is surely part of the text: a blank behind it may be dropped.
    let mut kept = into.len();
    while xml.depth() > outside {
        match xml.next()? {
            Event::Text(text) => kept = push_collapsed(&text, into, start, kept),
            Event::CData(text) => kept = push_collapsed(&text, into, start, kept),
            Event::GeneralRef(name) => match super::super::xml::entity(&name) {
                Some(c) => kept = push_collapsed(c.encode_utf8(&mut [0; 4]), into, start, kept),
                None => {
                    let detail = format!("it uses the entity “{}”", crate::wording::shown(&name));
                    return Err(xml.damaged(detail));
                }
            },
            Event::Start(tag) => match tag.local_name().as_ref() {
                "note" | "annotation" | "frame" | "ruby-text" => xml.skip()?,
                _ => {}
            },
            Event::Empty(tag) => {
                match tag.local_name().as_ref() {
                    "s" => {
                        let count = attribute(&tag, "c").and_then(|count| count.trim().parse().ok());
                        let count = count.unwrap_or(1).min(MAX_BLANKS);
                        into.extend(std::iter::repeat_n(' ', count));
                    }
                    "tab" => into.push('\t'),
                    "line-break" => into.push('\n'),
                    _ => continue,
                }
                kept = into.len();
            }
            _ => {}
        }
        xml.check_len(into.len() - start)?;
    }
    into.truncate(kept);
    Ok(())
}

/// Appends text with its blanks collapsed, and answers up to where it surely counts.
fn push_collapsed(text: &str, into: &mut String, start: usize, mut kept: usize) -> usize {
    for c in text.chars() {
        if !matches!(c, ' ' | '\t' | '\r' | '\n') {
            into.push(c);
            kept = into.len();
        } else if into.len() > start && into.len() == kept {
            into.push(' ');
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_collapse_across_pieces() {
        let mut out = String::from("x");
        let mut kept = 1;
        for piece in ["  a", " ", "\n b ", " c  "] {
            kept = push_collapsed(piece, &mut out, 1, kept);
        }
        assert_eq!(&out[..kept], "xa b c");
    }
}
