//! JSON objects and arrays (RFC 8259), checked and kept as they are written.

/// Levels of nesting. Postgres parses recursively and refuses texts that are too deep for its stack.
const MAX_DEPTH: usize = 256;

/// Whether the whole text is one object or array.
pub(crate) fn is_container(text: &str) -> bool {
    let mut scanner = Scanner { bytes: text.as_bytes(), at: 0 };
    scanner.space();
    matches!(scanner.peek(), Some(b'{' | b'[')) && scanner.document().is_some()
}

struct Scanner<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Scanner<'_> {
    /// One value and nothing behind it. Open containers lie on a stack of our own, `true` for an object.
    fn document(&mut self) -> Option<()> {
        let (mut open, mut depth) = ([false; MAX_DEPTH], 0);
        loop {
            self.space();
            match self.next()? {
                start @ (b'{' | b'[') => {
                    let object = start == b'{';
                    self.space();
                    if self.peek()? == if object { b'}' } else { b']' } {
                        self.at += 1;
                    } else {
                        *open.get_mut(depth)? = object;
                        depth += 1;
                        if object {
                            self.key()?;
                        }
                        continue;
                    }
                }
                b'"' => self.string()?,
                b't' => self.word(b"rue")?,
                b'f' => self.word(b"alse")?,
                b'n' => self.word(b"ull")?,
                first => self.number(first)?,
            }
            // A value ended: close what ends here, or go on to the next value.
            loop {
                self.space();
                let Some(level) = depth.checked_sub(1) else {
                    return (self.at == self.bytes.len()).then_some(());
                };
                let object = open[level];
                match self.next()? {
                    b',' => {
                        if object {
                            self.key()?;
                        }
                        break;
                    }
                    b'}' if object => depth = level,
                    b']' if !object => depth = level,
                    _ => return None,
                }
            }
        }
    }

    fn key(&mut self) -> Option<()> {
        self.space();
        (self.next()? == b'"').then(|| self.string())??;
        self.space();
        (self.next()? == b':').then_some(())
    }

    /// Behind the opening quote.
    fn string(&mut self) -> Option<()> {
        loop {
            match self.next()? {
                b'"' => return Some(()),
                b'\\' => match self.next()? {
                    b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => {}
                    b'u' => {
                        let four = self.bytes.get(self.at..self.at + 4)?;
                        if !four.iter().all(u8::is_ascii_hexdigit) {
                            return None;
                        }
                        self.at += 4;
                    }
                    _ => return None,
                },
                0..=0x1f => return None,
                _ => {}
            }
        }
    }

    fn number(&mut self, first: u8) -> Option<()> {
        let first = if first == b'-' { self.next()? } else { first };
        match first {
            b'0' => {}
            b'1'..=b'9' => {
                self.digits();
            }
            _ => return None,
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            (self.digits() > 0).then_some(())?;
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.at += 1;
            if let Some(b'+' | b'-') = self.peek() {
                self.at += 1;
            }
            (self.digits() > 0).then_some(())?;
        }
        Some(())
    }

    fn digits(&mut self) -> usize {
        let len = self.bytes[self.at..].iter().take_while(|b| b.is_ascii_digit()).count();
        self.at += len;
        len
    }

    fn word(&mut self, rest: &[u8]) -> Option<()> {
        let fits = self.bytes[self.at..].starts_with(rest);
        self.at += rest.len();
        fits.then_some(())
    }

    fn space(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn next(&mut self) -> Option<u8> {
        let byte = self.peek();
        self.at += 1;
        byte
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn containers_alone() {
        for text in [
            "{}",
            "[]",
            r#" {"a": [1, -0.5e+3, "x\u00e9\n", null, true, {}], "b": {"c": false}} "#,
            "[[[]]]",
            "[1]",
        ] {
            assert!(is_container(text), "{text}");
        }
        for text in [
            "",
            "1",
            "\"a\"",
            "null",
            "{a: 1}",
            "{'a': 1}",
            "[1,]",
            "{\"a\":1,}",
            "[1] x",
            "[01]",
            "[1.]",
            "[1",
            "{\"a\"}",
            "[\"\t\"]",
            "[\"\\x\"]",
            "[tru]",
            "[nul",
            "[}",
            "{]",
            "[,]",
            "[-]",
            "[1 2]",
        ] {
            assert!(!is_container(text), "{text}");
        }
        assert!(!is_container(&"[".repeat(10_000)));
        assert!(!is_container(&format!("{}{}", "[".repeat(300), "]".repeat(300))));
    }
}
