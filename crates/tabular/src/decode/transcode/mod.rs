//! From another encoding to UTF-8, without ever replacing what cannot be read.
//!
//! Bytes that mean nothing in their encoding become bytes [`INVALID`], which no UTF-8 text contains; the record reader
//! then rejects the row. That is why the output here is "nearly UTF-8".

mod code_page;
mod original_len;
mod utf_32;

use encoding_rs::{Decoder, DecoderResult};

pub(crate) use code_page::{HighHalf, high_half};
pub(crate) use original_len::original_len;
pub(crate) use utf_32::character as utf_32_character;

use crate::error::Error;
use crate::sniff::Charset;
use crate::source::Source;
use code_page::CodePage;

/// Stands for a malformed byte of the input, or a malformed unit of UTF-16 or UTF-32.
const INVALID: u8 = 0xFF;

/// Bytes read, and written, at a time.
const CHUNK: usize = 64 << 10;

/// Bytes of a malformed sequence at most; so many are kept free in the output.
const MOST_MALFORMED: usize = 8;

/// A source in another encoding, read as UTF-8.
pub(crate) struct Transcoder<S> {
    source: S,
    decoding: Decoding,
    input: Box<[u8]>,
    input_at: usize,
    input_end: usize,
    ended: bool,
    flushed: bool,
    output: Box<[u8]>,
    output_at: usize,
    output_end: usize,
}

/// Who knows the encoding.
enum Decoding {
    Page(Box<CodePage>),
    Utf32 {
        high_first: bool,
    },
    /// With the bytes of the smallest unit.
    Standard(Box<Decoder>, usize),
}

impl Decoding {
    fn of(charset: Charset) -> Self {
        let unit = if matches!(charset, Charset::Utf16Le | Charset::Utf16Be) { 2 } else { 1 };
        match charset {
            Charset::Utf32Le => Self::Utf32 { high_first: false },
            Charset::Utf32Be => Self::Utf32 { high_first: true },
            page if page.is_single_byte() => Self::Page(Box::new(CodePage::new(page))),
            other => {
                let encoding = other.encoding().unwrap_or(encoding_rs::UTF_8);
                Self::Standard(Box::new(encoding.new_decoder_without_bom_handling()), unit)
            }
        }
    }
}

impl<S: Source> Transcoder<S> {
    pub(crate) fn new(source: S, charset: Charset) -> Self {
        Self {
            source,
            decoding: Decoding::of(charset),
            input: vec![0; CHUNK].into(),
            input_at: 0,
            input_end: 0,
            ended: false,
            flushed: false,
            output: vec![0; 2 * CHUNK].into(),
            output_at: 0,
            output_end: 0,
        }
    }

    /// Reads on behind what is left of the input, of which at most part of a character remains.
    fn refill(&mut self) -> Result<(), Error> {
        self.input.copy_within(self.input_at..self.input_end, 0);
        self.input_end -= self.input_at;
        self.input_at = 0;
        let read = self.source.read(&mut self.input[self.input_end..])?;
        self.input_end += read;
        self.ended = read == 0;
        Ok(())
    }

    /// Decodes some input into the empty output buffer.
    fn step(&mut self) -> Result<(), Error> {
        let unit = if let Decoding::Utf32 { .. } = self.decoding { utf_32::UNIT } else { 1 };
        while self.input_end - self.input_at < unit && !self.ended {
            self.refill()?;
        }
        let last = self.ended;
        let input = &self.input[self.input_at..self.input_end];
        let room = self.output.len() - MOST_MALFORMED;
        let output = &mut self.output[..room];
        let (read, written, malformed) = match &mut self.decoding {
            Decoding::Page(page) => {
                let (read, written) = page.decode(input, output);
                (read, written, 0)
            }
            Decoding::Utf32 { high_first } => {
                let (read, written) = utf_32::decode(input, *high_first, last, output);
                (read, written, 0)
            }
            Decoding::Standard(decoder, unit) => {
                let (result, read, written) = decoder.decode_to_utf8_without_replacement(input, output, last);
                match result {
                    DecoderResult::Malformed(len, _) => (read, written, usize::from(len).div_ceil(*unit)),
                    DecoderResult::InputEmpty => {
                        self.flushed = last;
                        (read, written, 0)
                    }
                    DecoderResult::OutputFull => (read, written, 0),
                }
            }
        };
        let marked = written + malformed.min(MOST_MALFORMED);
        self.output[written..marked].fill(INVALID);
        self.input_at += read;
        self.output_at = 0;
        self.output_end = marked;
        if !matches!(self.decoding, Decoding::Standard(..)) {
            self.flushed = last && self.input_at == self.input_end;
        }
        Ok(())
    }
}

impl<S: Source> Source for Transcoder<S> {
    fn read(&mut self, into: &mut [u8]) -> Result<usize, Error> {
        while self.output_at == self.output_end {
            if self.flushed {
                return Ok(0);
            }
            self.step()?;
        }
        let n = into.len().min(self.output_end - self.output_at);
        into[..n].copy_from_slice(&self.output[self.output_at..self.output_at + n]);
        self.output_at += n;
        Ok(n)
    }
}

/// All of a small input at once.
pub(crate) fn transcode_all(input: &[u8], charset: Charset) -> Vec<u8> {
    struct Slice<'a>(&'a [u8]);
    impl Source for Slice<'_> {
        fn read(&mut self, into: &mut [u8]) -> Result<usize, Error> {
            let n = into.len().min(self.0.len());
            into[..n].copy_from_slice(&self.0[..n]);
            self.0 = &self.0[n..];
            Ok(n)
        }
    }
    if charset == Charset::Utf8 {
        return input.to_vec();
    }
    let mut transcoder = Transcoder::new(Slice(input), charset);
    let mut out = Vec::with_capacity(input.len() * 2);
    let mut chunk = [0; 4096];
    while let Ok(n @ 1..) = transcoder.read(&mut chunk) {
        out.extend_from_slice(&chunk[..n]);
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Gives a few bytes at a time.
    struct Slow<'a>(&'a [u8], usize);

    impl Source for Slow<'_> {
        fn read(&mut self, into: &mut [u8]) -> Result<usize, Error> {
            let n = into.len().min(self.0.len()).min(self.1);
            into[..n].copy_from_slice(&self.0[..n]);
            self.0 = &self.0[n..];
            Ok(n)
        }
    }

    proptest! {
        #[test]
        fn where_the_input_is_cut_makes_no_difference(
            bytes in proptest::collection::vec(any::<u8>(), 0..200),
            at_a_time in 1_usize..9,
            which in 1..Charset::ALL.len(),
        ) {
            let charset = Charset::ALL[which];
            let mut slow = Transcoder::new(Slow(&bytes, at_a_time), charset);
            let mut out = vec![0; 8 * bytes.len() + 8];
            let filled = slow.read_full(&mut out).expect("memory does not fail");
            prop_assert_eq!(&out[..filled], &transcode_all(&bytes, charset)[..]);
            if charset.is_single_byte() {
                prop_assert_eq!(original_len(&out[..filled], charset), bytes.len() as u64);
            }
        }
    }

    #[test]
    fn utf_16_with_pairs_and_a_lone_surrogate() {
        let mut bytes: Vec<u8> = "aä€😀".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(transcode_all(&bytes, Charset::Utf16Le), "aä€😀".as_bytes());
        assert_eq!(original_len("aä€😀".as_bytes(), Charset::Utf16Le), bytes.len() as u64);
        bytes.extend([0x00, 0xD8, b'z', 0, 7]);
        let out = transcode_all(&bytes, Charset::Utf16Le);
        assert_eq!(out[out.len() - 3..], [INVALID, b'z', INVALID]);
    }

    #[test]
    fn utf_32_in_both_orders_and_what_it_cannot_mean() {
        let both = |c: u32| [c.to_le_bytes(), c.to_be_bytes()];
        let text: Vec<u32> = "aä€😀".chars().map(u32::from).chain([0xD800, 0x11_0000, 0x7A]).collect();
        let low: Vec<u8> = text.iter().flat_map(|c| both(*c)[0]).chain([7]).collect();
        let high: Vec<u8> = text.iter().flat_map(|c| both(*c)[1]).collect();
        let expected =
            [b"a\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80".as_slice(), &[INVALID, INVALID, b'z']].concat();
        assert_eq!(transcode_all(&low, Charset::Utf32Le), [&expected[..], &[INVALID]].concat());
        assert_eq!(transcode_all(&high, Charset::Utf32Be), expected);
    }

    #[test]
    fn windows_1252_and_its_holes() {
        assert_eq!(transcode_all(b"\x80 caf\xE9", Charset::Windows1252), "€ café".as_bytes());
        assert_eq!(transcode_all(b"a\x81b", Charset::Windows1252), b"a\xFFb");
        assert_eq!(original_len("€ café".as_bytes(), Charset::Windows1252), 6);
    }
}
