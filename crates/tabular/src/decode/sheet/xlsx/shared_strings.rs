//! The texts that the cells of a workbook share, read as far as a cell refers to: whoever looks at the first rows of a
//! sheet does not pay for the texts of all others.

use std::sync::{Mutex, MutexGuard, PoisonError};

use quick_xml::events::Event;

use super::rich_text::push_rich_text;
use crate::decode::sheet::strings::Strings;
use crate::decode::sheet::xml::Xml;
use crate::error::Error;
use crate::input::Input;

/// The texts of a workbook, for all its sheets.
pub(super) struct SharedStrings(Mutex<Texts>);

struct Texts {
    known: Strings,
    /// The part from behind the last known text on; `None` when it has ended.
    rest: Option<Xml>,
    text: String,
}

impl SharedStrings {
    /// From the start of their part; `None` when the workbook has none.
    ///
    /// # Errors
    /// When `input` has no scratch place for them.
    pub(super) fn new(part: Option<Xml>, input: &dyn Input) -> Result<Self, Error> {
        Ok(Self(Mutex::new(Texts { known: Strings::new(input)?, rest: part, text: String::new() })))
    }

    /// Appends text `index`; `false` if there is none.
    ///
    /// # Errors
    /// When the part is damaged up to there.
    pub(super) fn push_to(&self, index: u64, into: &mut String) -> Result<bool, Error> {
        let mut texts = self.lock();
        while texts.known.len() <= index && texts.advance()? {}
        texts.known.push_to(index, into)
    }

    /// Reads to the end, so that the checksum of the texts that were handed out is looked at.
    ///
    /// # Errors
    /// When the part is damaged.
    pub(super) fn finish(&self) -> Result<(), Error> {
        let mut texts = self.lock();
        while texts.advance()? {}
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, Texts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Texts {
    /// Reads the next text; `false` at the end of the part.
    fn advance(&mut self) -> Result<bool, Error> {
        // After an error there is nothing to be read either.
        let Some(mut xml) = self.rest.take() else { return Ok(false) };
        loop {
            match xml.next()? {
                Event::Start(tag) if tag.local_name().as_ref() == "si" => {
                    self.text.clear();
                    push_rich_text(&mut xml, &mut self.text)?;
                    self.known.add(&self.text)?;
                    break;
                }
                Event::Empty(tag) if tag.local_name().as_ref() == "si" => {
                    self.known.add("")?;
                    break;
                }
                Event::Eof => return Ok(false),
                _ => {}
            }
        }
        self.rest = Some(xml);
        Ok(true)
    }
}
