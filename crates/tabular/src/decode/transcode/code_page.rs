//! Encodings in which a character is one byte.

use encoding_rs::Encoding;

use super::INVALID;
use crate::sniff::Charset;

/// What the bytes from 0x80 on mean; `None` for those that mean nothing.
pub(crate) type HighHalf = [Option<char>; 128];

/// Code pages of DOS, which the Encoding Standard leaves out: the characters of the bytes 0x80 to 0xFF, from the mapping
/// tables at <https://www.unicode.org/Public/MAPPINGS/VENDORS/MICSFT/PC/>.
const CP437: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{A0}";
const CP850: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{AD}±‗¾¶§÷¸°¨·¹³²■\u{A0}";
const CP852: &str = "ÇüéâäůćçłëŐőîŹÄĆÉĹĺôöĽľŚśÖÜŤťŁ×čáíóúĄąŽžĘę¬źČş«»░▒▓│┤ÁÂĚŞ╣║╗╝Żż┐└┴┬├─┼Ăă╚╔╩╦╠═╬¤đĐĎËďŇÍÎě┘┌█▄ŢŮ▀ÓßÔŃńňŠšŔÚŕŰýÝţ´\u{AD}˝˛ˇ˘§÷¸°¨˙űŘř■\u{A0}";

/// What the bytes from 0x80 on mean in a charset of one byte a character.
///
/// A control character (U+0080 to U+009F) counts as no meaning: the Encoding Standard gives them to bytes that Windows
/// leaves undefined, and in a data file one shows that the charset is another, which has to be seen.
pub(crate) fn high_half(charset: Charset) -> HighHalf {
    let own = |page: &str| {
        let mut half = [None; 128];
        half.iter_mut().zip(page.chars()).for_each(|(meaning, c)| *meaning = Some(c));
        half
    };
    match charset {
        Charset::Cp437 => own(CP437),
        Charset::Cp850 => own(CP850),
        Charset::Cp852 => own(CP852),
        other => other.encoding().map_or([None; 128], of_standard),
    }
}

fn of_standard(encoding: &'static Encoding) -> HighHalf {
    std::array::from_fn(|i| {
        let byte = [i as u8 | 0x80];
        let text = encoding.decode_without_bom_handling_and_without_replacement(&byte)?;
        text.chars().next().filter(|c| !c.is_control())
    })
}

/// A charset of one byte a character, ready to be written as UTF-8.
pub(crate) struct CodePage {
    /// Length and bytes in UTF-8; of a byte without meaning, [`INVALID`].
    utf_8: [(u8, [u8; 3]); 128],
}

impl CodePage {
    /// Bytes of output that one byte of input makes at most: all characters are of the basic plane.
    const MOST: usize = 3;

    pub(crate) fn new(charset: Charset) -> Self {
        let utf_8 = high_half(charset).map(|meaning| {
            let mut bytes = [INVALID; 3];
            let len =
                meaning.filter(|c| c.len_utf8() <= Self::MOST).map_or(1, |c| c.encode_utf8(&mut bytes).len());
            (len as u8, bytes)
        });
        Self { utf_8 }
    }

    /// Decodes as much as surely fits; returns the bytes read and written.
    pub(crate) fn decode(&self, input: &[u8], output: &mut [u8]) -> (usize, usize) {
        let input = &input[..input.len().min(output.len() / Self::MOST)];
        let (mut read, mut written) = (0, 0);
        while read < input.len() {
            let ascii = Encoding::ascii_valid_up_to(&input[read..]);
            output[written..written + ascii].copy_from_slice(&input[read..read + ascii]);
            read += ascii;
            written += ascii;
            while let Some(byte @ 0x80..) = input.get(read) {
                let (len, bytes) = self.utf_8[usize::from(byte & 0x7F)];
                let len = usize::from(len);
                output[written..written + len].copy_from_slice(&bytes[..len]);
                read += 1;
                written += len;
            }
        }
        (read, written)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_pages_are_whole_and_without_repetition() {
        for page in [CP437, CP850, CP852] {
            let mut all: Vec<char> = page.chars().collect();
            assert_eq!(all.len(), 128);
            all.sort_unstable();
            all.dedup();
            assert_eq!(all.len(), 128);
        }
    }

    #[test]
    fn every_single_byte_charset_has_letters_and_fits() {
        for charset in Charset::ALL.into_iter().filter(|c| c.is_single_byte()) {
            let half = high_half(charset);
            assert!(half.iter().flatten().filter(|c| c.is_alphabetic()).count() > 25, "{charset}");
            assert!(half.iter().flatten().all(|c| c.len_utf8() <= CodePage::MOST), "{charset}");
        }
    }
}
