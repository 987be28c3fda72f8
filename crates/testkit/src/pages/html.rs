//! Reads the HTML our own templates write: well-formed, attributes quoted, no script text.

/// A piece of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// A start tag: its name and attributes.
    Open(String, Vec<(String, String)>),
    /// An end tag.
    Close(String),
    /// Text between tags, entities replaced.
    Text(String),
}

impl Token {
    pub(super) fn attribute(&self, wanted: &str) -> Option<&str> {
        let Self::Open(_, attributes) = self else { return None };
        attributes.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str())
    }

    pub(super) fn opens(&self, wanted: &str) -> bool {
        matches!(self, Self::Open(name, _) if name == wanted)
    }

    pub(super) fn closes(&self, wanted: &str) -> bool {
        matches!(self, Self::Close(name) if name == wanted)
    }
}

/// The pieces in order.
pub(super) fn tokens(html: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = html;
    while !rest.is_empty() {
        let Some(start) = rest.find('<') else {
            tokens.push(Token::Text(unescape(rest)));
            break;
        };
        if start > 0 {
            tokens.push(Token::Text(unescape(&rest[..start])));
        }
        let (tag, behind) = split_tag(&rest[start + 1..]);
        rest = behind;
        if let Some(name) = tag.strip_prefix('/') {
            tokens.push(Token::Close(name.trim().to_ascii_lowercase()));
        } else if !tag.starts_with('!') {
            tokens.push(open(tag));
        }
    }
    tokens
}

/// The inside of a tag and what follows it. A `>` within quotes does not end a tag.
fn split_tag(text: &str) -> (&str, &str) {
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate() {
        match (byte, quote) {
            (b'"' | b'\'', None) => quote = Some(byte),
            (byte, Some(open)) if byte == open => quote = None,
            (b'>', None) => return (&text[..at], &text[at + 1..]),
            _ => {}
        }
    }
    (text, "")
}

fn open(tag: &str) -> Token {
    let end = tag.find(|c: char| c.is_ascii_whitespace() || c == '/').unwrap_or(tag.len());
    let (name, mut rest) = tag.split_at(end);
    let mut attributes = Vec::new();
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        if rest.is_empty() {
            break;
        }
        let end = rest.find(|c: char| c.is_ascii_whitespace() || c == '=').unwrap_or(rest.len());
        let (attribute, behind) = rest.split_at(end);
        let value;
        (value, rest) = match behind.strip_prefix("=\"") {
            Some(quoted) => quoted.split_once('"').unwrap_or((quoted, "")),
            None => ("", behind.trim_start_matches('=')),
        };
        attributes.push((attribute.to_ascii_lowercase(), unescape(value)));
    }
    Token::Open(name.to_ascii_lowercase(), attributes)
}

fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let entity = rest[1..].split_once(';').and_then(|(name, _)| Some((name.len(), character(name)?)));
        match entity {
            Some((length, character)) => {
                out.push(character);
                rest = &rest[length + 2..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out + rest
}

fn character(entity: &str) -> Option<char> {
    if let Some(number) = entity.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code);
    }
    Some(match entity {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_falls_into_tags_and_text() {
        let tokens = tokens("<!doctype html><p class=\"a > b\" hidden>1 &lt; 2 &#38; 3</p>");
        let attributes = vec![("class".into(), "a > b".into()), ("hidden".into(), String::new())];
        assert_eq!(
            tokens,
            [Token::Open("p".into(), attributes), Token::Text("1 < 2 & 3".into()), Token::Close("p".into())]
        );
    }

    #[test]
    fn what_is_no_entity_stays() {
        assert_eq!(unescape("a & b &nope; &#x41;"), "a & b &nope; A");
    }
}
