//! The types that a value may be converted to, by every name that Postgres knows them by. A type is never written as the
//! request has it.

/// One of the types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cast(&'static str);

/// A type, and its other names.
const TYPES: &[(&str, &[&str])] = &[
    ("boolean", &["bool"]),
    ("smallint", &["int2"]),
    ("integer", &["int", "int4"]),
    ("bigint", &["int8"]),
    ("real", &["float4"]),
    ("double precision", &["float8", "float"]),
    ("numeric", &["decimal", "dec"]),
    ("money", &[]),
    ("text", &["varchar", "character varying"]),
    ("date", &[]),
    ("time", &["time without time zone"]),
    ("timetz", &["time with time zone"]),
    ("timestamp", &["timestamp without time zone"]),
    ("timestamptz", &["timestamp with time zone"]),
    ("interval", &[]),
    ("uuid", &[]),
    ("json", &[]),
    ("jsonb", &[]),
    ("inet", &[]),
    ("cidr", &[]),
    ("macaddr", &[]),
    ("point", &[]),
    ("bytea", &[]),
    ("tsvector", &[]),
];

impl Cast {
    /// The type of this name, in any case; `None` where there is none.
    pub fn named(name: &str) -> Option<Self> {
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ").to_ascii_lowercase();
        let is_named = |(sql, others): &&(&str, &[&str])| *sql == name || others.contains(&name.as_str());
        TYPES.iter().find(is_named).map(|(sql, _)| Self(sql))
    }

    /// Its name in SQL.
    pub(super) fn sql(self) -> &'static str {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_known_by_all_their_names() {
        for (name, sql) in [
            ("int", "integer"),
            ("INT8", "bigint"),
            ("double  precision", "double precision"),
            (" timestamp with time zone ", "timestamptz"),
            ("varchar", "text"),
        ] {
            assert_eq!(Cast::named(name).map(Cast::sql), Some(sql), "{name}");
        }
        for name in ["", "regclass", "int); --", "integer[]", "\"text\""] {
            assert_eq!(Cast::named(name), None, "{name}");
        }
    }
}
