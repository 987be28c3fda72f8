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
    let mut found = Vec::new();
    for (c, trust) in usual.chain(rare) {
        if let Some(longer) = longer(&lines, c) {
            found.push((longer, trust.max(0.8)));
        }
        found.extend(Delimiter::new(c.encode_utf8(&mut [0; 4])).map(|delimiter| (delimiter, trust)));
    }
    found
}

/// The delimiter of several characters that starts with `c`, if the same ones follow it everywhere.
fn longer(lines: &[&str], c: char) -> Option<Delimiter> {
    if !joins(c) {
        return None;
    }
    let line = lines.iter().find(|line| line.contains(c))?;
    let start = line.find(c)?;
    let mut end = start;
    for next in line[start..].chars().take_while(|next| joins(*next)) {
        end += next.len_utf8();
    }
    let whole = &line[start..end];
    // The longest beginning of it that stands wherever its first character does.
    let ends = whole.char_indices().map(|(i, next)| i + next.len_utf8()).skip(1);
    let stands =
        |text: &str| lines.iter().all(|line| line.replace(text, "").find(c).is_none()) && lines.len() > 1;
    ends.map(|end| &whole[..end]).filter(|text| stands(text)).last().and_then(Delimiter::new)
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
        assert_eq!(found("a||b\nc||\n"), ["||", "|"]);
        assert_eq!(found("a~|~b\nc~|~d\n"), ["|~", "|", "~|~", "~"]);
        assert_eq!(found("a::b\nc::d\n"), ["::", ":"]);
    }
}
