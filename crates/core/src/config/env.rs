//! Reads variables, and gathers every fault instead of stopping at the first.

use std::{collections::BTreeMap, fmt, str::FromStr, time::Duration};

use secrecy::SecretString;

use super::variables::VARIABLES;

/// The environment of one process, and the faults found in it so far.
#[derive(Debug)]
pub struct Env {
    values: BTreeMap<String, String>,
    faults: Vec<String>,
}

/// Every fault of a configuration at once. Never contains a value, since a value may be a secret.
#[derive(Debug, thiserror::Error)]
pub struct ConfigFaults(Vec<String>);

impl fmt::Display for ConfigFaults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "The configuration has {} fault(s):", self.0.len())?;
        self.0.iter().try_for_each(|fault| writeln!(f, "  - {fault}"))?;
        write!(f, "Set these variables in the environment or in .env; README.md lists them all.")
    }
}

impl Env {
    /// The environment of this process, with `.env` of the working folder below it where there is one.
    #[expect(clippy::disallowed_methods, reason = "this is the one reader of the environment")]
    pub fn load() -> Self {
        // A missing .env is the normal case outside development.
        let _ = dotenvy::dotenv();
        Self::from_pairs(std::env::vars())
    }

    /// An environment made of these pairs. An empty value counts as not set.
    pub fn from_pairs(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        let values = pairs.into_iter().filter(|(_, value)| !value.trim().is_empty()).collect();
        Self { values, faults: Vec::new() }
    }

    /// The text of a variable; `None` when it is not set.
    pub fn optional(&mut self, name: &'static str) -> Option<String> {
        debug_assert!(
            VARIABLES.iter().any(|v| v.name == name),
            "{name} is read but not documented in VARIABLES"
        );
        self.values.get(name).cloned()
    }

    /// The text of a variable that has no default. Not set: a fault, and the empty text.
    pub fn required(&mut self, name: &'static str) -> String {
        self.optional(name).unwrap_or_else(|| {
            self.fault(format!("{name} is not set"));
            String::new()
        })
    }

    /// A required secret.
    pub fn required_secret(&mut self, name: &'static str) -> SecretString {
        self.required(name).into()
    }

    /// A value parsed by `FromStr`, or its default when not set. `what` ends the sentence "X must be …".
    pub fn parsed<T: FromStr>(&mut self, name: &'static str, what: &str, default: T) -> T {
        self.parsed_with(name, what, default, |text| text.parse().ok())
    }

    /// A value parsed by `parse`, or its default when not set. `what` ends the sentence "X must be …".
    pub fn parsed_with<T>(
        &mut self,
        name: &'static str,
        what: &str,
        default: T,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> T {
        match self.optional(name) {
            None => default,
            Some(text) => parse(text.trim()).unwrap_or_else(|| {
                self.fault(format!("{name} must be {what}"));
                default
            }),
        }
    }

    /// A whole number of seconds.
    pub fn seconds(&mut self, name: &'static str, default: u64) -> Duration {
        Duration::from_secs(self.parsed(name, "a whole number of seconds", default))
    }

    /// Notes a fault in the words of the operator.
    pub fn fault(&mut self, fault: String) {
        self.faults.push(fault);
    }

    /// The configuration, if nothing was wrong with it.
    ///
    /// # Errors
    /// [`ConfigFaults`] with everything that was noted.
    pub fn finish<T>(self, config: T) -> Result<T, ConfigFaults> {
        if self.faults.is_empty() { Ok(config) } else { Err(ConfigFaults(self.faults)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn env(pairs: &[(&str, &str)]) -> Env {
        Env::from_pairs(pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())))
    }

    #[test]
    fn all_faults_are_named_at_once_and_no_value_is_shown() {
        let mut env = env(&[("PORT", "hunter2")]);
        env.required("DATABASE_URL");
        env.parsed("PORT", "a port number", 5000_u16);
        let text = env.finish(()).expect_err("two faults").to_string();
        assert!(
            text.contains("DATABASE_URL is not set") && text.contains("PORT must be a port number"),
            "{text}"
        );
        assert!(!text.contains("hunter2"), "{text}");
    }

    #[test]
    fn an_empty_value_counts_as_not_set() {
        assert_eq!(env(&[("PORT", " ")]).parsed("PORT", "a port number", 7_u16), 7);
    }
}
