//! The charsets of East Asia, in which a character is two bytes or more.
//!
//! Most byte pairs are possible in several of them, so what counts beside validity is where the pairs lie: each standard
//! sorts its characters into common and rare ones, and a few hundred characters make half of any text.

use encoding_rs::Encoding;

use super::Charset;
use super::common::{HANGUL, HANZI_SIMPLIFIED, HANZI_TRADITIONAL, KANJI};

/// Where a character lies in its charset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    /// Hiragana and katakana; in EUC-KR nothing.
    Kana,
    /// Half-width katakana, one byte in Shift_JIS.
    HalfKana,
    /// Of the few hundred most common ideographs or syllables.
    Common,
    /// Of the part of the standard that holds the characters in use.
    Usual,
    /// Of the part for names and rare words.
    Rare,
    /// Punctuation, full-width letters, frames, other scripts.
    Sign,
    /// Of a vendor's or a later extension, or left to private use.
    Extension,
}

const CLASSES: usize = 7;

/// The first character of some bytes.
enum Step {
    Character(usize, Class),
    /// As many bytes are none.
    Malformed(usize),
    /// More bytes are needed.
    Cut,
}

/// One charset, and what the bytes so far were in it.
pub(crate) struct MultiByte {
    pub(crate) charset: Charset,
    /// Characters of each class.
    counts: [u64; CLASSES],
    pub(crate) malformed: u64,
    /// Pairs whose second byte is an ASCII letter or sign.
    ascii_trails: u64,
    /// Characters beside an ASCII letter, one for each side.
    beside_letters: u64,
    /// Common pairs, a bit each.
    common: Box<[u64; 1024]>,
    carry: Vec<u8>,
}

impl MultiByte {
    fn new(charset: Charset) -> Self {
        let (common, encoding) = match charset {
            Charset::ShiftJis => (KANJI, encoding_rs::SHIFT_JIS),
            Charset::EucJp => (KANJI, encoding_rs::EUC_JP),
            Charset::EucKr => (HANGUL, encoding_rs::EUC_KR),
            Charset::Big5 => (HANZI_TRADITIONAL, encoding_rs::BIG5),
            _ => (HANZI_SIMPLIFIED, encoding_rs::GBK),
        };
        Self {
            charset,
            counts: [0; CLASSES],
            malformed: 0,
            ascii_trails: 0,
            beside_letters: 0,
            common: bits(common, encoding),
            carry: Vec::new(),
        }
    }

    /// Every charset that is looked for, before any byte.
    pub(crate) fn all() -> Vec<Self> {
        [Charset::ShiftJis, Charset::EucJp, Charset::Gb18030, Charset::Big5, Charset::EucKr]
            .map(Self::new)
            .into()
    }

    /// Looks at the next bytes.
    pub(crate) fn push(&mut self, chunk: &[u8]) {
        if self.carry.is_empty() {
            return self.look(chunk);
        }
        // A character has four bytes at most; what is left of the chunk is looked at where it lies.
        let (few, rest) = chunk.split_at(chunk.len().min(4));
        let mut joined = std::mem::take(&mut self.carry);
        joined.extend_from_slice(few);
        self.look(&joined);
        if !rest.is_empty() {
            if self.carry.is_empty() {
                self.look(rest);
            } else {
                self.push(rest);
            }
        }
    }

    /// The text has ended: a character left unfinished is malformed.
    pub(crate) fn finish(&mut self) {
        self.malformed += u64::from(!self.carry.is_empty());
        self.carry.clear();
    }

    fn look(&mut self, mut bytes: &[u8]) {
        loop {
            let (ascii, rest) = bytes.split_at(Encoding::ascii_valid_up_to(bytes));
            bytes = rest;
            let after_letter = ascii.last().is_some_and(u8::is_ascii_alphabetic);
            if bytes.is_empty() {
                return;
            }
            match self.step(bytes) {
                Step::Cut => return self.carry.extend_from_slice(bytes),
                Step::Malformed(len) => {
                    self.malformed += 1;
                    bytes = &bytes[len..];
                }
                Step::Character(len, class) => {
                    self.counts[class as usize] += 1;
                    self.ascii_trails += u64::from(len == 2 && bytes[1] < 0x80);
                    bytes = &bytes[len..];
                    let before_letter = bytes.first().is_some_and(u8::is_ascii_alphabetic);
                    self.beside_letters += u64::from(after_letter) + u64::from(before_letter);
                }
            }
        }
    }

    fn step(&self, bytes: &[u8]) -> Step {
        let lead = bytes[0];
        if self.charset == Charset::ShiftJis && matches!(lead, 0xA1..=0xDF) {
            return Step::Character(1, Class::HalfKana);
        }
        if !self.is_lead(lead) {
            return Step::Malformed(1);
        }
        let Some(trail) = bytes.get(1).copied() else { return Step::Cut };
        match (self.charset, lead, trail) {
            (Charset::Gb18030, _, b'0'..=b'9') => match bytes {
                [_, _, 0x81..=0xFE, b'0'..=b'9', ..] => Step::Character(4, Class::Extension),
                [_, _] | [_, _, 0x81..=0xFE] => Step::Cut,
                _ => Step::Malformed(1),
            },
            (Charset::EucJp, 0x8E, 0xA1..=0xDF) => Step::Character(2, Class::HalfKana),
            (Charset::EucJp, 0x8F, 0xA1..=0xFE) => match bytes {
                [_, _, 0xA1..=0xFE, ..] => Step::Character(3, Class::Extension),
                [_, _] => Step::Cut,
                _ => Step::Malformed(1),
            },
            _ if self.is_trail(lead, trail) => Step::Character(2, self.class(lead, trail)),
            // A second byte of ASCII may be a delimiter or a line end: it is looked at again.
            _ => Step::Malformed(if trail < 0x80 { 1 } else { 2 }),
        }
    }

    fn is_lead(&self, lead: u8) -> bool {
        match self.charset {
            Charset::ShiftJis => matches!(lead, 0x81..=0x9F | 0xE0..=0xFC),
            Charset::EucJp => matches!(lead, 0x8E | 0x8F | 0xA1..=0xFE),
            _ => matches!(lead, 0x81..=0xFE),
        }
    }

    fn is_trail(&self, lead: u8, trail: u8) -> bool {
        match self.charset {
            Charset::ShiftJis => matches!(trail, 0x40..=0x7E | 0x80..=0xFC),
            Charset::EucJp => lead >= 0xA1 && matches!(trail, 0xA1..=0xFE),
            Charset::EucKr => matches!(trail, 0x41..=0x5A | 0x61..=0x7A | 0x81..=0xFE),
            Charset::Big5 => matches!(trail, 0x40..=0x7E | 0xA1..=0xFE),
            _ => matches!(trail, 0x40..=0x7E | 0x80..=0xFE),
        }
    }

    fn class(&self, lead: u8, trail: u8) -> Class {
        let pair = usize::from(lead) << 8 | usize::from(trail);
        if self.common[pair >> 6] >> (pair & 63) & 1 == 1 {
            return Class::Common;
        }
        let high_trail = trail >= 0xA1;
        match (self.charset, lead) {
            (Charset::ShiftJis, 0x82) if trail >= 0x9F => Class::Kana,
            (Charset::ShiftJis, 0x83) if trail <= 0x96 => Class::Kana,
            (Charset::ShiftJis, 0x81..=0x84 | 0x87) => Class::Sign,
            (Charset::ShiftJis, 0x88..=0x97) => Class::Usual,
            (Charset::ShiftJis, 0x98) if trail <= 0x72 => Class::Usual,
            (Charset::ShiftJis, 0x98..=0x9F | 0xE0..=0xEA) => Class::Rare,
            (Charset::EucJp, 0xA4 | 0xA5) => Class::Kana,
            (Charset::EucJp, 0xA1..=0xA8 | 0xAD) => Class::Sign,
            (Charset::EucJp, 0xB0..=0xCF) => Class::Usual,
            (Charset::EucJp, 0xD0..=0xF4) => Class::Rare,
            (Charset::Big5, 0xA1..=0xA3) => Class::Sign,
            (Charset::Big5, 0xA4..=0xC6) => Class::Usual,
            (Charset::Big5, 0xC9..=0xF9) => Class::Rare,
            (Charset::EucKr, 0xA1..=0xAC) if high_trail => Class::Sign,
            (Charset::EucKr, 0xB0..=0xC8) if high_trail => Class::Usual,
            (Charset::EucKr, 0xCA..=0xFD) if high_trail => Class::Rare,
            (Charset::Gb18030, 0xA1..=0xA9) if high_trail => Class::Sign,
            (Charset::Gb18030, 0xB0..=0xD7) if high_trail => Class::Usual,
            (Charset::Gb18030, 0xD8..=0xF7) if high_trail => Class::Rare,
            _ => Class::Extension,
        }
    }

    /// Characters beyond ASCII.
    pub(crate) fn characters(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// Characters that a text of the language is made of: kana, and common ideographs or syllables.
    pub(crate) fn plain(&self) -> u64 {
        self.count(Class::Kana) + self.count(Class::HalfKana) + self.count(Class::Common)
    }

    /// Characters of the part of the standard in use, those of [`plain`](Self::plain) among them.
    pub(crate) fn usual(&self) -> u64 {
        self.plain() + self.count(Class::Usual) + self.count(Class::Sign)
    }

    fn count(&self, class: Class) -> u64 {
        self.counts[class as usize]
    }

    /// Whether so much is malformed that the file cannot be in this charset: more than three sequences and one
    /// character in fifty. Below that they are faults of the file, which cost its rows.
    pub(crate) fn is_out(&self) -> bool {
        self.malformed > 3 + self.characters() / 50
    }

    /// Natural logarithm of the likelihood of the bytes beyond ASCII.
    ///
    /// A class has a share of the text, and each of its characters an equal part of that: of a Japanese text two fifths
    /// are about 170 kana, of a Chinese one almost half about 250 characters.
    pub(crate) fn ln(&self) -> f64 {
        const KANA: (f64, f64) = (0.4, 170.0);
        const HALF_KANA: (f64, f64) = (0.02, 63.0);
        const SIGN: (f64, f64) = (0.05, 300.0);
        const NEVER: (f64, f64) = (1e-9, 1.0);
        // In the order of `Class`: the share of the text, and how many characters share in it.
        let classes: [(f64, f64); CLASSES] = match self.charset {
            Charset::ShiftJis | Charset::EucJp => {
                [KANA, HALF_KANA, (0.3, 250.0), (0.22, 2750.0), (0.01, 3390.0), SIGN, (0.001, 6000.0)]
            }
            Charset::EucKr => {
                [NEVER, NEVER, (0.55, 200.0), (0.38, 2150.0), (0.015, 4888.0), SIGN, (0.002, 8822.0)]
            }
            Charset::Big5 => {
                [NEVER, NEVER, (0.45, 250.0), (0.47, 5150.0), (0.02, 7650.0), SIGN, (0.002, 5000.0)]
            }
            _ => [NEVER, NEVER, (0.45, 250.0), (0.47, 3500.0), (0.02, 3000.0), SIGN, (0.002, 15_000.0)],
        };
        let text: f64 = classes
            .iter()
            .zip(self.counts)
            .map(|((share, of), count)| (share / of).ln() * count as f64)
            .sum();
        // A charset of one byte a character does not explain ASCII letters; the pairs that contain one do.
        let swallowed = 26.0_f64.ln() * self.ascii_trails as f64;
        // They stand in words of their own, as a word keeps to one script.
        let mixed = -4.0 * self.beside_letters as f64;
        text + swallowed + mixed + 1e-9_f64.ln() * self.malformed as f64
    }
}

/// The pairs that some characters are written with, a bit each.
fn bits(characters: &str, encoding: &'static Encoding) -> Box<[u64; 1024]> {
    let mut bits = Box::new([0; 1024]);
    let (bytes, ..) = encoding.encode(characters);
    for [lead, trail] in bytes.as_chunks::<2>().0 {
        let pair = usize::from(*lead) << 8 | usize::from(*trail);
        bits[pair >> 6] |= 1 << (pair & 63);
    }
    bits
}
