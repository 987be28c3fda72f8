//! The charsets of one byte a character, weighed by the languages they were made for.
//!
//! Every byte is possible in nearly all of them, so what counts is how plausible the text is: each byte beyond ASCII is
//! given the share of its character in a language, and its neighbours tell whether it stands where such a character
//! stands (see [`Glyph::before`]). The ASCII letters beside them tell languages apart. The language that suits best speaks
//! for the charset.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::Charset;
use super::glyph::{Glyph, Script, ln_share_of_stranger};
use super::language::{LANGUAGES, Language};
use super::pairs::Pairs;
use crate::decode::transcode::{HighHalf, high_half};

/// Charsets that are looked for, with the natural logarithm of how common each is among files that are not UTF-8. It
/// decides between those that read a file alike, and where there are only a few bytes to go by.
const CANDIDATES: [(Charset, f64); 28] = [
    (Charset::Windows1252, 0.0),
    (Charset::Windows1251, -0.5),
    (Charset::Windows1250, -1.0),
    (Charset::Windows1254, -1.5),
    (Charset::Windows1253, -1.5),
    (Charset::Windows1255, -1.5),
    (Charset::Windows1256, -1.5),
    (Charset::Windows1257, -1.5),
    (Charset::Windows1258, -3.0),
    (Charset::Windows874, -1.5),
    (Charset::Iso8859_15, -1.5),
    (Charset::Iso8859_2, -2.0),
    (Charset::Iso8859_5, -2.0),
    (Charset::Iso8859_6, -2.0),
    (Charset::Iso8859_7, -2.0),
    (Charset::Iso8859_13, -3.0),
    (Charset::Iso8859_4, -3.0),
    (Charset::Iso8859_16, -3.5),
    (Charset::Iso8859_3, -4.5),
    (Charset::Iso8859_10, -4.5),
    (Charset::Koi8R, -1.5),
    (Charset::Koi8U, -2.5),
    (Charset::Ibm866, -2.0),
    (Charset::MacRoman, -2.5),
    (Charset::MacCyrillic, -3.5),
    (Charset::Cp850, -3.0),
    (Charset::Cp437, -3.5),
    (Charset::Cp852, -3.5),
];

/// [`Language::shares`] of each of [`LANGUAGES`].
static SHARES: LazyLock<Vec<HashMap<char, f64>>> =
    LazyLock::new(|| LANGUAGES.iter().map(Language::shares).collect());

/// How well a charset of one byte a character suits.
#[derive(Debug, Clone)]
pub(crate) struct Reading {
    pub(crate) charset: Charset,
    /// Natural logarithm of the likelihood of the bytes beyond ASCII.
    pub(crate) ln: f64,
    /// The group of the language that suits best.
    pub(crate) group: &'static str,
    /// Bytes beyond ASCII, and those of them that are letters of that language or usual signs.
    pub(crate) bytes: u64,
    pub(crate) fitting: u64,
    /// What the bytes that occur mean.
    meanings: Vec<Option<char>>,
}

impl Reading {
    /// Whether both make the same text of the file.
    pub(crate) fn same_text(&self, other: &Self) -> bool {
        self.meanings == other.meanings
    }
}

/// All candidates, the best first.
pub(crate) fn readings(pairs: &Pairs) -> Vec<Reading> {
    let seen = pairs.seen();
    let mut counts = [0_u64; 128];
    for (_, byte, count) in &seen {
        if *byte >= 0x80 {
            counts[usize::from(byte & 0x7F)] += u64::from(*count);
        }
    }
    let languages = Languages::beside(&seen);
    let mut readings: Vec<Reading> =
        CANDIDATES.iter().map(|(charset, ln)| reading(*charset, *ln, &seen, &counts, &languages)).collect();
    readings.sort_by(|a, b| b.ln.total_cmp(&a.ln));
    readings
}

fn reading(
    charset: Charset,
    prior: f64,
    seen: &[(u8, u8, u32)],
    counts: &[u64; 128],
    languages: &Languages,
) -> Reading {
    let half = high_half(charset);
    let meaning =
        |byte: u8| if byte < 0x80 { Some(char::from(byte)) } else { half[usize::from(byte & 0x7F)] };
    let glyphs: [Glyph; 256] = std::array::from_fn(|byte| Glyph::of(meaning(byte as u8)));
    let neighbours: f64 = seen
        .iter()
        .map(|(one, other, count)| {
            glyphs[usize::from(*one)].before(glyphs[usize::from(*other)]) * f64::from(*count)
        })
        .sum();
    let alone: f64 = alone(seen, &glyphs, counts).map(|(glyph, count)| glyph.alone() * count as f64).sum();
    let (group, letters, fitting) = languages.best(&half, counts);
    let meanings =
        half.iter().zip(counts).filter(|(_, count)| **count > 0).map(|(meaning, _)| *meaning).collect();
    Reading {
        charset,
        ln: prior + neighbours + alone + letters,
        group,
        bytes: counts.iter().sum(),
        fitting,
        meanings,
    }
}

/// How often each byte beyond ASCII stands alone between gaps, at least: as often as gaps before it and gaps behind it
/// together are more than it.
fn alone<'a>(
    seen: &[(u8, u8, u32)],
    glyphs: &'a [Glyph; 256],
    counts: &'a [u64; 128],
) -> impl Iterator<Item = (Glyph, u64)> + 'a {
    let mut gaps = [0_u64; 256];
    for (one, other, count) in seen {
        for (byte, beside) in [(one, other), (other, one)] {
            gaps[usize::from(*byte)] +=
                if glyphs[usize::from(*beside)] == Glyph::Gap { u64::from(*count) } else { 0 };
        }
    }
    glyphs[128..]
        .iter()
        .zip(counts)
        .enumerate()
        .map(move |(i, (glyph, count))| (*glyph, gaps[128 + i].saturating_sub(*count)))
}

/// The languages, with how well each explains the ASCII letters beside the bytes beyond ASCII.
struct Languages(Vec<(&'static Language, &'static HashMap<char, f64>, f64)>);

impl Languages {
    fn beside(seen: &[(u8, u8, u32)]) -> Self {
        let mut beside = [0_u64; 26];
        for (one, other, count) in seen {
            for byte in [one, other].into_iter().filter(|byte| byte.is_ascii_alphabetic()) {
                beside[usize::from(byte.to_ascii_lowercase() - b'a')] += u64::from(*count);
            }
        }
        let ln = |language: &Language| -> f64 {
            let usual = language.ln_ascii();
            usual.iter().zip(beside).map(|(usual, count)| usual * count as f64).sum()
        };
        Self(
            LANGUAGES
                .iter()
                .zip(&*SHARES)
                .map(|(language, shares)| (language, shares, ln(language)))
                .collect(),
        )
    }

    /// The group, likelihood and number of fitting characters of the language that suits best.
    ///
    /// A charset made for another script speaks by the languages of that script only: Windows-1256 has French letters
    /// beside the Arabic ones, and would else take a French text with one stray byte.
    fn best(&self, half: &HighHalf, counts: &[u64; 128]) -> (&'static str, f64, u64) {
        let mut best = ("", f64::NEG_INFINITY, 0);
        let letters = half.iter().filter_map(|meaning| Glyph::of(*meaning).script());
        let (latin, other): (Vec<_>, Vec<_>) = letters.partition(|script| *script == Script::Latin);
        let is_latin = latin.len() > other.len();
        for (language, shares, neighbours) in
            self.0.iter().filter(|(language, ..)| language.latin == is_latin)
        {
            let (mut ln, mut fitting) = (*neighbours, 0);
            for (meaning, count) in half.iter().zip(counts).filter(|(_, count)| **count > 0) {
                let share = meaning.and_then(|c| shares.get(&c));
                if share.is_some() || Glyph::of(*meaning).is_sign() {
                    fitting += count;
                }
                ln +=
                    share.map_or_else(|| ln_share_of_stranger(*meaning), |share| share.ln()) * *count as f64;
            }
            if ln > best.1 {
                best = (language.group, ln, fitting);
            }
        }
        best
    }
}
