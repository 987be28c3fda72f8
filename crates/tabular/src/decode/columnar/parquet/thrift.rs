//! As much of Thrift's compact protocol as it takes to look at a structure before the library reads it
//! (<https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md>).

/// Structures within structures at most; Parquet's own stay below ten.
const MAX_DEPTH: usize = 32;

/// Why a structure cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// The bytes end before the structure does.
    Incomplete,
    /// The bytes are no structure.
    Invalid,
}

/// The type of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// The value is part of the type, but not in a list.
    Boolean(bool),
    Byte,
    /// Of 16, 32 or 64 bits.
    Integer,
    Double,
    Binary,
    /// Or a set.
    List,
    Map,
    Struct,
}

/// A place within the bytes of a structure.
#[derive(Debug, Clone)]
pub(super) struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// Bytes read.
    pub(super) fn position(&self) -> usize {
        self.at
    }

    #[inline]
    fn byte(&mut self) -> Result<u8, Fault> {
        let byte = self.bytes.get(self.at).copied().ok_or(Fault::Incomplete)?;
        self.at += 1;
        Ok(byte)
    }

    /// A number without sign, seven bits a byte.
    #[inline]
    pub(super) fn unsigned(&mut self) -> Result<u64, Fault> {
        match self.bytes.get(self.at) {
            Some(byte) if *byte < 0x80 => {
                self.at += 1;
                Ok(u64::from(*byte))
            }
            _ => self.long_unsigned(),
        }
    }

    fn long_unsigned(&mut self) -> Result<u64, Fault> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7F) << shift;
            if byte < 0x80 {
                return Ok(value);
            }
        }
        Err(Fault::Invalid)
    }

    /// An integer of any width.
    pub(super) fn integer(&mut self) -> Result<i64, Fault> {
        let value = self.unsigned()?;
        Ok((value >> 1) as i64 ^ -((value & 1) as i64))
    }

    /// The next field's number and type, given the one before it; `None` at the end of the structure.
    #[inline]
    pub(super) fn field(&mut self, before: i64) -> Result<Option<(i64, Kind)>, Fault> {
        let byte = self.byte()?;
        if byte == 0 {
            return Ok(None);
        }
        let id = match byte >> 4 {
            0 => self.integer()?,
            delta => before.saturating_add(delta.into()),
        };
        Ok(Some((id, kind(byte & 15)?)))
    }

    /// Reads over a value.
    #[inline]
    pub(super) fn skip(&mut self, kind: Kind) -> Result<(), Fault> {
        self.skip_within(kind, 0)
    }

    /// Most values are no nested ones, and there are millions of them: they are read over without a call for each.
    #[inline]
    fn skip_within(&mut self, kind: Kind, depth: usize) -> Result<(), Fault> {
        match kind {
            Kind::Boolean(_) => Ok(()),
            Kind::Byte => self.byte().map(drop),
            Kind::Integer => self.unsigned().map(drop),
            Kind::Double => self.advance(8),
            Kind::Binary => {
                let len = self.unsigned()?;
                self.advance(len)
            }
            Kind::List | Kind::Map | Kind::Struct => self.skip_nested(kind, depth),
        }
    }

    fn skip_nested(&mut self, kind: Kind, depth: usize) -> Result<(), Fault> {
        if depth > MAX_DEPTH {
            return Err(Fault::Invalid);
        }
        match kind {
            Kind::List => self.skip_list(depth),
            Kind::Map => {
                let len = self.unsigned()?;
                let kinds = if len > 0 { self.byte()? } else { 0 };
                for _ in 0..len {
                    self.skip_element(kinds >> 4, depth)?;
                    self.skip_element(kinds & 15, depth)?;
                }
                Ok(())
            }
            _ => {
                let mut before = 0;
                while let Some((id, kind)) = self.field(before)? {
                    self.skip_within(kind, depth + 1)?;
                    before = id;
                }
                Ok(())
            }
        }
    }

    /// The number of elements of a list.
    pub(super) fn list(&mut self) -> Result<u64, Fault> {
        self.elements().map(|(len, _)| len)
    }

    fn elements(&mut self) -> Result<(u64, u8), Fault> {
        let byte = self.byte()?;
        let len = if byte >> 4 == 15 { self.unsigned()? } else { u64::from(byte >> 4) };
        Ok((len, byte))
    }

    fn skip_list(&mut self, depth: usize) -> Result<(), Fault> {
        let (len, byte) = self.elements()?;
        for _ in 0..len {
            self.skip_element(byte & 15, depth)?;
        }
        Ok(())
    }

    /// In a list a boolean takes a byte of its own.
    fn skip_element(&mut self, code: u8, depth: usize) -> Result<(), Fault> {
        match kind(code)? {
            Kind::Boolean(_) => self.byte().map(drop),
            kind => self.skip_within(kind, depth + 1),
        }
    }

    #[inline]
    fn advance(&mut self, len: u64) -> Result<(), Fault> {
        let end = usize::try_from(len).ok().and_then(|len| self.at.checked_add(len)).ok_or(Fault::Invalid)?;
        if end > self.bytes.len() {
            return Err(Fault::Incomplete);
        }
        self.at = end;
        Ok(())
    }
}

#[inline]
fn kind(code: u8) -> Result<Kind, Fault> {
    Ok(match code {
        1 | 2 => Kind::Boolean(code == 1),
        3 => Kind::Byte,
        4..=6 => Kind::Integer,
        7 => Kind::Double,
        8 => Kind::Binary,
        9 | 10 => Kind::List,
        11 => Kind::Map,
        12 => Kind::Struct,
        _ => return Err(Fault::Invalid),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_structure_is_read_over_to_its_end() {
        // 1: i32 -3, 2: "ab", 3: [i32 1, 2], 4: { 1: true }, 20: i64 300
        let bytes = [0x15, 5, 0x18, 2, b'a', b'b', 0x19, 0x25, 2, 4, 0x1C, 0x11, 0, 0x06, 40, 0xD8, 4, 0];
        let mut cursor = Cursor::new(&bytes);
        assert_eq!(cursor.field(0), Ok(Some((1, Kind::Integer))));
        assert_eq!(cursor.integer(), Ok(-3));
        let mut before = 1;
        let mut seen = vec![];
        while let Some((id, kind)) = cursor.field(before).expect("valid") {
            seen.push(id);
            before = id;
            cursor.skip(kind).expect("valid");
        }
        assert_eq!((seen, cursor.position()), (vec![2, 3, 4, 20], bytes.len()));
        for len in 0..bytes.len() {
            assert_eq!(Cursor::new(&bytes[..len]).skip(Kind::Struct), Err(Fault::Incomplete));
        }
    }

    #[test]
    fn nesting_without_end_is_refused() {
        assert_eq!(Cursor::new(&[0x1C; 10_000]).skip(Kind::Struct), Err(Fault::Invalid));
    }
}
