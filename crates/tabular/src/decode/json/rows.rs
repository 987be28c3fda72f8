//! Where the rows of a JSON text are: the values in a row, the elements of an array somewhere in it, or the one value.

use super::grammar::Fault;
use super::pointer::{self, Place};
use super::text::Text;
use crate::error::Error;
use crate::sniff::JsonArrangement;

/// The separator of RFC 7464 before each value.
const RECORD_SEPARATOR: u8 = 0x1E;

/// One value that is a row. It is held in the text until [`Rows::advance`].
#[derive(Debug, Clone, Copy)]
pub(crate) struct Row {
    /// Bytes.
    pub(crate) len: usize,
    pub(crate) line: u64,
    pub(crate) byte: u64,
    /// Why it is no JSON; only among values in a row, where the next line can be read nevertheless.
    pub(crate) fault: Option<BrokenAt>,
}

/// Where a value is no JSON.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BrokenAt {
    /// 1-based.
    pub(crate) line: u64,
    /// 1-based character on that line.
    pub(crate) character: u64,
    pub(crate) fault: Fault,
}

/// The rows of a text, one after the other.
pub(crate) struct Rows {
    pub(crate) text: Text,
    arrangement: JsonArrangement,
    /// Open arrays and objects around the rows.
    around: Vec<Place>,
    /// Whether the whole document is there, so that its end has to be right.
    complete: bool,
    first: bool,
    ended: bool,
    /// Whether the next line has to be looked for, since this one has a fault.
    at_fault: bool,
    after_object: bool,
}

impl Rows {
    /// Moves to the rows.
    ///
    /// # Errors
    /// When there is nothing at the pointer, or the text before is not JSON.
    pub(crate) fn open(
        mut text: Text,
        arrangement: JsonArrangement,
        at: &str,
        complete: bool,
    ) -> Result<Self, Error> {
        let mut around = Vec::new();
        if arrangement != JsonArrangement::Sequence {
            around = pointer::go(&mut text, at)?;
        }
        if arrangement == JsonArrangement::Array {
            text.expect(b'[', Fault::Value)?;
        }
        Ok(Self {
            text,
            arrangement,
            around,
            complete,
            first: true,
            ended: false,
            at_fault: false,
            after_object: false,
        })
    }

    /// Finds the next row.
    pub(crate) fn next(&mut self) -> Result<Option<Row>, Error> {
        if self.ended {
            return Ok(None);
        }
        let found = match self.arrangement {
            JsonArrangement::Sequence => self.next_of_sequence(),
            JsonArrangement::Array => self.next_of_array(),
            JsonArrangement::Single | JsonArrangement::Columns => self.only(),
        };
        match found {
            Ok(Some(row)) => Ok(Some(row)),
            Ok(None) => {
                self.ended = true;
                Ok(None)
            }
            // The first bytes of a file end anywhere.
            Err(Error::InvalidJson { ends: true, .. }) if !self.complete => {
                self.ended = true;
                Ok(None)
            }
            Err(error) => {
                self.ended = true;
                self.text.stop();
                Err(error)
            }
        }
    }

    /// The bytes of a row.
    pub(crate) fn raw(&self, row: &Row) -> &[u8] {
        self.text.held(row.len)
    }

    /// Moves behind a row.
    pub(crate) fn advance(&mut self, row: &Row) {
        self.after_object = self.text.held(row.len).first() == Some(&b'{') && row.fault.is_none();
        self.at_fault = row.fault.is_some();
        self.text.advance(row.len);
    }

    fn held(&mut self) -> Result<Result<Row, (usize, Fault)>, Error> {
        let (line, byte) = (self.text.line, self.text.byte);
        Ok(self.text.value()?.map(|len| Row { len, line, byte, fault: None }))
    }

    fn only(&mut self) -> Result<Option<Row>, Error> {
        if self.first {
            self.first = false;
            return self.held()?.map(Some).map_err(|(at, fault)| self.text.invalid(at, fault));
        }
        pointer::leave(&mut self.text, &self.around)?;
        Ok(None)
    }

    fn next_of_array(&mut self) -> Result<Option<Row>, Error> {
        match self.text.next_significant()? {
            None => return Err(self.text.invalid(0, Fault::Ends)),
            Some(b']') => {
                self.text.advance(1);
                pointer::leave(&mut self.text, &self.around)?;
                return Ok(None);
            }
            Some(_) if self.first => {}
            Some(b',') => {
                self.text.advance(1);
                self.text.next_significant()?;
            }
            Some(_) => return Err(self.text.invalid(0, Fault::CommaOrBracket)),
        }
        self.first = false;
        self.held()?.map(Some).map_err(|(at, fault)| self.text.invalid(at, fault))
    }

    /// Values are separated by line ends. Only objects may follow each other directly, as services stream them.
    fn next_of_sequence(&mut self) -> Result<Option<Row>, Error> {
        let mut separated = self.first || self.at_fault;
        self.first = false;
        self.at_fault = false;
        let next = loop {
            match self.text.pass_while(|b| matches!(b, b' ' | b'\t'))? {
                Some(b'\n' | b'\r' | RECORD_SEPARATOR) => {
                    separated = true;
                    self.text.advance(1);
                }
                other => break other,
            }
        };
        let Some(next) = next else { return Ok(None) };
        let (line, byte) = (self.text.line, self.text.byte);
        let fault = if separated || next == b'{' && self.after_object {
            match self.held()? {
                Ok(row) => return Ok(Some(row)),
                Err(fault) => fault,
            }
        } else {
            (0, Fault::AfterEnd)
        };
        if fault.1 == Fault::Ends && !self.complete {
            return Ok(None);
        }
        let (at_line, before) = self.text.place(fault.0);
        let fault = BrokenAt { line: at_line, character: before + 1, fault: fault.1 };
        let len = self.text.rest_of_line()?;
        Ok(Some(Row { len, line, byte, fault: Some(fault) }))
    }
}
