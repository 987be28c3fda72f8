//! Walking through a value that [`Grammar`](super::grammar::Grammar) has already found to be JSON.

/// What a value is, by its first character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Object,
    Array,
    String,
    Number,
    Boolean,
    Null,
}

impl Kind {
    pub(crate) fn of(value: &str) -> Self {
        match value.as_bytes().first() {
            Some(b'{') => Self::Object,
            Some(b'[') => Self::Array,
            Some(b'"') => Self::String,
            Some(b't' | b'f') => Self::Boolean,
            Some(b'n') => Self::Null,
            _ => Self::Number,
        }
    }
}

/// Why a string cannot be the text of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unfit {
    /// `\u0000`, where no text may have it.
    Nul,
    /// Half of a surrogate pair (RFC 8259 §8.2), which is no character.
    LoneSurrogate,
}

/// The elements of an array as written.
pub(crate) fn elements(array: &str) -> impl Iterator<Item = &str> {
    parts(array).map(|(_, value)| value)
}

/// The members of an object: the key as written between its quotes, and the value as written.
pub(crate) fn members(object: &str) -> impl Iterator<Item = (&str, &str)> {
    parts(object)
}

/// Elements have an empty key.
fn parts(nested: &str) -> impl Iterator<Item = (&str, &str)> {
    let bytes = nested.as_bytes();
    let is_object = bytes.first() == Some(&b'{');
    let mut at = 1;
    std::iter::from_fn(move || {
        at = next_significant(bytes, at);
        let mut key = "";
        if is_object {
            let end = end_of(bytes, at)?;
            key = nested.get(at + 1..end - 1)?;
            at = next_significant(bytes, end);
        }
        let end = end_of(bytes, at)?;
        let value = nested.get(at..end)?;
        at = end;
        Some((key, value))
    })
}

/// The next byte that is neither blank nor punctuation between values.
fn next_significant(bytes: &[u8], from: usize) -> usize {
    let blank = |b: &u8| matches!(b, b' ' | b'\t' | b'\n' | b'\r' | b',' | b':');
    from + bytes[from.min(bytes.len())..].iter().take_while(|b| blank(b)).count()
}

/// Where the value that starts here ends; `None` where there is none.
fn end_of(bytes: &[u8], start: usize) -> Option<usize> {
    let rest = bytes.get(start..)?;
    match rest.first()? {
        b'"' => Some(start + end_of_string(rest)?),
        b'{' | b'[' => {
            let (mut at, mut depth) = (0, 0_usize);
            loop {
                at += rest[at..].iter().position(|b| matches!(b, b'"' | b'{' | b'}' | b'[' | b']'))?;
                match rest[at] {
                    b'"' => at += end_of_string(&rest[at..])? - 1,
                    b'{' | b'[' => depth += 1,
                    _ => depth -= 1,
                }
                at += 1;
                if depth == 0 {
                    return Some(start + at);
                }
            }
        }
        b'}' | b']' => None,
        _ => {
            let stop = |b: &u8| matches!(b, b' ' | b'\t' | b'\n' | b'\r' | b',' | b']' | b'}');
            Some(start + rest.iter().position(stop).unwrap_or(rest.len()))
        }
    }
}

fn end_of_string(bytes: &[u8]) -> Option<usize> {
    let mut at = 1;
    loop {
        at += bytes.get(at..)?.iter().position(|b| matches!(b, b'"' | b'\\'))?;
        if bytes[at] == b'"' {
            return Some(at + 1);
        }
        at += 2;
    }
}

/// Hands on the text of a string, given as written between its quotes, piece by piece. `\u0000` is a character only
/// where `allows_nul`.
///
/// # Errors
/// What cannot be a text, and at which byte of what is written.
pub(crate) fn unescape(
    mut written: &str,
    allows_nul: bool,
    mut push: impl FnMut(&str),
) -> Result<(), (Unfit, usize)> {
    let all = written.len();
    while let Some(at) = memchr::memchr(b'\\', written.as_bytes()) {
        push(&written[..at]);
        let escape = escape(&written[at..], allows_nul);
        let (character, len) = escape.map_err(|unfit| (unfit, all - written.len() + at))?;
        push(character.encode_utf8(&mut [0; 4]));
        written = &written[at + len..];
    }
    push(written);
    Ok(())
}

/// The text of a string; a key whose text cannot be one is taken as written, and so is one with `\u0000`, which no name
/// has.
pub(crate) fn text_or_written(written: &str) -> String {
    let mut text = String::with_capacity(written.len());
    match unescape(written, false, |piece| text.push_str(piece)) {
        Ok(()) => text,
        Err(_) => written.to_owned(),
    }
}

/// The character of the escape that a text starts with, and the bytes it takes.
fn escape(written: &str, allows_nul: bool) -> Result<(char, usize), Unfit> {
    let simple = match written.as_bytes().get(1) {
        Some(b'u') => None,
        Some(b'b') => Some('\u{8}'),
        Some(b'f') => Some('\u{C}'),
        Some(b'n') => Some('\n'),
        Some(b'r') => Some('\r'),
        Some(b't') => Some('\t'),
        other => other.map(|b| char::from(*b)),
    };
    if let Some(character) = simple {
        return Ok((character, 2));
    }
    let unit = |from: usize| {
        let digits = written.get(from..from + 6).filter(|escape| escape.starts_with("\\u"))?;
        u32::from_str_radix(&digits[2..], 16).ok()
    };
    match unit(0).ok_or(Unfit::LoneSurrogate)? {
        0 if !allows_nul => Err(Unfit::Nul),
        high @ 0xD800..0xDC00 => match unit(6) {
            Some(low @ 0xDC00..0xE000) => {
                let point = 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
                char::from_u32(point).map(|c| (c, 12)).ok_or(Unfit::LoneSurrogate)
            }
            _ => Err(Unfit::LoneSurrogate),
        },
        point => char::from_u32(point).map(|c| (c, 6)).ok_or(Unfit::LoneSurrogate),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_as_written() {
        let object = r#"{ "a" : 1.50 , "b\n":[ "]", {"}":2} ],"":"x\"" }"#;
        let all: Vec<_> = members(object).collect();
        assert_eq!(all, [("a", "1.50"), ("b\\n", r#"[ "]", {"}":2} ]"#), ("", r#""x\"""#)]);
        assert_eq!(elements("[ ]").count(), 0);
        assert_eq!(elements("[1,\"\\\\\",null]").collect::<Vec<_>>(), ["1", "\"\\\\\"", "null"]);
    }

    #[test]
    fn escapes_are_characters() {
        let text = |written: &str| {
            let mut text = String::new();
            unescape(written, false, |piece| text.push_str(piece)).map(|()| text)
        };
        assert_eq!(
            text(r#"a\"\\\/\b\f\n\r\t\u00e9\uD83D\ude00z"#).as_deref(),
            Ok("a\"\\/\u{8}\u{c}\n\r\té😀z")
        );
        assert_eq!(text(r"\tb\u0000"), Err((Unfit::Nul, 3)));
        let mut kept = String::new();
        assert_eq!(unescape(r"\tb\u0000c", true, |piece| kept.push_str(piece)), Ok(()));
        assert_eq!(kept, "\tb\0c");
        for lone in [r"\uD800", r"\uDC00", r"\uD800\u0041", r"\uD800x"] {
            assert_eq!(text(lone), Err((Unfit::LoneSurrogate, 0)), "{lone}");
        }
        assert_eq!(text_or_written(r"a\u0000b"), r"a\u0000b");
    }
}
