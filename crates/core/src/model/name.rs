//! Names people choose that become names in Postgres and in URLs.

use std::{fmt, str::FromStr};

/// Bytes. Postgres cuts names at 63; this leaves room for suffixes.
const MAX_BYTES: usize = 48;

/// Schemas that are not ours to give away, and words the routes need.
const RESERVED: &[&str] = &[
    "public",
    "information_schema",
    "rowmill",
    "api",
    "assets",
    "ops",
    "account",
    "welcome",
    "sign_in",
    "sign_out",
    "healthz",
    "readyz",
    "metrics",
    "new",
    "admin",
    "static",
    "well_known",
    "workspaces",
];

/// Why a name was refused, in the user's words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidName {
    /// Nothing is left of it.
    #[error("Give it a name.")]
    Empty,
    /// Longer than Postgres can hold.
    #[error("A name has at most {MAX_BYTES} characters.")]
    TooLong,
    /// Something other than lower-case letters, digits and underscores.
    #[error("A name has lower-case letters a to z, digits and underscores, and begins with a letter.")]
    Characters,
    /// Taken by Postgres or by Rowmill.
    #[error("This name is reserved; choose another.")]
    Reserved,
}

fn check(text: &str) -> Result<(), InvalidName> {
    let mut characters = text.chars();
    match characters.next() {
        None => return Err(InvalidName::Empty),
        Some(first) if !first.is_ascii_lowercase() => return Err(InvalidName::Characters),
        Some(_) => {}
    }
    if !characters.all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_') {
        return Err(InvalidName::Characters);
    }
    if text.len() > MAX_BYTES { Err(InvalidName::TooLong) } else { Ok(()) }
}

/// A name made from free text, such as a file name: `Prices 2024 (final).csv` becomes `prices_2024_final`.
/// Falls back to `fallback` when nothing usable is left.
pub fn suggest(text: &str, fallback: &str) -> String {
    let mut name = String::new();
    for c in text.chars().flat_map(char::to_lowercase) {
        if c.is_ascii_alphanumeric() {
            name.push(c);
        } else if !name.is_empty() && !name.ends_with('_') {
            name.push('_');
        }
    }
    let name = name.trim_start_matches(|c: char| !c.is_ascii_lowercase());
    let name = name[..name.len().min(MAX_BYTES)].trim_end_matches('_');
    if name.is_empty() || RESERVED.contains(&name) { fallback.to_owned() } else { name.to_owned() }
}

macro_rules! name {
    ($(#[$doc:meta])* $name:ident, $check:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Serialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = InvalidName;
            fn from_str(text: &str) -> Result<Self, InvalidName> {
                check(text)?;
                let reserved: fn(&str) -> bool = $check;
                if reserved(text) { Err(InvalidName::Reserved) } else { Ok(Self(text.to_owned())) }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

name! {
    /// The slug of a workspace: the first part of its addresses and the name of its Postgres schema.
    WorkspaceSlug, |text| RESERVED.contains(&text) || text.starts_with("pg_") || text.starts_with("rowmill")
}
name! {
    /// The name of a table: the second part of its address and the name of its view.
    TableName, |_| false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schemas_of_postgres_and_rowmill_cannot_be_taken() {
        for text in ["pg_catalog", "public", "information_schema", "rowmill", "rowmill_w1", "ops"] {
            assert_eq!(text.parse::<WorkspaceSlug>(), Err(InvalidName::Reserved), "{text}");
        }
    }

    #[test]
    fn names_are_plain() {
        for text in ["", "Prices", "1st", "a b", "a-b", "ä", "_x", &"a".repeat(49)] {
            assert!(text.parse::<TableName>().is_err(), "{text}");
        }
        assert!("prices_2024".parse::<TableName>().is_ok());
    }

    #[test]
    fn a_suggestion_is_always_a_valid_name() {
        for text in ["Prices 2024 (final)", "2024", "日本", "", "___", &"é x".repeat(60), "public"] {
            let name = suggest(text, "data");
            assert!(
                name.parse::<TableName>().is_ok() && name.parse::<WorkspaceSlug>().is_ok(),
                "{text} -> {name}"
            );
        }
        assert_eq!(suggest("Prices 2024 (final)", "data"), "prices_2024_final");
    }
}
