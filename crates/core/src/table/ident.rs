//! The only code that quotes a name in SQL.

use std::fmt;

/// A name to be written into SQL, quoted so that any text is a name and nothing else (Postgres 4.1.1: a double quote is
/// doubled).
#[derive(Debug, Clone, Copy)]
pub struct Ident<'a>(&'a str);

impl<'a> Ident<'a> {
    /// Quotes `name`. A NUL cannot stand in a Postgres name; everything from it on is left out.
    pub fn new(name: &'a str) -> Self {
        Self(name.split('\0').next().unwrap_or_default())
    }
}

impl fmt::Display for Ident<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"", self.0.replace('"', "\"\""))
    }
}

/// A comma-separated list of quoted names.
pub(super) fn list<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    names.into_iter().map(|name| Ident::new(name).to_string()).collect::<Vec<_>>().join(", ")
}

/// A text literal, for the few statements that take no parameters (COMMENT).
pub(super) fn literal(text: &str) -> String {
    let text = text.replace('\0', "");
    // E'' makes the meaning independent of standard_conforming_strings.
    format!("E'{}'", text.replace('\\', "\\\\").replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_leaves_its_quotes() {
        assert_eq!(Ident::new("a\"; DROP TABLE x; --").to_string(), "\"a\"\"; DROP TABLE x; --\"");
        assert_eq!(Ident::new("a\0b").to_string(), "\"a\"");
        assert_eq!(literal("it's \\'"), "E'it''s \\\\'''");
    }
}
