//! Finding a byte that is most often near: fields are short, and setting up a vector search costs more than looking
//! at a few bytes in turn.

use memchr::{memchr, memchr2};

/// Bytes looked at one by one before a vector search starts.
const NEAR: usize = 16;

/// The first place of a byte.
#[inline]
pub(crate) fn find(needle: u8, bytes: &[u8]) -> Option<usize> {
    let near = bytes.len().min(NEAR);
    match bytes[..near].iter().position(|b| *b == needle) {
        None if bytes.len() > near => memchr(needle, &bytes[near..]).map(|i| near + i),
        found => found,
    }
}

/// The first place of either of two bytes.
#[inline]
pub(crate) fn find2(a: u8, b: u8, bytes: &[u8]) -> Option<usize> {
    let near = bytes.len().min(NEAR);
    match bytes[..near].iter().position(|byte| *byte == a || *byte == b) {
        None if bytes.len() > near => memchr2(a, b, &bytes[near..]).map(|i| near + i),
        found => found,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_and_far() {
        for at in [0, 15, 16, 17, 100] {
            let mut bytes = vec![b'x'; 120];
            bytes[at] = b'"';
            bytes[119] = b'"';
            assert_eq!(find(b'"', &bytes), Some(at));
            assert_eq!(find2(b',', b'"', &bytes), Some(at));
        }
        assert_eq!(find(b'"', b""), None);
        assert_eq!(find2(b'"', b',', &[b'x'; 40]), None);
    }
}
