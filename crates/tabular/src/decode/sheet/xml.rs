//! The XML parts of workbooks as a stream of events, each of bounded size.
//!
//! Entities that a document declares itself are refused: spreadsheet programs declare none, and a few lines of them
//! can stand for gigabytes.

use std::io::{self, BufRead, BufReader, Read};
use std::sync::Arc;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::decode::transcode::Transcoder;
use crate::error::Error;
use crate::sniff::Charset;
use crate::source::{Source, SourceReader, inner_error};

/// Bytes of XML read at a time.
const CHUNK: usize = 64 << 10;

/// Elements within elements at most; a sheet needs about ten.
const MAX_DEPTH: usize = 256;

/// An XML document being read.
pub(crate) struct Xml {
    reader: Reader<Bounded>,
    buffer: Vec<u8>,
    part: String,
    limit: usize,
    depth: usize,
}

impl Xml {
    /// `part` names the document in errors, `limit` is the number of bytes that one tag or text may have.
    pub(crate) fn open(
        mut source: impl Source + Send + 'static,
        part: &str,
        limit: usize,
    ) -> Result<Self, Error> {
        let mut mark = [0; 2];
        let filled = source.read_full(&mut mark)?;
        let charset = match mark {
            [0xFF, 0xFE] | [b'<', 0] => Some(Charset::Utf16Le),
            [0xFE, 0xFF] | [0, b'<'] => Some(Charset::Utf16Be),
            _ => None,
        };
        let whole = Prefixed { prefix: mark[..filled].to_vec(), source };
        let source: Box<dyn Read + Send> = match charset {
            None => Box::new(SourceReader(whole)),
            Some(charset) => Box::new(SourceReader(Transcoder::new(whole, charset))),
        };
        let mut reader =
            Reader::from_reader(Bounded { input: BufReader::with_capacity(CHUNK, source), left: limit });
        // Names are compared by nobody here, and the check costs a copy of each.
        reader.config_mut().check_end_names = false;
        Ok(Self { reader, buffer: Vec::new(), part: part.to_owned(), limit, depth: 0 })
    }

    /// The next event; `Eof` again and again at the end, but never within an element.
    #[inline]
    pub(crate) fn next(&mut self) -> Result<Event<'_>, Error> {
        self.buffer.clear();
        self.reader.get_mut().left = self.limit;
        match self.reader.read_event_into(&mut self.buffer) {
            Ok(event) => {
                match event {
                    Event::Start(_) if self.depth == MAX_DEPTH => {
                        return Err(damaged(&self.part, "elements are nested too deeply"));
                    }
                    Event::Start(_) => self.depth += 1,
                    Event::End(_) => self.depth = self.depth.saturating_sub(1),
                    Event::Eof if self.depth > 0 => return Err(damaged(&self.part, "it ends too early")),
                    _ => {}
                }
                Ok(event)
            }
            Err(error) => Err(xml_fault(&self.part, error)),
        }
    }

    /// Elements that are open.
    pub(crate) fn depth(&self) -> usize {
        self.depth
    }

    /// Bytes of the document that were read.
    pub(crate) fn position(&self) -> u64 {
        self.reader.buffer_position()
    }

    /// Skips the rest of the element whose start was just read.
    pub(crate) fn skip(&mut self) -> Result<(), Error> {
        let outside = self.depth.saturating_sub(1);
        while self.depth > outside {
            self.next()?;
        }
        Ok(())
    }

    /// Appends the text of the element whose start was just read, without that of elements within it.
    ///
    /// # Errors
    /// When it is longer than the limit of the document, or has an entity that XML does not define.
    pub(crate) fn text(&mut self, into: &mut String) -> Result<(), Error> {
        let start = into.len();
        let outside = self.depth.saturating_sub(1);
        loop {
            let inside = self.depth == outside + 1;
            match self.next()? {
                Event::Text(text) if inside => push_text(&text, into),
                Event::CData(text) if inside => push_text(&text, into),
                Event::GeneralRef(name) if inside => match entity(&name) {
                    Some(c) => into.push(c),
                    None => {
                        let detail = format!("it uses the entity “{}”", crate::wording::shown(&name));
                        return Err(self.damaged(detail));
                    }
                },
                Event::End(_) if inside => return Ok(()),
                _ => {}
            }
            self.check_len(into.len() - start)?;
        }
    }

    /// # Errors
    /// When a text is longer than the limit of the document.
    pub(crate) fn check_len(&self, len: usize) -> Result<(), Error> {
        if len > self.limit {
            return Err(self.damaged("a text in it is too long"));
        }
        Ok(())
    }

    /// Reads on to the end of the bytes, so that their checksum is looked at.
    pub(crate) fn drain(&mut self) -> Result<(), Error> {
        self.drain_through(|_| {})
    }

    /// As [`drain`](Self::drain); the bytes go through `see`.
    pub(crate) fn drain_through(&mut self, mut see: impl FnMut(&[u8])) -> Result<(), Error> {
        let input = &mut self.reader.get_mut().input;
        loop {
            match input.fill_buf() {
                Ok([]) => return Ok(()),
                Ok(bytes) => {
                    see(bytes);
                    let n = bytes.len();
                    input.consume(n);
                }
                Err(error) => return Err(inner_error(error).unwrap_or_else(Error::ReadFailed)),
            }
        }
    }

    pub(crate) fn damaged(&self, detail: impl Into<String>) -> Error {
        damaged(&self.part, detail)
    }
}

/// The value of an attribute, whatever the prefix of its name. `None` if there is none or it is not valid.
pub(crate) fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = tag.attributes();
    let found = attributes.with_checks(false).flatten().find(|a| a.key.local_name().as_ref() == name)?;
    Some(found.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok()?.into_owned())
}

fn damaged(part: &str, detail: impl Into<String>) -> Error {
    Error::DamagedWorkbook { part: part.to_owned(), detail: detail.into() }
}

fn xml_fault(part: &str, error: quick_xml::Error) -> Error {
    let quick_xml::Error::Io(io) = error else {
        return damaged(part, format!("it is not valid XML: {error}"));
    };
    match Arc::try_unwrap(io) {
        Ok(io) => match inner_error(io) {
            Ok(error) => error,
            Err(io) if io.kind() == io::ErrorKind::FileTooLarge => {
                damaged(part, "a tag or a text in it is too long")
            }
            Err(io) if io.kind() == io::ErrorKind::InvalidData => damaged(part, "it is not UTF-8 text"),
            Err(io) => Error::ReadFailed(io),
        },
        Err(io) => damaged(part, io.to_string()),
    }
}

/// Line ends become `\n` (<https://www.w3.org/TR/xml/#sec-line-ends>).
fn push_text(text: &str, into: &mut String) {
    if !text.contains('\r') {
        into.push_str(text);
        return;
    }
    for (i, line) in text.replace("\r\n", "\n").split('\r').enumerate() {
        if i > 0 {
            into.push('\n');
        }
        into.push_str(line);
    }
}

/// The character of `&amp;`, `&#10;`, `&#xA;`.
pub(crate) fn entity(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => {
            let digits = name.strip_prefix('#')?;
            let code = match digits.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => digits.parse(),
            };
            char::from_u32(code.ok()?)?
        }
    })
}

/// A source of which the first bytes were already taken.
struct Prefixed<S> {
    prefix: Vec<u8>,
    source: S,
}

impl<S: Source> Source for Prefixed<S> {
    fn read(&mut self, into: &mut [u8]) -> Result<usize, Error> {
        if self.prefix.is_empty() || into.is_empty() {
            return self.source.read(into);
        }
        let n = self.prefix.len().min(into.len());
        into[..n].copy_from_slice(&self.prefix[..n]);
        self.prefix.drain(..n);
        Ok(n)
    }
}

/// Gives at most `left` bytes: what one event may take.
struct Bounded {
    input: BufReader<Box<dyn Read + Send>>,
    left: usize,
}

impl Read for Bounded {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let n = self.fill_buf()?.read(into)?;
        self.consume(n);
        Ok(n)
    }
}

impl BufRead for Bounded {
    #[inline]
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.left == 0 {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.input.fill_buf()
    }

    #[inline]
    fn consume(&mut self, amount: usize) {
        self.left = self.left.saturating_sub(amount);
        self.input.consume(amount);
    }
}
