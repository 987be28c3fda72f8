//! Texts in records: one or two bytes a character, and perhaps cut in two by the end of a record.

use encoding_rs::Encoding;

use super::bytes::u16_at;
use super::record::Records;
use crate::error::Error;

/// Flags before the characters ([MS-XLS] §2.5.293).
const WIDE: u8 = 1;
const EXTENDED: u8 = 4;
const RICH: u8 = 8;

/// The data of a record and of those that go on with it, from some byte on.
pub(super) struct Pieces<'a> {
    records: &'a mut Records,
    at: usize,
}

impl<'a> Pieces<'a> {
    /// From byte `at` of the record that was just read.
    pub(super) fn new(records: &'a mut Records, at: usize) -> Self {
        Self { records, at }
    }

    fn left(&self) -> usize {
        self.records.data.len().saturating_sub(self.at)
    }

    /// Makes sure that a byte is there.
    fn fill(&mut self) -> Result<(), Error> {
        while self.left() == 0 {
            if !self.records.next_continues()? {
                return Err(super::damaged("a text ends too early"));
            }
            self.at = 0;
        }
        Ok(())
    }

    fn byte(&mut self) -> Result<u8, Error> {
        self.fill()?;
        self.at += 1;
        Ok(self.records.data[self.at - 1])
    }

    fn number(&mut self, bytes: u32) -> Result<u32, Error> {
        (0..bytes).try_fold(0, |number, i| Ok(number | u32::from(self.byte()?) << (8 * i)))
    }

    fn skip(&mut self, mut bytes: u64) -> Result<(), Error> {
        while bytes > 0 {
            self.fill()?;
            let n = bytes.min(self.left() as u64);
            self.at += n as usize;
            bytes -= n;
        }
        Ok(())
    }

    /// Appends a text of BIFF8 whose length has `len_bytes` bytes. A record that goes on in the middle of it says anew
    /// how wide characters are.
    pub(super) fn push_text(&mut self, len_bytes: u32, into: &mut String) -> Result<(), Error> {
        let mut left = self.number(len_bytes)? as usize;
        let mut flags = self.byte()?;
        let runs = if flags & RICH != 0 { u64::from(self.number(2)?) * 4 } else { 0 };
        let extension = if flags & EXTENDED != 0 { u64::from(self.number(4)?) } else { 0 };
        let mut units: Vec<u16> = Vec::new();
        while left > 0 {
            if self.left() == 0 {
                self.fill()?;
                flags = self.byte()?;
            }
            let width = 1 + usize::from(flags & WIDE);
            let n = left.min(self.left() / width);
            if n == 0 {
                return Err(super::damaged("a text is cut within a character"));
            }
            let bytes = &self.records.data[self.at..self.at + n * width];
            match width {
                1 => units.extend(bytes.iter().map(|b| u16::from(*b))),
                _ => units.extend(bytes.chunks_exact(2).map(|unit| u16_at(unit, 0))),
            }
            self.at += n * width;
            left -= n;
        }
        into.extend(char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)));
        self.skip(runs + extension)
    }

    /// Appends a text of BIFF5, which is in the code page of the workbook.
    pub(super) fn push_bytes(
        &mut self,
        len_bytes: u32,
        charset: &'static Encoding,
        into: &mut String,
    ) -> Result<(), Error> {
        let len = self.number(len_bytes)? as usize;
        let mut bytes = Vec::with_capacity(len);
        for _ in 0..len {
            bytes.push(self.byte()?);
        }
        into.push_str(&charset.decode_without_bom_handling(&bytes).0);
        Ok(())
    }
}

/// The encoding of a code page number; the usual Western one where there is none.
pub(super) fn encoding(code_page: u16) -> &'static Encoding {
    match code_page {
        874 => encoding_rs::WINDOWS_874,
        932 => encoding_rs::SHIFT_JIS,
        936 => encoding_rs::GBK,
        949 => encoding_rs::EUC_KR,
        950 => encoding_rs::BIG5,
        1250 => encoding_rs::WINDOWS_1250,
        1251 => encoding_rs::WINDOWS_1251,
        1253 => encoding_rs::WINDOWS_1253,
        1254 => encoding_rs::WINDOWS_1254,
        1255 => encoding_rs::WINDOWS_1255,
        1256 => encoding_rs::WINDOWS_1256,
        1257 => encoding_rs::WINDOWS_1257,
        1258 => encoding_rs::WINDOWS_1258,
        10_000 | 32_768 => encoding_rs::MACINTOSH,
        _ => encoding_rs::WINDOWS_1252,
    }
}
