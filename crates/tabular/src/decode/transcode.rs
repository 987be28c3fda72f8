//! From another encoding to UTF-8, without ever replacing what cannot be read.
//!
//! Bytes that mean nothing in their encoding become one byte [`INVALID`], which no UTF-8 text contains; the record
//! reader then rejects the row. That is why the output here is "nearly UTF-8".

use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::error::Error;
use crate::sniff::Charset;
use crate::source::Source;

/// Stands for a malformed sequence of the input.
const INVALID: u8 = 0xFF;

/// Bytes read, and written, at a time.
const CHUNK: usize = 64 << 10;

/// A source in another encoding, read as UTF-8.
pub(crate) struct Transcoder<S> {
    source: S,
    charset: Charset,
    decoder: Decoder,
    input: Box<[u8]>,
    input_at: usize,
    input_end: usize,
    ended: bool,
    flushed: bool,
    output: Box<[u8]>,
    output_at: usize,
    output_end: usize,
}

impl<S: Source> Transcoder<S> {
    pub(crate) fn new(source: S, charset: Charset) -> Self {
        Self {
            source,
            charset,
            decoder: encoding(charset).new_decoder_without_bom_handling(),
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

    /// Decodes some input into the empty output buffer.
    fn step(&mut self) -> Result<(), Error> {
        if self.input_at == self.input_end && !self.ended {
            self.input_at = 0;
            self.input_end = self.source.read(&mut self.input)?;
            self.ended = self.input_end == 0;
        }
        self.output_at = 0;
        self.output_end = 0;
        let mut input = &self.input[self.input_at..self.input_end];
        if self.charset == Charset::Windows1252
            && let Some(at) = input.iter().position(|b| is_undefined_in_windows_1252(*b))
        {
            if at == 0 {
                self.input_at += 1;
                self.push_invalid();
                return Ok(());
            }
            input = &input[..at];
        }
        let last = self.ended;
        let (result, read, written) =
            self.decoder.decode_to_utf8_without_replacement(input, &mut self.output[..2 * CHUNK - 1], last);
        self.input_at += read;
        self.output_end = written;
        match result {
            DecoderResult::Malformed(..) => self.push_invalid(),
            DecoderResult::InputEmpty if last => self.flushed = true,
            DecoderResult::InputEmpty | DecoderResult::OutputFull => {}
        }
        Ok(())
    }

    fn push_invalid(&mut self) {
        self.output[self.output_end] = INVALID;
        self.output_end += 1;
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

fn encoding(charset: Charset) -> &'static Encoding {
    match charset {
        Charset::Utf8 => encoding_rs::UTF_8,
        Charset::Utf16Le => UTF_16LE,
        Charset::Utf16Be => UTF_16BE,
        Charset::Windows1252 => WINDOWS_1252,
    }
}

/// The five bytes that Windows-1252 leaves undefined. Browsers map them to control characters; in a data file they mean
/// that the encoding is another one, which has to be seen.
fn is_undefined_in_windows_1252(byte: u8) -> bool {
    matches!(byte, 0x81 | 0x8D | 0x8F | 0x90 | 0x9D)
}

/// How many bytes of the original file a piece of the transcoded text takes.
pub(crate) fn original_len(text: &[u8], charset: Charset) -> u64 {
    let characters = || text.iter().filter(|b| (**b & 0xC0) != 0x80).count();
    let len = match charset {
        Charset::Utf8 => text.len(),
        Charset::Windows1252 => characters(),
        // A surrogate pair for what takes four bytes in UTF-8.
        Charset::Utf16Le | Charset::Utf16Be => {
            2 * (characters() + text.iter().filter(|b| (0xF0..=0xF4).contains(*b)).count())
        }
    };
    len as u64
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
    use super::*;

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
    fn windows_1252_and_its_holes() {
        assert_eq!(transcode_all(b"\x80 caf\xE9", Charset::Windows1252), "€ café".as_bytes());
        assert_eq!(transcode_all(b"a\x81b", Charset::Windows1252), b"a\xFFb");
        assert_eq!(original_len("€ café".as_bytes(), Charset::Windows1252), 6);
    }
}
