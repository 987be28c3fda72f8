//! How characters are encoded: by a byte order mark, by being valid UTF-8, by reading as UTF-16 or UTF-32, by the escape
//! sequences of ISO-2022-JP, else by what makes the most plausible text (`legacy`).

mod common;
mod escapes;
mod glyph;
mod language;
mod legacy;
mod multi_byte;
mod name;
mod pairs;
mod single_byte;
mod wide;

pub(crate) use escapes::Escapes;
pub(crate) use legacy::Legacy;
pub use name::Charset;

use super::Detected;
use super::utf8_scan::Utf8Scan;
use crate::wording::{counted, grouped};

/// What the start of a file says by itself, so that the rest need not be looked at: a byte order mark, or UTF-16 or
/// UTF-32 without one.
pub(crate) fn by_head(bytes: &[u8]) -> Option<Detected<Charset>> {
    let marked = wide::by_mark(bytes).map(|charset| {
        Detected::new(charset, 1.0, format!("the file starts with the byte order mark of {charset}"))
    });
    marked.or_else(|| wide::without_mark(bytes))
}

pub(crate) fn decide(bytes: &[u8], scan: &Utf8Scan, wanted: Option<Charset>) -> Detected<Charset> {
    if let Some(charset) = wanted {
        return Detected::chosen(charset);
    }
    if let Some(found) = by_head(bytes) {
        return found;
    }
    let seen = if scan.finished { "all" } else { "the first" };
    let Some((byte, line)) = scan.first_invalid else {
        if let Some(found) = iso_2022_jp(scan) {
            return found;
        }
        let evidence = match scan.beyond_ascii {
            0 => format!("{seen} {} are ASCII", counted(scan.bytes, "byte")),
            n => format!(
                "{seen} {} are valid UTF-8, {} beyond ASCII among them",
                counted(scan.bytes, "byte"),
                counted(n, "character")
            ),
        };
        return Detected::new(Charset::Utf8, if scan.finished { 1.0 } else { 0.9 }, evidence);
    };
    let faults = counted(scan.invalid, "byte sequence");
    let verb = if scan.invalid == 1 { "is" } else { "are" };
    let first = format!("the first is 0x{byte:02X} on line {}", grouped(line));
    // Valid sequences hardly ever occur by chance, so a UTF-8 file with a few broken bytes is still one: its broken
    // rows are rejected, instead of every accented letter of the others being read as two wrong ones.
    if scan.beyond_ascii >= scan.invalid {
        let valid = counted(scan.beyond_ascii, "character");
        let verb_valid = if scan.beyond_ascii == 1 { "is" } else { "are" };
        let evidence = format!("{valid} beyond ASCII {verb_valid} valid UTF-8, {faults} {verb} not; {first}");
        return Detected::new(Charset::Utf8, 0.7, evidence);
    }
    let found = scan.legacy.as_deref().map_or_else(|| Legacy::default().find(), Legacy::find);
    let whole = scan.runs - scan.broken_runs;
    // In IBM866 many a word of three letters is a valid sequence of three bytes: `сад`, `том`.
    let says = found.charset.is_single_byte() && found.charset != Charset::Ibm866;
    if says && whole >= MIN_WHOLE_RUNS && whole * WHOLE_RUNS_SHARE >= scan.runs {
        let evidence = format!(
            "{} of {} with characters beyond ASCII are valid UTF-8, which seldom happens by chance; {faults} {verb} not; \
             {first}",
            grouped(whole),
            counted(scan.runs, "place")
        );
        return Detected::new(Charset::Utf8, 0.6, evidence);
    }
    let evidence = format!("{faults} {verb} not UTF-8; {first}; {}", found.evidence);
    Detected::new(found.charset, found.confidence, evidence)
}

/// Runs of bytes beyond ASCII that are UTF-8 from their first to their last byte, before a file with more that are not is
/// UTF-8 all the same.
const MIN_WHOLE_RUNS: u64 = 3;

/// One in this many runs has to be UTF-8 as a whole. In a text of single bytes a letter beyond ASCII either stands alone,
/// which is never UTF-8, or among its like, of which hardly one word in thirty is. Of two wrong answers UTF-8 is the
/// harmless one: what is not UTF-8 is set aside, and no letter is taken for another.
const WHOLE_RUNS_SHARE: u64 = 5;

/// Japanese mail and old databases switch between ASCII and kanji by escape sequences, all of it in seven bits. A text
/// that switches is nothing else; one that uses the escape character otherwise does not switch back each time.
fn iso_2022_jp(scan: &Utf8Scan) -> Option<Detected<Charset>> {
    let (to_kanji, back) = (scan.escapes.to_kanji, scan.escapes.back);
    if scan.beyond_ascii > 0 || to_kanji == 0 || back == 0 || to_kanji.abs_diff(back) > to_kanji / 10 + 1 {
        return None;
    }
    let evidence = format!(
        "all bytes are ASCII, with {} to Japanese characters and {} back",
        counted(to_kanji, "escape sequence"),
        grouped(back)
    );
    Some(Detected::new(Charset::Iso2022Jp, 0.95, evidence))
}
