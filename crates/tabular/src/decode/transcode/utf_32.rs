//! UTF-32, which the Encoding Standard leaves out.

use super::INVALID;

/// Bytes of a unit.
pub(crate) const UNIT: usize = 4;

/// The character of one unit; `None` for a surrogate or a number beyond Unicode.
pub(crate) fn character(unit: [u8; UNIT], high_first: bool) -> Option<char> {
    char::from_u32(if high_first { u32::from_be_bytes(unit) } else { u32::from_le_bytes(unit) })
}

/// Decodes whole units, as many as surely fit; returns the bytes read and written. A unit that is no character becomes
/// [`INVALID`], and so does, at the end of the input (`last`), one that is cut.
pub(crate) fn decode(input: &[u8], high_first: bool, last: bool, output: &mut [u8]) -> (usize, usize) {
    let (units, rest) = input.as_chunks::<UNIT>();
    let (mut read, mut written) = (0, 0);
    for unit in units.iter().take(output.len() / UNIT - 1) {
        match character(*unit, high_first) {
            Some(c) => written += c.encode_utf8(&mut output[written..]).len(),
            None => {
                output[written] = INVALID;
                written += 1;
            }
        }
        read += UNIT;
    }
    if last && !rest.is_empty() && read + rest.len() == input.len() {
        output[written] = INVALID;
        written += 1;
        read = input.len();
    }
    (read, written)
}
