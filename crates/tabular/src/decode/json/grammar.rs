//! The grammar of JSON (RFC 8259), byte by byte: where a value ends, and what is wrong where it does not go on.
//!
//! Nothing beyond the RFC is accepted: no comments, no trailing commas, no NaN. Bytes beyond ASCII are taken within
//! strings as they are; whether they are text is seen when a string is read.

use std::fmt;

/// Arrays and objects within each other at most. Real files have fewer than twenty; each takes a bit of memory here.
pub(crate) const MAX_DEPTH: usize = 256;

/// What is wrong with a text that is not JSON. Displays as the end of a sentence about a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The text ends within a value.
    Ends,
    Value,
    Key,
    Colon,
    CommaOrBracket,
    CommaOrBrace,
    Control,
    Escape,
    Digit,
    LeadingZero,
    Word,
    TooDeep,
    /// Something after the end of the document.
    AfterEnd,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ends => "the text ends within a value",
            Self::Value => "there is no value where one should be",
            Self::Key => "there is no key in double quotes where one should be",
            Self::Colon => "there is no `:` after a key",
            Self::CommaOrBracket => "there is neither `,` nor `]` after an element",
            Self::CommaOrBrace => "there is neither `,` nor `}` after a member",
            Self::Control => "there is a control character within a string",
            Self::Escape => "there is a backslash that begins no escape",
            Self::Digit => "there is no digit where a number needs one",
            Self::LeadingZero => "there is a number with a leading zero",
            Self::Word => "there is a word other than true, false and null",
            Self::TooDeep => "arrays and objects are nested more than 256 deep",
            Self::AfterEnd => "there is something after the end of the document",
        })
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Value,
    ElementOrEnd,
    KeyOrEnd,
    Key,
    Colon,
    AfterValue,
    Text,
    Escape,
    /// Hexadecimal digits to come.
    Hex(u8),
    Minus,
    Zero,
    Integer,
    Point,
    Fraction,
    Exponent,
    ExponentSign,
    ExponentDigits,
    /// The rest of `true`, `false` or `null`.
    Word(&'static [u8]),
}

/// One value being recognised.
#[derive(Debug)]
pub(crate) struct Grammar {
    state: State,
    depth: usize,
    /// A bit per level: whether it is an object.
    objects: [u64; MAX_DEPTH / 64],
    in_key: bool,
}

impl Grammar {
    pub(crate) fn new() -> Self {
        Self { state: State::Value, depth: 0, objects: [0; MAX_DEPTH / 64], in_key: false }
    }

    /// Takes the next bytes. `Some` number of bytes when the value has ended with them; `None` when it goes on.
    ///
    /// # Errors
    /// The byte at fault, and what is wrong.
    pub(crate) fn feed(&mut self, bytes: &[u8]) -> Result<Option<usize>, (usize, Fault)> {
        let mut at = 0;
        while at < bytes.len() {
            if self.state == State::Text {
                at += bytes[at..]
                    .iter()
                    .position(|b| matches!(b, b'"' | b'\\' | 0..0x20))
                    .unwrap_or(usize::MAX - at);
                let Some(byte) = bytes.get(at) else { return Ok(None) };
                match byte {
                    b'"' if self.in_key => self.state = State::Colon,
                    b'"' if self.depth == 0 => return Ok(Some(at + 1)),
                    b'"' => self.state = State::AfterValue,
                    b'\\' => self.state = State::Escape,
                    _ => return Err((at, Fault::Control)),
                }
                at += 1;
                continue;
            }
            if matches!(self.state, State::Integer | State::Fraction) {
                at += bytes[at..].iter().take_while(|b| b.is_ascii_digit()).count();
            }
            let Some(&byte) = bytes.get(at) else { return Ok(None) };
            if self.number_ends(byte) {
                if self.depth == 0 {
                    return Ok(Some(at));
                }
                self.state = State::AfterValue;
                continue;
            }
            self.state = self.step(byte).map_err(|fault| (at, fault))?;
            at += 1;
            if self.state == State::AfterValue && self.depth == 0 {
                return Ok(Some(at));
            }
        }
        Ok(None)
    }

    /// What the end of the text means. `Ok` when that ends the value, as it does a number.
    pub(crate) fn finish(&self) -> Result<(), Fault> {
        let ended =
            matches!(self.state, State::Zero | State::Integer | State::Fraction | State::ExponentDigits);
        if ended && self.depth == 0 { Ok(()) } else { Err(Fault::Ends) }
    }

    fn number_ends(&self, byte: u8) -> bool {
        match self.state {
            State::Zero => !matches!(byte, b'.' | b'e' | b'E' | b'0'..=b'9'),
            State::Integer => !matches!(byte, b'.' | b'e' | b'E' | b'0'..=b'9'),
            State::Fraction => !matches!(byte, b'e' | b'E' | b'0'..=b'9'),
            State::ExponentDigits => !byte.is_ascii_digit(),
            _ => false,
        }
    }

    fn step(&mut self, byte: u8) -> Result<State, Fault> {
        let blank = matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
        Ok(match (self.state, byte) {
            (state @ (State::Value | State::ElementOrEnd | State::KeyOrEnd | State::Key), _) if blank => {
                state
            }
            (state @ (State::Colon | State::AfterValue), _) if blank => state,
            (State::ElementOrEnd, b']') | (State::KeyOrEnd, b'}') => self.close(),
            (State::Value | State::ElementOrEnd, byte) => self.begin(byte)?,
            (State::KeyOrEnd | State::Key, b'"') => {
                self.in_key = true;
                State::Text
            }
            (State::KeyOrEnd | State::Key, _) => return Err(Fault::Key),
            (State::Colon, b':') => {
                self.in_key = false;
                State::Value
            }
            (State::Colon, _) => return Err(Fault::Colon),
            (State::AfterValue, b',') => {
                if self.in_object() {
                    State::Key
                } else {
                    State::Value
                }
            }
            (State::AfterValue, b'}') if self.in_object() => self.close(),
            (State::AfterValue, b']') if !self.in_object() => self.close(),
            (State::AfterValue, _) if self.in_object() => return Err(Fault::CommaOrBrace),
            (State::AfterValue, _) => return Err(Fault::CommaOrBracket),
            (State::Escape, b'u') => State::Hex(4),
            (State::Escape, b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => State::Text,
            (State::Escape, _) => return Err(Fault::Escape),
            (State::Hex(left), byte) if byte.is_ascii_hexdigit() => {
                if left == 1 {
                    State::Text
                } else {
                    State::Hex(left - 1)
                }
            }
            (State::Hex(_), _) => return Err(Fault::Escape),
            (State::Minus, b'0') => State::Zero,
            (State::Minus, b'1'..=b'9') => State::Integer,
            (State::Zero, b'0'..=b'9') => return Err(Fault::LeadingZero),
            (State::Integer, b'0'..=b'9') => State::Integer,
            (State::Zero | State::Integer, b'.') => State::Point,
            (State::Zero | State::Integer | State::Fraction, b'e' | b'E') => State::Exponent,
            (State::Point | State::Fraction, b'0'..=b'9') => State::Fraction,
            (State::Exponent, b'+' | b'-') => State::ExponentSign,
            (State::Exponent | State::ExponentSign | State::ExponentDigits, b'0'..=b'9') => {
                State::ExponentDigits
            }
            (State::Word([first, rest @ ..]), byte) if *first == byte => {
                if rest.is_empty() {
                    State::AfterValue
                } else {
                    State::Word(rest)
                }
            }
            (State::Word(_), _) => return Err(Fault::Word),
            _ => return Err(Fault::Digit),
        })
    }

    fn begin(&mut self, byte: u8) -> Result<State, Fault> {
        Ok(match byte {
            b'{' | b'[' => {
                if self.depth == MAX_DEPTH {
                    return Err(Fault::TooDeep);
                }
                let (word, bit) = (self.depth / 64, 1 << (self.depth % 64));
                self.depth += 1;
                if byte == b'{' {
                    self.objects[word] |= bit;
                    State::KeyOrEnd
                } else {
                    self.objects[word] &= !bit;
                    State::ElementOrEnd
                }
            }
            b'"' => {
                self.in_key = false;
                State::Text
            }
            b'-' => State::Minus,
            b'0' => State::Zero,
            b'1'..=b'9' => State::Integer,
            b't' => State::Word(b"rue"),
            b'f' => State::Word(b"alse"),
            b'n' => State::Word(b"ull"),
            _ => return Err(Fault::Value),
        })
    }

    fn in_object(&self) -> bool {
        self.depth > 0 && self.objects[(self.depth - 1) / 64] & (1 << ((self.depth - 1) % 64)) != 0
    }

    fn close(&mut self) -> State {
        self.depth -= 1;
        State::AfterValue
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ends(text: &str) -> Result<usize, (usize, Fault)> {
        let mut grammar = Grammar::new();
        match grammar.feed(text.as_bytes())? {
            Some(end) => Ok(end),
            None => grammar.finish().map(|()| text.len()).map_err(|fault| (text.len(), fault)),
        }
    }

    #[test]
    fn values_end_where_they_do() {
        for (text, end) in [
            ("[1,2] ", 5),
            ("{\"a\":{}}x", 8),
            ("-1.5e+3,", 7),
            ("\"\\u00e9\\\"\"", 10),
            ("null]", 4),
            ("0", 1),
        ] {
            assert_eq!(ends(text), Ok(end), "{text}");
        }
    }

    #[test]
    fn faults_are_found_at_their_byte() {
        for (text, at, fault) in [
            ("[1,]", 3, Fault::Value),
            ("{\"a\":1,}", 7, Fault::Key),
            ("[1 2]", 3, Fault::CommaOrBracket),
            ("[1}", 2, Fault::CommaOrBracket),
            ("{\"a\" 1}", 5, Fault::Colon),
            ("01", 1, Fault::LeadingZero),
            ("1.", 2, Fault::Ends),
            ("1.e1", 2, Fault::Digit),
            ("-x", 1, Fault::Digit),
            ("\"\t\"", 1, Fault::Control),
            ("\"\\x\"", 2, Fault::Escape),
            ("NaN", 0, Fault::Value),
            ("nul", 3, Fault::Ends),
            ("nulL", 3, Fault::Word),
        ] {
            assert_eq!(ends(text), Err((at, fault)), "{text}");
        }
        assert_eq!(ends(&"[".repeat(100_000)), Err((MAX_DEPTH, Fault::TooDeep)));
    }
}
