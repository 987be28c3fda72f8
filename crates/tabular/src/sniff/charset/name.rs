//! The encodings that are read, and what they are called.

use std::fmt;

use encoding_rs::Encoding;
use serde::{Deserialize, Serialize};

/// An encoding of characters.
///
/// Where one encoding holds another, only the larger is named, as the WHATWG Encoding Standard does: Windows-1252 for
/// ISO 8859-1, Windows-1254 for ISO 8859-9, Windows-874 for TIS-620, GB18030 for GBK and GB 2312, Shift_JIS for code
/// page 932, EUC-KR for code page 949. [`Charset::from_label`] knows the names of the smaller ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "`name` says what each is")]
pub enum Charset {
    #[serde(rename = "utf_8")]
    Utf8,
    #[serde(rename = "utf_16le")]
    Utf16Le,
    #[serde(rename = "utf_16be")]
    Utf16Be,
    #[serde(rename = "utf_32le")]
    Utf32Le,
    #[serde(rename = "utf_32be")]
    Utf32Be,
    #[serde(rename = "windows_1252")]
    Windows1252,
    #[serde(rename = "iso_8859_15")]
    Iso8859_15,
    MacRoman,
    Cp850,
    Cp437,
    #[serde(rename = "windows_1250")]
    Windows1250,
    #[serde(rename = "iso_8859_2")]
    Iso8859_2,
    Cp852,
    #[serde(rename = "iso_8859_16")]
    Iso8859_16,
    #[serde(rename = "windows_1257")]
    Windows1257,
    #[serde(rename = "iso_8859_13")]
    Iso8859_13,
    #[serde(rename = "iso_8859_4")]
    Iso8859_4,
    #[serde(rename = "windows_1254")]
    Windows1254,
    #[serde(rename = "iso_8859_3")]
    Iso8859_3,
    #[serde(rename = "iso_8859_10")]
    Iso8859_10,
    #[serde(rename = "iso_8859_14")]
    Iso8859_14,
    #[serde(rename = "windows_1251")]
    Windows1251,
    #[serde(rename = "koi8_r")]
    Koi8R,
    #[serde(rename = "koi8_u")]
    Koi8U,
    Ibm866,
    #[serde(rename = "iso_8859_5")]
    Iso8859_5,
    MacCyrillic,
    #[serde(rename = "windows_1253")]
    Windows1253,
    #[serde(rename = "iso_8859_7")]
    Iso8859_7,
    #[serde(rename = "windows_1255")]
    Windows1255,
    #[serde(rename = "iso_8859_8")]
    Iso8859_8,
    #[serde(rename = "windows_1256")]
    Windows1256,
    #[serde(rename = "iso_8859_6")]
    Iso8859_6,
    #[serde(rename = "windows_874")]
    Windows874,
    #[serde(rename = "windows_1258")]
    Windows1258,
    ShiftJis,
    EucJp,
    #[serde(rename = "iso_2022_jp")]
    Iso2022Jp,
    #[serde(rename = "gb18030")]
    Gb18030,
    #[serde(rename = "big5")]
    Big5,
    EucKr,
}

impl Charset {
    /// Every encoding that is read, in the order in which a person would look for one.
    pub const ALL: [Self; 41] = [
        Self::Utf8,
        Self::Windows1252,
        Self::Utf16Le,
        Self::Utf16Be,
        Self::Utf32Le,
        Self::Utf32Be,
        Self::Iso8859_15,
        Self::MacRoman,
        Self::Cp850,
        Self::Cp437,
        Self::Windows1250,
        Self::Iso8859_2,
        Self::Cp852,
        Self::Iso8859_16,
        Self::Windows1257,
        Self::Iso8859_13,
        Self::Iso8859_4,
        Self::Windows1254,
        Self::Iso8859_3,
        Self::Iso8859_10,
        Self::Iso8859_14,
        Self::Windows1251,
        Self::Koi8R,
        Self::Koi8U,
        Self::Ibm866,
        Self::Iso8859_5,
        Self::MacCyrillic,
        Self::Windows1253,
        Self::Iso8859_7,
        Self::Windows1255,
        Self::Iso8859_8,
        Self::Windows1256,
        Self::Iso8859_6,
        Self::Windows874,
        Self::Windows1258,
        Self::ShiftJis,
        Self::EucJp,
        Self::Iso2022Jp,
        Self::Gb18030,
        Self::Big5,
        Self::EucKr,
    ];

    /// The usual name: `Windows-1252`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16Le => "UTF-16LE",
            Self::Utf16Be => "UTF-16BE",
            Self::Utf32Le => "UTF-32LE",
            Self::Utf32Be => "UTF-32BE",
            Self::Windows1252 => "Windows-1252",
            Self::Iso8859_15 => "ISO-8859-15",
            Self::MacRoman => "MacRoman",
            Self::Cp850 => "CP850",
            Self::Cp437 => "CP437",
            Self::Windows1250 => "Windows-1250",
            Self::Iso8859_2 => "ISO-8859-2",
            Self::Cp852 => "CP852",
            Self::Iso8859_16 => "ISO-8859-16",
            Self::Windows1257 => "Windows-1257",
            Self::Iso8859_13 => "ISO-8859-13",
            Self::Iso8859_4 => "ISO-8859-4",
            Self::Windows1254 => "Windows-1254",
            Self::Iso8859_3 => "ISO-8859-3",
            Self::Iso8859_10 => "ISO-8859-10",
            Self::Iso8859_14 => "ISO-8859-14",
            Self::Windows1251 => "Windows-1251",
            Self::Koi8R => "KOI8-R",
            Self::Koi8U => "KOI8-U",
            Self::Ibm866 => "IBM866",
            Self::Iso8859_5 => "ISO-8859-5",
            Self::MacCyrillic => "MacCyrillic",
            Self::Windows1253 => "Windows-1253",
            Self::Iso8859_7 => "ISO-8859-7",
            Self::Windows1255 => "Windows-1255",
            Self::Iso8859_8 => "ISO-8859-8",
            Self::Windows1256 => "Windows-1256",
            Self::Iso8859_6 => "ISO-8859-6",
            Self::Windows874 => "Windows-874",
            Self::Windows1258 => "Windows-1258",
            Self::ShiftJis => "Shift_JIS",
            Self::EucJp => "EUC-JP",
            Self::Iso2022Jp => "ISO-2022-JP",
            Self::Gb18030 => "GB18030",
            Self::Big5 => "Big5",
            Self::EucKr => "EUC-KR",
        }
    }

    /// The encoding of a name in use, of any case and with `-`, `_`, blanks or nothing between its parts: `latin1`,
    /// `cp932`, `mac_roman`, and every label of the [Encoding Standard](https://encoding.spec.whatwg.org/#names-and-labels).
    pub fn from_label(label: &str) -> Option<Self> {
        let bare = |text: &str| {
            text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase()
        };
        let wanted = bare(label);
        let other = match wanted.as_str() {
            "utf8sig" => Some(Self::Utf8),
            "utf32" => Some(Self::Utf32Le),
            "cp866" => Some(Self::Ibm866),
            "cp874" => Some(Self::Windows874),
            "cp932" => Some(Self::ShiftJis),
            "cp936" | "gbk" | "gb2312" => Some(Self::Gb18030),
            "cp949" => Some(Self::EucKr),
            "cp950" | "big5hkscs" => Some(Self::Big5),
            "ibm850" => Some(Self::Cp850),
            "ibm852" => Some(Self::Cp852),
            "ibm437" => Some(Self::Cp437),
            _ => None,
        };
        let by_name = || Self::ALL.into_iter().find(|charset| bare(charset.name()) == wanted);
        let by_standard = || {
            let encoding = Encoding::for_label(label.trim().as_bytes())
                .or_else(|| Encoding::for_label(label.trim().replace('_', "-").as_bytes()))?;
            Self::ALL.into_iter().find(|charset| charset.encoding() == Some(encoding))
        };
        other.or_else(by_name).or_else(by_standard)
    }

    /// The decoder of the Encoding Standard; `None` for what that standard leaves out.
    pub(crate) fn encoding(self) -> Option<&'static Encoding> {
        match self {
            Self::Utf32Le | Self::Utf32Be | Self::Cp437 | Self::Cp850 | Self::Cp852 => None,
            Self::MacRoman => Some(encoding_rs::MACINTOSH),
            Self::MacCyrillic => Some(encoding_rs::X_MAC_CYRILLIC),
            other => Encoding::for_label(other.name().as_bytes()),
        }
    }

    /// Whether every character is one byte, and those below 128 are ASCII.
    pub(crate) fn is_single_byte(self) -> bool {
        match self {
            Self::Cp437 | Self::Cp850 | Self::Cp852 => true,
            other => other.encoding().is_some_and(Encoding::is_single_byte),
        }
    }
}

impl fmt::Display for Charset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_charset_is_found_by_its_name_and_by_its_form_value() {
        for charset in Charset::ALL {
            assert_eq!(Charset::from_label(charset.name()), Some(charset));
            let json = serde_json::to_string(&charset).expect("a unit variant");
            assert_eq!(serde_json::from_str::<Charset>(&json).expect("round trip"), charset, "{json}");
            assert_eq!(Charset::ALL.iter().filter(|other| **other == charset).count(), 1);
        }
    }

    #[test]
    fn labels_in_use() {
        for (label, charset) in [
            ("latin1", Charset::Windows1252),
            ("ISO-8859-1", Charset::Windows1252),
            ("iso8859_9", Charset::Windows1254),
            ("mac_roman", Charset::MacRoman),
            ("x-mac-cyrillic", Charset::MacCyrillic),
            ("cp1251", Charset::Windows1251),
            ("TIS-620", Charset::Windows874),
            ("GBK", Charset::Gb18030),
            ("Windows-31J", Charset::ShiftJis),
            ("utf_16_le", Charset::Utf16Le),
        ] {
            assert_eq!(Charset::from_label(label), Some(charset), "{label}");
        }
        assert_eq!(Charset::from_label("klingon"), None);
    }

    #[test]
    fn what_the_standard_leaves_out_is_little() {
        let own: Vec<_> = Charset::ALL.into_iter().filter(|c| c.encoding().is_none()).collect();
        assert_eq!(own.len(), 5, "{own:?}");
    }
}
