//! Which letters beyond ASCII the languages of the world write, from the most to the least frequent.
//!
//! Only the order is used: the shares follow from it by a law that holds for letters in general (see [`Language::shares`]),
//! so that the tables stay small and say nothing about any one text.

use std::collections::HashMap;

/// A language, or a few that share an alphabet.
pub(crate) struct Language {
    /// The group it belongs to, for people.
    pub(crate) group: &'static str,
    /// Lower-case letters beyond ASCII, the most frequent first.
    letters: &'static str,
    /// The letters of ASCII, the most frequent first; empty where the alphabet is another, or several languages' texts
    /// are meant.
    ascii: &'static str,
    /// Whether letters beyond ASCII are exceptions in a Latin text.
    pub(crate) latin: bool,
}

const fn latin(group: &'static str, letters: &'static str, ascii: &'static str) -> Language {
    Language { group, letters, ascii, latin: true }
}

const fn own(group: &'static str, letters: &'static str) -> Language {
    Language { group, letters, ascii: "", latin: false }
}

const WESTERN: &str = "western European";
const CENTRAL: &str = "central European";

/// French, Spanish, Portuguese, German, Italian, Swedish and Finnish, Danish and Norwegian, Icelandic, Catalan, Dutch,
/// Albanian, and names of all of them; Polish, Czech, Slovak, Hungarian, Romanian (with cedilla and with comma),
/// Croatian and Slovene; Lithuanian, Latvian, Estonian; Turkish; Vietnamese; Russian, Ukrainian, Bulgarian, Belarusian,
/// Serbian and Macedonian; Greek, Hebrew, Arabic and Persian, Thai.
pub(crate) const LANGUAGES: [Language; 34] = [
    latin(WESTERN, "éèàêçôîâûëïùœüÿæ", "esaitnrulodcpmvqfbghjxyzwk"),
    latin(WESTERN, "óíáéñúüçª", "eaosrnidlctumpbgyvqhfzjxwk"),
    latin(WESTERN, "ãçáéíóêõúâôàü", "aeosridmntcuvlpgqbfzhjxwyk"),
    latin(WESTERN, "üäöß", "enisrathdulcgmobwfkzpvjyxq"),
    latin(WESTERN, "àèùòìéí", "eaionlrtscdupmvghfbqzkyxwj"),
    latin(WESTERN, "äåöéü", "eantrsildomkgvfhupbcyjxwzq"),
    latin(WESTERN, "äöåéü", "aintesloukmvrjhypdbgfcwzxq"),
    latin(WESTERN, "øåæéö", "erntidaslogkmvfuphbyjcwzxq"),
    latin(WESTERN, "ðáíóéþúöýæ", "anrieustlgmkfhvodbjypcxwzq"),
    latin(WESTERN, "àéèóçíòúïü", "easrltniocdumpbvgqfhyxjzkw"),
    latin(WESTERN, "ëïéöèóü", "enatirodslghvkmubpwjczfxyq"),
    latin(WESTERN, "ëç", "etainrshouklmdpvjgbyfzcqxw"),
    latin(WESTERN, "éüöáäóíñçèãàêâôåøúßõëîïûæœòùìýðþšž", ""),
    latin(CENTRAL, "łóążęćśńź", "aioezwnrcsytkdpmljugbhfvqx"),
    latin(CENTRAL, "íáéěřýčžšůúťďňóöü", "eoantilskrdvmpuyzjbchgfxwq"),
    latin(CENTRAL, "áíčéžýšľúťňôďäĺŕó", "aoenirsvtklmdpuyjzbchgfxwq"),
    latin(CENTRAL, "áéöóőüíúűä", "eatlnskomzrigdvbjhyupfcxwq"),
    latin(CENTRAL, "ăîâşţéáö", "eiarntulocsdpmvfgbzhjxkywq"),
    latin(CENTRAL, "ăîâșțéáö", "eiarntulocsdpmvfgbzhjxkywq"),
    latin(CENTRAL, "čšžćđ", "aioenjrstuldkmvpgzbchfxywq"),
    latin("Baltic", "ėšųžįčūąę", "iasteunrokmlpdvjgybzchfqwx"),
    latin("Baltic", "āīēšūņļžģķčõ", "aisteunrokmlpdvjgbzcfhwxyq"),
    latin("Baltic", "äõüöšž", "aeistlunkodmrvghjpbfcyxwzq"),
    latin("Turkish", "ıüşğçöİâî", "aenrildkmtyusobzgchpvfjxwq"),
    latin("Vietnamese", "đ\u{301}\u{300}ươâê\u{309}ô\u{323}ă\u{303}", ""),
    own("Cyrillic", "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё"),
    own("Cyrillic", "оаніитвреслкдумпзбгьячйхжюцїшщєфґ"),
    own("Cyrillic", "аоиентрсвлдкпмъбзягучщцжйхшюьф"),
    own("Cyrillic", "аніоыерсткулядвзмпгцбьюйчжшўёхэф"),
    own("Cyrillic", "аоиентрсјувкдмплгзбчшцђжњљхћџфѓќѕ"),
    own("Greek", "αοιετσνηυρπκμλςωόίάγέήδύθχφώβξζψϊϋΐΰ"),
    own("Hebrew", "יוהלאמרתבשנעדקחםפטגצזכןסץךף"),
    own("Arabic", "اليمنتروبةعدسفهكقحجأىصضشطخذءغزئظثإآؤپچگکژی"),
    own("Thai", "านรอกเงมยลวดทสต่ะปั้ิีบคหุแจพชข์ใไโูผซ็ธถศำณฐืึภฉฟฎฮฯๆ"),
];

impl Language {
    /// How usual each letter of ASCII is, as the natural logarithm of its share over an equal share of all 26; the
    /// frequency of letters falls by about a tenth from rank to rank.
    pub(crate) fn ln_ascii(&self) -> [f64; 26] {
        let mut usual = [0.0; 26];
        let weights = || (0_u8..26).map(|rank| 0.9_f64.powf(rank.into()));
        let total: f64 = weights().sum();
        for (letter, weight) in self.ascii.bytes().zip(weights()) {
            usual[usize::from(letter - b'a')] = (26.0 * weight / total).ln();
        }
        usual
    }

    /// The share of each letter, small and capital, among the characters beyond ASCII; a capital has that of its small
    /// letter, for it is the neighbours that tell whether one is due.
    ///
    /// In an alphabet of its own the frequency of letters falls by about a tenth from rank to rank; the few accented
    /// letters of a Latin alphabet fall like one over the rank (Zipf).
    pub(crate) fn shares(&self) -> HashMap<char, f64> {
        let weight = |rank: f64| if self.latin { 1.0 / (rank + 1.0) } else { 0.9_f64.powf(rank) };
        let ranks = || (0_u8..).map(f64::from).map(weight);
        let total: f64 = self.letters.chars().zip(ranks()).map(|(_, weight)| weight).sum();
        let mut shares = HashMap::new();
        for (letter, weight) in self.letters.chars().zip(ranks()) {
            let share = 0.9 * weight / total;
            shares.insert(letter, share);
            let mut upper = letter.to_uppercase();
            if let (Some(capital), None) = (upper.next(), upper.next())
                && !capital.is_ascii()
            {
                shares.entry(capital).or_insert(share);
            }
        }
        shares
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_named_once_and_shares_add_up() {
        for language in &LANGUAGES {
            let shares = language.shares();
            let small = shares
                .iter()
                .filter(|(letter, _)| !letter.is_uppercase() || language.letters.contains(**letter));
            let total: f64 = small.map(|(_, share)| share).sum();
            assert!((0.89..=0.91).contains(&total), "{} {total}", language.letters);
            let mut letters: Vec<char> = language.letters.chars().collect();
            letters.sort_unstable();
            let count = letters.len();
            letters.dedup();
            assert_eq!(letters.len(), count, "{}", language.letters);
            let mut ascii = language.ascii.as_bytes().to_vec();
            ascii.sort_unstable();
            assert!(ascii.is_empty() || ascii == (b'a'..=b'z').collect::<Vec<_>>(), "{}", language.ascii);
        }
    }
}
