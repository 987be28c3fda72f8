//! Every charset that is looked for, in a table of a few words: found, and read without loss.

use std::io::Read;
use tabular::sniff::Charset;
use tabular::{RejectReason, decode, sniff};

use tabular::input::Bytes;
use tabular::{Limits, Overrides};

/// Bytes as other programs write these texts.
const TABLES: [(Charset, &[u8], &str); 21] = [
    (Charset::Windows1252, b"Z\xFCrich;K\xF6ln\x92s Stra\xDFe\nGen\xE8ve;\xE0 c\xF4t\xE9 d\x92Annecy\n",
     "Zürich;Köln’s Straße\nGenève;à côté d’Annecy\n"),
    (Charset::MacRoman, b"city,note\nZ\x9Frich,Stra\xA7e\nGen\x8Fve,\x88 c\x99t\x8E\nM\x87laga,Espa\x96a\n",
     "city,note\nZürich,Straße\nGenève,à côté\nMálaga,España\n"),
    (Charset::Cp850, b"city,note\nZ\x81rich,Stra\xE1e\nGen\x8Ave,\x85 c\x93t\x82\nM\xA0laga,Espa\xA4a\n",
     "city,note\nZürich,Straße\nGenève,à côté\nMálaga,España\n"),
    (Charset::Windows1250, b"m\xECsto,ulice\nP\xF8\xEDbram,\x8Ei\x9Ekova\n\x8Aumperk,Tyr\x9Aova\n",
     "město,ulice\nPříbram,Žižkova\nŠumperk,Tyršova\n"),
    (Charset::Iso8859_2, b"miasto,ulica\n\xA6widnica,\xA3\xB1kowa\n\xAFory,\xACr\xF3dlana\n",
     "miasto,ulica\nŚwidnica,Łąkowa\nŻory,Źródlana\n"),
    (Charset::Windows1251, b"\xE3\xEE\xF0\xEE\xE4,\xF3\xEB\xE8\xF6\xE0\n\xCC\xEE\xF1\xEA\xE2\xE0,\xD2\xE2\xE5\xF0\xF1\xEA\xE0\xFF\n\xCE\xEC\xF1\xEA,\xCB\xE5\xED\xE8\xED\xE0\n",
     "город,улица\nМосква,Тверская\nОмск,Ленина\n"),
    (Charset::Koi8R, b"\xC7\xCF\xD2\xCF\xC4,\xD5\xCC\xC9\xC3\xC1\n\xED\xCF\xD3\xCB\xD7\xC1,\xF4\xD7\xC5\xD2\xD3\xCB\xC1\xD1\n\xEF\xCD\xD3\xCB,\xEC\xC5\xCE\xC9\xCE\xC1\n",
     "город,улица\nМосква,Тверская\nОмск,Ленина\n"),
    (Charset::Ibm866, b"\xA3\xAE\xE0\xAE\xA4,\xE3\xAB\xA8\xE6\xA0\n\x8C\xAE\xE1\xAA\xA2\xA0,\x92\xA2\xA5\xE0\xE1\xAA\xA0\xEF\n\x8E\xAC\xE1\xAA,\x8B\xA5\xAD\xA8\xAD\xA0\n",
     "город,улица\nМосква,Тверская\nОмск,Ленина\n"),
    (Charset::Iso8859_5, b"\xD3\xDE\xE0\xDE\xD4,\xE3\xDB\xD8\xE6\xD0\n\xBC\xDE\xE1\xDA\xD2\xD0,\xC2\xD2\xD5\xE0\xE1\xDA\xD0\xEF\n\xBE\xDC\xE1\xDA,\xBB\xD5\xDD\xD8\xDD\xD0\n",
     "город,улица\nМосква,Тверская\nОмск,Ленина\n"),
    (Charset::MacCyrillic, b"\xE3\xEE\xF0\xEE\xE4,\xF3\xEB\xE8\xF6\xE0\n\x8C\xEE\xF1\xEA\xE2\xE0,\x92\xE2\xE5\xF0\xF1\xEA\xE0\xDF\n\x8E\xEC\xF1\xEA,\x8B\xE5\xED\xE8\xED\xE0\n",
     "город,улица\nМосква,Тверская\nОмск,Ленина\n"),
    (Charset::Windows1253, b"\xF0\xFC\xEB\xE7,\xEF\xE4\xFC\xF2\n\xD0\xDC\xF4\xF1\xE1,\xCA\xEF\xF1\xDF\xED\xE8\xEF\xF5\n",
     "πόλη,οδός\nΠάτρα,Κορίνθου\n"),
    (Charset::Windows1254, b"\xFEehir,il\xE7e\nI\xF0d\xFDr,Tuzluca\nMu\xF0la,K\xF6yce\xF0iz\n",
     "şehir,ilçe\nIğdır,Tuzluca\nMuğla,Köyceğiz\n"),
    (Charset::Windows1255, b"\xF2\xE9\xF8,\xF8\xE7\xE5\xE1\n\xE7\xE9\xF4\xE4,\xE4\xF8\xF6\xEC\n",
     "עיר,רחוב\nחיפה,הרצל\n"),
    (Charset::Windows1256, b"\xE3\xCF\xED\xE4\xC9,\xD4\xC7\xD1\xDA\n\xC8\xED\xD1\xE6\xCA,\xC7\xE1\xCD\xE3\xD1\xC7\n",
     "مدينة,شارع\nبيروت,الحمرا\n"),
    (Charset::Windows1257, b"miestas,gatv\xEB\n\xD0iauliai,Vilniaus\nPanev\xEB\xFEys,\xDEemai\xE8i\xF8\n",
     "miestas,gatvė\nŠiauliai,Vilniaus\nPanevėžys,Žemaičių\n"),
    (Charset::Windows874, b"\xA8\xD1\xA7\xCB\xC7\xD1\xB4,\xB6\xB9\xB9\n\xE0\xAA\xD5\xC2\xA7\xC3\xD2\xC2,\xBE\xCB\xC5\xE2\xC2\xB8\xD4\xB9\n",
     "จังหวัด,ถนน\nเชียงราย,พหลโยธิน\n"),
    (Charset::ShiftJis, b"\x8Es,\x82\xA9\x82\xC8\n\x90\xE5\x91\xE4,\x82\xB9\x82\xF1\x82\xBE\x82\xA2\n\x90V\x8A\x83,\x82\xC9\x82\xA2\x82\xAA\x82\xBD\n",
     "市,かな\n仙台,せんだい\n新潟,にいがた\n"),
    (Charset::EucJp, b"\xBB\xD4,\xA4\xAB\xA4\xCA\n\xC0\xE7\xC2\xE6,\xA4\xBB\xA4\xF3\xA4\xC0\xA4\xA4\n\xBF\xB7\xB3\xE3,\xA4\xCB\xA4\xA4\xA4\xAC\xA4\xBF\n",
     "市,かな\n仙台,せんだい\n新潟,にいがた\n"),
    (Charset::Gb18030, b"\xB3\xC7\xCA\xD0,\xCA\xA1\xB7\xDD\n\xB3\xC9\xB6\xBC,\xCB\xC4\xB4\xA8\xCA\xA1\n\xCE\xE4\xBA\xBA,\xBA\xFE\xB1\xB1\xCA\xA1\n\xCE\xF7\xB0\xB2,\xC9\xC2\xCE\xF7\xCA\xA1\n",
     "城市,省份\n成都,四川省\n武汉,湖北省\n西安,陕西省\n"),
    (Charset::Big5, b"\xAB\xB0\xA5\xAB,\xB0\xCF\xB0\xEC\n\xBBO\xABn,\xA4\xA4\xA6\xE8\xB0\xCF\n\xB0\xAA\xB6\xAF,\xB9\xAA\xA4s\xB0\xCF\n\xB7s\xA6\xCB,\xAAF\xB0\xCF\n",
     "城市,區域\n臺南,中西區\n高雄,鼓山區\n新竹,東區\n"),
    (Charset::EucKr, b"\xB5\xB5\xBD\xC3,\xB1\xB8\n\xB4\xEB\xC0\xFC,\xC0\xAF\xBC\xBA\xB1\xB8\n\xBC\xF6\xBF\xF8,\xC6\xC8\xB4\xDE\xB1\xB8\n",
     "도시,구\n대전,유성구\n수원,팔달구\n"),
];

fn text_of(bytes: &[u8]) -> (Charset, String, String) {
    let (input, limits) = (Bytes::whole(bytes), Limits::default());
    let layout = sniff::survey(&input, &Overrides::default(), &limits).unwrap();
    let mut text = String::new();
    decode::open_text(&input, &layout, &limits).unwrap().read_to_string(&mut text).unwrap();
    let charset = layout.charset().unwrap();
    (charset.value, charset.evidence.clone(), text)
}

#[test]
fn each_is_found_in_a_few_words() {
    for (charset, bytes, text) in TABLES {
        let (found, evidence, decoded) = text_of(bytes);
        assert_eq!((found, decoded.as_str()), (charset, text), "{evidence}");
    }
}

#[test]
fn the_place_of_a_row_is_that_in_the_file() {
    for (charset, bytes, _) in TABLES {
        let starts: Vec<u64> = (1_u64..).zip(bytes).filter(|(_, b)| **b == b'\n').map(|(at, _)| at).collect();
        let file = crate::read(bytes);
        let found: Vec<u64> = file.bytes.iter().copied().filter(|at| *at > 0).collect();
        assert!(!found.is_empty() && found.iter().all(|at| starts.contains(at)), "{charset} {found:?}");
    }
}

#[test]
fn what_is_shown_of_each_kind() {
    let evidence = |charset: Charset| {
        let (_, bytes, _) = TABLES.iter().find(|(other, ..)| *other == charset).unwrap();
        text_of(bytes).1
    };
    assert_eq!(
        evidence(Charset::Koi8R),
        "34 byte sequences are not UTF-8; the first is 0xC7 on line 1; as KOI8-R, all 34 characters beyond ASCII are Cyrillic letters or usual signs"
    );
    assert_eq!(
        evidence(Charset::ShiftJis),
        "21 byte sequences are not UTF-8; the first is 0x8E on line 1; as Shift_JIS, all 15 characters beyond ASCII are valid, 100 % are in general use and 93 % kana or common kanji"
    );
    assert_eq!(
        text_of(b"a,b\n1,\x1B$B;TL>\x1B(B\n").1,
        "all bytes are ASCII, with 1 escape sequence to Japanese characters and 1 back"
    );
}

#[test]
fn words_of_three_letters_are_no_utf_8() {
    let ibm866 = |c: char| match u32::from(c) {
        c @ 0x410..=0x43F => (c - 0x410 + 0x80) as u8,
        c @ 0x440..=0x44F => (c - 0x440 + 0xE0) as u8,
        c => c as u8,
    };
    let text = "id,a,b\n1,сад,Москва\n2,том,Санкт\n3,рад,год\n4,сад,Москва\n5,том,Ростов\n";
    let (charset, _, read) = text_of(&text.chars().map(ibm866).collect::<Vec<_>>());
    assert_eq!((charset, read.as_str()), (Charset::Ibm866, text));
}

#[test]
fn a_broken_pair_rejects_its_row() {
    let (_, bytes, _) = TABLES.iter().find(|(charset, ..)| *charset == Charset::EucKr).unwrap();
    let file = crate::read([bytes, &b"\xBC,x\n"[..]].concat());
    assert_eq!(file.rejected.len(), 1);
    assert_eq!(
        file.rejected[0].reason,
        RejectReason::InvalidText { byte: bytes.len() as u64, charset: "EUC-KR".to_owned() }
    );
}

#[test]
fn a_few_broken_places_leave_a_file_utf_8() {
    let mut bytes = b"id,name,note\n".to_vec();
    for i in 0..200 {
        bytes.extend(match i {
            7 | 70 | 170 => format!("{i},Zürich,plain\n").into_bytes(),
            20 | 60 | 61 | 120 | 180 => [format!("{i},Caf").as_bytes(), b"\xC3,cut\n"].concat(),
            _ => format!("{i},Bonn,plain\n").into_bytes(),
        });
    }
    let file = crate::read(&bytes);
    assert_eq!(file.dialect().charset.value, Charset::Utf8);
    assert_eq!(
        file.dialect().charset.evidence,
        "3 of 8 places with characters beyond ASCII are valid UTF-8, which seldom happens by chance; 5 byte sequences \
         are not; the first is 0xC3 on line 22"
    );
    assert_eq!((file.rows.len(), file.rejected.len()), (195, 5));
    assert_eq!(file.rows[7], crate::cells(&["7", "Zürich", "plain"]));
}
