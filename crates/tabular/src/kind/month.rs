//! The names of months.
//!
//! The words are those of Unicode CLDR (<https://cldr.unicode.org>), format width "wide" and "abbreviated", and the
//! abbreviations in everyday use beside them.

use std::collections::HashMap;
use std::sync::LazyLock;

/// Bytes of the longest name at most.
const MAX_BYTES: usize = 24;

/// One list of twelve names.
pub(crate) struct Names {
    /// The tag in patterns: the language (ISO 639), with what tells a second list of the same language apart.
    pub(crate) tag: &'static str,
    /// Whether the names are the full ones.
    pub(crate) long: bool,
    /// January to December, in the spelling whose case is the language's own.
    pub(crate) names: [&'static str; 12],
}

macro_rules! names {
    ($($tag:literal $long:literal $names:literal;)*) => {
        [$(Names { tag: $tag, long: $long, names: split($names) }),*]
    };
}

/// Every list. The index is stable within one version of the program only; patterns name lists by tag.
pub(crate) static ALL: [Names; 31] = names! {
    "en" false "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec";
    "en" true "January February March April May June July August September October November December";
    "en-sept" false "Jan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec";
    "en-june" false "Jan Feb Mar Apr May June July Aug Sept Oct Nov Dec";
    "de" false "Jan Feb Mär Apr Mai Jun Jul Aug Sep Okt Nov Dez";
    "de" true "Januar Februar März April Mai Juni Juli August September Oktober November Dezember";
    "de-mrz" false "Jan Feb Mrz Apr Mai Jun Jul Aug Sep Okt Nov Dez";
    "de-at" true "Jänner Februar März April Mai Juni Juli August September Oktober November Dezember";
    "fr" true "janvier février mars avril mai juin juillet août septembre octobre novembre décembre";
    "fr" false "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.";
    "fr-bare" false "janv févr mars avr mai juin juil août sept oct nov déc";
    "fr-ascii" true "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre";
    "es" true "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre";
    "es" false "ene feb mar abr may jun jul ago sep oct nov dic";
    "es-sept" false "ene feb mar abr may jun jul ago sept oct nov dic";
    "it" true "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre";
    "it" false "gen feb mar apr mag giu lug ago set ott nov dic";
    "pt" true "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro";
    "pt" false "jan fev mar abr mai jun jul ago set out nov dez";
    "nl" true "januari februari maart april mei juni juli augustus september oktober november december";
    "nl" false "jan feb mrt apr mei jun jul aug sep okt nov dec";
    "sv" true "januari februari mars april maj juni juli augusti september oktober november december";
    "sv" false "jan feb mar apr maj jun jul aug sep okt nov dec";
    "da" true "januar februar marts april maj juni juli august september oktober november december";
    "nb" true "januar februar mars april mai juni juli august september oktober november desember";
    "nb" false "jan feb mar apr mai jun jul aug sep okt nov des";
    "pl" true "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia";
    "pl" false "sty lut mar kwi maj cze lip sie wrz paź lis gru";
    "cs" true "ledna února března dubna května června července srpna září října listopadu prosince";
    "ru" true "января февраля марта апреля мая июня июля августа сентября октября ноября декабря";
    "ru" false "янв фев мар апр май июн июл авг сен окт ноя дек";
};

const fn split(words: &'static str) -> [&'static str; 12] {
    let mut names = [""; 12];
    let mut rest = words;
    let mut month = 0;
    while month < 12 {
        let bytes = rest.as_bytes();
        let mut end = 0;
        while end < bytes.len() && bytes[end] != b' ' {
            end += 1;
        }
        let (name, more) = rest.split_at(end);
        names[month] = name;
        rest = if more.is_empty() { more } else { more.split_at(1).1 };
        month += 1;
    }
    names
}

/// The case in which a column writes names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Case {
    /// `Mar`
    Title,
    /// `mar`
    Lower,
    /// `MAR`
    Upper,
}

/// How a column writes the names of months.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct MonthNames {
    list: u8,
    case: Case,
}

/// A month's name as it stands in a text, and every list that has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct WrittenMonth {
    pub(crate) month: u32,
    pub(crate) case: Case,
    /// Bit `i` for `ALL[i]`.
    pub(crate) lists: u32,
}

impl WrittenMonth {
    /// Reads a name at the start of the text; answers it and the bytes it has.
    pub(crate) fn scan(text: &str) -> Option<(Self, usize)> {
        let letters = text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len());
        if !(3..MAX_BYTES).contains(&letters) {
            return None;
        }
        let dotted = text[letters..].starts_with('.');
        let find = |len: usize| {
            let case = case_of(&text[..letters])?;
            let (month, lists) = look_up(&text[..len])?;
            Some((Self { month, case, lists }, len))
        };
        dotted.then(|| find(letters + 1)).flatten().or_else(|| find(letters))
    }

    pub(crate) fn is_in(&self, names: MonthNames) -> bool {
        self.case == names.case && self.lists & (1 << names.list) != 0
    }
}

/// The month that a word names in any case, and the lists that have it.
fn look_up(word: &str) -> Option<(u32, u32)> {
    static WORDS: LazyLock<HashMap<String, (u32, u32)>> = LazyLock::new(|| {
        let mut words = HashMap::new();
        for (list, names) in ALL.iter().enumerate() {
            for (month, name) in (1..).zip(names.names) {
                // No word names two months, see the tests.
                words.entry(name.to_lowercase()).or_insert((month, 0)).1 |= 1 << list;
            }
        }
        words
    });
    let mut lower = [0; MAX_BYTES];
    let lower = lower.get_mut(..word.len())?;
    if word.is_ascii() {
        lower.copy_from_slice(word.as_bytes());
        lower.make_ascii_lowercase();
        return WORDS.get(std::str::from_utf8(lower).ok()?).copied();
    }
    WORDS.get(word.to_lowercase().as_str()).copied()
}

fn case_of(word: &str) -> Option<Case> {
    let mut letters = word.chars();
    let first = letters.next()?;
    let rest = letters.as_str();
    if word.chars().all(char::is_lowercase) {
        return Some(Case::Lower);
    }
    if !first.is_uppercase() {
        return None;
    }
    if rest.chars().all(char::is_lowercase) {
        Some(Case::Title)
    } else {
        rest.chars().all(char::is_uppercase).then_some(Case::Upper)
    }
}

impl MonthNames {
    /// The first list of a mask, in a case.
    pub(crate) fn first(lists: u32, case: Case) -> Option<Self> {
        (lists != 0).then(|| Self { list: lists.trailing_zeros() as u8, case })
    }

    /// The name of a month, 1 to 12.
    pub(crate) fn write(self, month: u32, out: &mut impl std::fmt::Write) -> std::fmt::Result {
        let name = ALL[usize::from(self.list)].names[month as usize - 1];
        for (i, c) in name.chars().enumerate() {
            match self.case {
                Case::Title if i == 0 => c.to_uppercase().try_for_each(|c| out.write_char(c))?,
                Case::Upper => c.to_uppercase().try_for_each(|c| out.write_char(c))?,
                _ => c.to_lowercase().try_for_each(|c| out.write_char(c))?,
            }
        }
        Ok(())
    }

    /// `Mon`, `MONTH`, `mon[de]`.
    pub(crate) fn write_pattern(self, out: &mut impl std::fmt::Write) -> std::fmt::Result {
        let names = &ALL[usize::from(self.list)];
        out.write_str(token(names.long, self.case))?;
        if names.tag == "en" { Ok(()) } else { write!(out, "[{}]", names.tag) }
    }

    /// The names at the start of a pattern, and the rest of the pattern.
    pub(crate) fn read_pattern(pattern: &str) -> Option<(Self, &str)> {
        let cases = [Case::Title, Case::Lower, Case::Upper];
        let tokens = [true, false].into_iter().flat_map(|long| cases.map(|case| (long, case)));
        let (long, case, rest) = { tokens }
            .find_map(|(long, case)| Some((long, case, pattern.strip_prefix(token(long, case))?)))?;
        let (tag, rest) = match rest.strip_prefix('[') {
            Some(tagged) => tagged.split_once(']')?,
            None => ("en", rest),
        };
        let list = ALL.iter().position(|names| names.long == long && names.tag == tag)?;
        Some((Self { list: list as u8, case }, rest))
    }
}

fn token(long: bool, case: Case) -> &'static str {
    match (long, case) {
        (false, Case::Title) => "Mon",
        (false, Case::Lower) => "mon",
        (false, Case::Upper) => "MON",
        (true, Case::Title) => "Month",
        (true, Case::Lower) => "month",
        (true, Case::Upper) => "MONTH",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_read_and_written_the_same_and_names_one_month() {
        for list in 0..ALL.len() {
            for case in [Case::Title, Case::Lower, Case::Upper] {
                let style = MonthNames { list: list as u8, case };
                let mut pattern = String::new();
                style.write_pattern(&mut pattern).expect("a string takes any text");
                assert_eq!(MonthNames::read_pattern(&pattern), Some((style, "")));
                for month in 1..=12 {
                    let mut text = String::new();
                    style.write(month, &mut text).expect("a string takes any text");
                    let (written, len) = WrittenMonth::scan(&text).expect(&text);
                    assert_eq!((written.month, len), (month, text.len()), "{text}");
                    assert!(written.is_in(style), "{text}");
                }
            }
        }
        for names in &ALL {
            for (month, name) in names.names.iter().enumerate() {
                let others = ALL.iter().flat_map(|other| other.names.iter().enumerate());
                for (other, same) in others.filter(|(_, other)| other.to_lowercase() == name.to_lowercase()) {
                    assert_eq!(other, month, "{same}");
                }
            }
        }
    }

    #[test]
    fn other_words_are_no_months() {
        for text in ["Ma", "Mars2", "Marchen", "mAr", "Foo", "", "1"] {
            let read = WrittenMonth::scan(text).is_some_and(|(_, len)| len == text.len());
            assert!(!read, "{text}");
        }
    }
}
