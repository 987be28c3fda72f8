//! What a character is in a text, and which characters stand beside each other.

/// A system of letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Script {
    Latin,
    Cyrillic,
    Greek,
    Hebrew,
    Arabic,
    Thai,
}

/// What a byte is under a charset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Glyph {
    /// A letter, with its case where its script has one.
    Letter { script: Script, case: Case, ascii: bool },
    /// A digit.
    Digit,
    /// White space, ASCII punctuation, a control character of ASCII, or the edge of the text.
    Gap,
    /// A sign that texts use: quotation marks, dashes.
    Sign,
    /// A sign that stands beside numbers: currencies, `°`, `º`, `½`.
    Unit,
    /// Any other character: box drawing, mathematics, rare marks.
    Oddity,
    /// Nothing.
    Hole,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Case {
    Lower,
    Upper,
    /// A form that only ends words: Greek ς, five letters of Hebrew, two of Arabic.
    Final,
    None,
}

/// The letters of [`Case::Final`].
const FINAL: &str = "ςךםןףץةى";

/// Signs that are frequent in tables of any language.
const FREQUENT: &str = "’“”–—…«»°ºª€£®™©·№\u{A0}";
/// Signs that occur.
const OCCASIONAL: &str = "‘§•²³½¼¾±×µ¿¡´„‚¹¢¥‹›†¨¤";
/// Of both, those that stand beside numbers.
const BESIDE_NUMBERS: &str = "°ºª€£№§²³½¼¾±×µ¢¥";

impl Glyph {
    pub(crate) fn of(meaning: Option<char>) -> Self {
        let Some(c) = meaning else { return Self::Hole };
        match c {
            '0'..='9' => Self::Digit,
            c if c.is_ascii() && !c.is_ascii_alphabetic() => Self::Gap,
            c if BESIDE_NUMBERS.contains(c) => Self::Unit,
            c if FREQUENT.contains(c) || OCCASIONAL.contains(c) => Self::Sign,
            c => script(c).map_or(Self::Oddity, |script| Self::Letter {
                script,
                case: match (c.is_lowercase(), c.is_uppercase()) {
                    _ if FINAL.contains(c) => Case::Final,
                    (true, _) => Case::Lower,
                    (_, true) => Case::Upper,
                    _ => Case::None,
                },
                ascii: c.is_ascii(),
            }),
        }
    }

    /// The script of a letter.
    pub(crate) fn script(self) -> Option<Script> {
        match self {
            Self::Letter { script, .. } => Some(script),
            _ => None,
        }
    }

    pub(crate) fn is_sign(self) -> bool {
        matches!(self, Self::Sign | Self::Unit)
    }

    /// The natural logarithm of how usual it is that `next` follows `self`, compared with small letters inside a word.
    ///
    /// A word keeps to one script and does not go from small to capital letters; in a Latin text letters with accents
    /// rarely touch; signs stand at the edges of words or beside numbers; what is no letter nor sign has no place in
    /// a word.
    pub(crate) fn before(self, next: Self) -> f64 {
        match (self, next) {
            (
                Self::Letter { script: one, case: first, ascii: plain },
                Self::Letter { script: other, case: second, ascii: plain_too },
            ) => {
                let mixed = if one == other { 0.0 } else { -4.0 };
                let cases = match (first, second) {
                    (Case::Lower, Case::Upper) => -3.5,
                    (Case::Final, _) => -5.0,
                    (Case::Upper, Case::Lower) => -0.6,
                    (Case::Upper, Case::Upper) => -0.3,
                    _ => 0.0,
                };
                let touching = one == Script::Latin && other == Script::Latin && !plain && !plain_too;
                mixed + cases + if touching { -2.5 } else { 0.0 }
            }
            (Self::Letter { .. }, Self::Oddity) | (Self::Oddity, Self::Letter { .. }) => -3.0,
            (Self::Letter { .. }, Self::Sign | Self::Unit) => -0.5,
            (Self::Sign | Self::Unit, Self::Letter { .. }) => -1.0,
            (Self::Unit, Self::Digit) | (Self::Digit, Self::Unit) => 2.0,
            (Self::Letter { ascii: false, .. }, Self::Digit)
            | (Self::Digit, Self::Letter { ascii: false, .. }) => -3.0,
            (Self::Gap, Self::Letter { case: Case::Upper, .. }) => -0.5,
            _ => 0.0,
        }
    }

    /// The natural logarithm of how usual a character is that stands alone between gaps: a sign may, a letter beyond
    /// ASCII is hardly ever a word, and less so as a capital.
    pub(crate) fn alone(self) -> f64 {
        match self {
            Self::Sign | Self::Unit => 2.0,
            Self::Letter { case: Case::Upper, .. } => -3.0,
            Self::Letter { .. } | Self::Oddity => -1.5,
            _ => 0.0,
        }
    }
}

/// The natural logarithm of the share of a character among those beyond ASCII that are not letters of the language.
pub(crate) fn ln_share_of_stranger(meaning: Option<char>) -> f64 {
    let share: f64 = match (meaning, Glyph::of(meaning)) {
        // The apostrophe of every word processor.
        (Some('’'), _) => 1e-2,
        (Some(c), _) if FREQUENT.contains(c) => 3e-3,
        (_, Glyph::Sign | Glyph::Unit) => 6e-4,
        (_, Glyph::Letter { script: Script::Latin, .. }) => 1e-4,
        (_, Glyph::Letter { .. }) => 3e-5,
        (_, Glyph::Hole) => 1e-8,
        (Some('\u{2500}'..='\u{259F}'), _) => 1e-5,
        _ => 3e-5,
    };
    share.ln()
}

fn script(c: char) -> Option<Script> {
    match c {
        'A'..='Z' | 'a'..='z' => Some(Script::Latin),
        // The marks that Vietnamese sets over letters, each a character of its own.
        '\u{300}'..='\u{323}' => Some(Script::Latin),
        '\u{E00}'..='\u{E7F}' => Some(Script::Thai),
        c if !c.is_alphabetic() => None,
        '\u{AA}'..='\u{24F}' => Some(Script::Latin),
        '\u{370}'..='\u{3FF}' => Some(Script::Greek),
        '\u{400}'..='\u{4FF}' => Some(Script::Cyrillic),
        '\u{590}'..='\u{5FF}' => Some(Script::Hebrew),
        '\u{600}'..='\u{6FF}' => Some(Script::Arabic),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ln(text: &str) -> f64 {
        let glyphs: Vec<Glyph> = text.chars().map(|c| Glyph::of(Some(c))).collect();
        glyphs.windows(2).map(|pair| pair[0].before(pair[1])).sum()
    }

    #[test]
    fn words_as_they_are_written_are_more_usual() {
        for (usual, odd) in [
            ("SEÑORA", "SEäORA"),
            ("Привет", "пРИВЕТ"),
            ("Москва", "Mосква"),
            ("λόγος", "λςγοό"),
            ("Straße", "Îòðåçîê"),
            ("£5", "Ł5"),
            ("’tis", "╔tis"),
        ] {
            assert!(ln(usual) > ln(odd), "{usual} {} {odd} {}", ln(usual), ln(odd));
        }
    }
}
