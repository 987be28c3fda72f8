//! Which delimiters a text could have.

use super::Delimiter;

/// Lines that are looked at for characters.
const LINES: usize = 200;

/// One in this many lines has to have a rare delimiter.
const RARE_SHARE: usize = 2;

/// Delimiters that every export program offers: tried whenever they occur at all. The rarer a character is in prose,
/// the more its regularity means, so at equal scores the first wins.
const USUAL: [char; 4] = ['\t', ';', '|', ','];

/// Characters that now and then separate fields, and how far they can be trusted, as a factor on the score: each has
/// other work to do within dates, times, numbers, paths or prose.
const RARE: [(char, f64); 21] = [
    ('\u{1}', 1.0),
    ('\u{2}', 1.0),
    ('\u{1C}', 1.0),
    ('\u{1D}', 1.0),
    ('\u{1E}', 1.0),
    ('\u{1F}', 1.0),
    ('¦', 0.95),
    ('§', 0.9),
    ('¬', 0.95),
    ('^', 0.95),
    ('~', 0.9),
    ('；', 0.9),
    ('，', 0.6),
    (' ', 0.7),
    ('#', 0.75),
    (':', 0.6),
    ('*', 0.6),
    ('&', 0.55),
    ('!', 0.6),
    ('=', 0.45),
    ('/', 0.35),
];

/// Bytes of a delimiter. A longer run of such characters is a ruled line.
const MAX_BYTES: usize = 8;

/// Characters that may be parts of a delimiter of several: `||`, `|~|`, `::`, `<>`.
fn joins(c: char) -> bool {
    !c.is_alphanumeric()
        && !c.is_whitespace()
        && !matches!(c, '"' | '\'' | '.' | ',' | '-' | '+' | '(' | ')' | '_')
}

/// The delimiters to try, each with a factor on its score.
pub(super) fn candidates(text: &str) -> Vec<(Delimiter, f64)> {
    let lines: Vec<&str> =
        text.split(['\n', '\r']).filter(|line| !line.trim().is_empty()).take(LINES).collect();
    let with = |c: char| lines.iter().filter(|line| line.contains(c)).count();
    let usual = USUAL.into_iter().filter(|c| with(*c) > 0).map(|c| (c, 1.0));
    let rare = RARE.into_iter().filter(|(c, _)| with(*c) * RARE_SHARE >= lines.len());
    let mut found: Vec<(Delimiter, f64)> = Vec::new();
    for (c, trust) in usual.chain(rare) {
        let longer = longer(&lines, c);
        // A character that never stands alone is a part of the delimiter, not the delimiter.
        let alone = longer.is_none_or(|(_, everywhere)| !everywhere);
        let alone = Delimiter::new(c.encode_utf8(&mut [0; 4])).filter(|_| alone);
        for delimiter in longer.map(|(delimiter, _)| delimiter).into_iter().chain(alone) {
            if found.iter().all(|(other, _)| *other != delimiter) {
                found.push((delimiter, trust));
            }
        }
    }
    found
}

/// The delimiter of several characters in which `c` stands nearly always, and whether it does so everywhere.
fn longer(lines: &[&str], c: char) -> Option<(Delimiter, bool)> {
    if !joins(c) || lines.len() < 2 {
        return None;
    }
    let line = lines.iter().find(|line| line.contains(c))?;
    let at = line.find(c)?;
    let before = line[..at].chars().rev().take_while(|c| joins(*c)).map(char::len_utf8).sum::<usize>();
    let after = line[at..].chars().take_while(|c| joins(*c)).map(char::len_utf8).sum::<usize>();
    let run = &line[at - before..at + after];
    if run.len() > MAX_BYTES {
        return None;
    }
    let all: usize = lines.iter().map(|line| line.matches(c).count()).sum();
    let within = |piece: &str| {
        let pieces: usize = lines.iter().map(|line| line.matches(piece).count()).sum();
        pieces * piece.matches(c).count()
    };
    // What surrounds a delimiter here may be a part of its fields: the longest piece is it that stands everywhere.
    let cuts = || run.char_indices().map(|(i, _)| i).chain([run.len()]);
    let pieces =
        cuts().flat_map(|start| cuts().filter(move |end| *end > start).map(move |end| &run[start..end]));
    let found = pieces
        .filter(|piece| piece.chars().count() > 1 && piece.contains(c))
        .map(|piece| (piece, within(piece)))
        .filter(|(_, within)| within * 4 >= all * 3)
        .max_by_key(|(piece, within)| (*within, piece.len()))?;
    Some((Delimiter::new(found.0)?, found.1 == all))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        candidates(text).into_iter().map(|(delimiter, _)| delimiter.as_str().to_owned()).collect()
    }

    #[test]
    fn usual_delimiters_are_tried_wherever_they_occur() {
        assert_eq!(found("a,b\nc;d\n"), [";", ","]);
        assert_eq!(found("plain\ntext\n"), [""; 0]);
    }

    #[test]
    fn delimiters_of_several_characters() {
        assert_eq!(found("a||b\nc||\n"), ["||"]);
        assert_eq!(found("a~|~b\nc~|~d\n"), ["~|~"]);
        assert_eq!(found("*a*::b\nc::*d*\n"), ["::", "*"]);
        assert_eq!(found("a|b||c\nd|e|f\n"), ["|"]);
    }
}
