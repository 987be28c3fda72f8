//! Values on their way into a statement.

use std::error::Error;

use bytes::BytesMut;
use tokio_postgres::types::{Format, IsNull, ToSql, Type, to_sql_checked};

/// A text whose type Postgres infers from where it stands, as it does for a literal in quotes.
#[derive(Debug)]
pub(super) struct Untyped(String);

impl ToSql for Untyped {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        out.extend_from_slice(self.0.as_bytes());
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    fn encode_format(&self, _: &Type) -> Format {
        Format::Text
    }

    to_sql_checked!();
}

/// The values of one statement.
#[derive(Debug, Default)]
pub(super) struct Parameters {
    values: Vec<Untyped>,
    keys: Vec<(String, String)>,
}

impl Parameters {
    /// Adds a value; how it is written.
    pub(super) fn value(&mut self, value: impl Into<String>) -> String {
        self.values.push(Untyped(value.into()));
        format!("${}", self.values.len())
    }

    /// Adds the name of a member; how it is written. The same name is written in the same way, so that an expression that
    /// stands in two places is the same expression to Postgres.
    pub(super) fn key(&mut self, name: &str) -> String {
        if let Some((_, written)) = self.keys.iter().find(|(known, _)| known == name) {
            return written.clone();
        }
        let written = format!("{}::text", self.value(name));
        self.keys.push((name.to_owned(), written.clone()));
        written
    }

    /// With the type that tells Postgres to infer one.
    pub(super) fn typed(&self) -> Vec<(&(dyn ToSql + Sync), Type)> {
        self.values.iter().map(|value| (value as &(dyn ToSql + Sync), Type::UNKNOWN)).collect()
    }
}

/// An array in Postgres' notation (PostgreSQL documentation, "Array Input and Output Syntax").
pub(super) fn array(values: &[String]) -> String {
    let mut text = String::from("{");
    for (i, value) in values.iter().enumerate() {
        text += if i == 0 { "\"" } else { ",\"" };
        text += &value.replace('\\', "\\\\").replace('"', "\\\"");
        text.push('"');
    }
    text.push('}');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_of_an_array_stay_in_their_quotes() {
        let values = ["a,b", "{}", "\"", "\\", ""].map(str::to_owned);
        assert_eq!(array(&values), r#"{"a,b","{}","\"","\\",""}"#);
        assert_eq!(array(&[]), "{}");
    }

    #[test]
    fn a_key_is_written_once() {
        let mut parameters = Parameters::default();
        let first = parameters.key("a");
        assert_eq!((parameters.value("a").as_str(), parameters.key("a")), ("$2", first));
        assert_eq!(parameters.typed().len(), 2);
    }
}
