//! What a process wrote on its standard streams.

use serde_json::Value;

/// A line.
#[derive(Debug, Clone)]
pub struct LogLine {
    /// As it was written.
    pub text: String,
    /// The JSON object; `None` when it is none, which no process should write.
    pub json: Option<Value>,
}

impl LogLine {
    pub(super) fn new(text: String) -> Self {
        let json = serde_json::from_str(&text).ok().filter(Value::is_object);
        Self { text, json }
    }

    /// A field as text; empty when it is not there.
    pub fn field(&self, name: &str) -> &str {
        self.json.as_ref().and_then(|json| json.get(name)?.as_str()).unwrap_or_default()
    }

    /// A field as a number.
    pub fn number(&self, name: &str) -> Option<u64> {
        self.json.as_ref()?.get(name)?.as_u64()
    }

    /// Whether somebody should look at it: a warning, an error, or no log line at all, such as a panic's message.
    pub fn is_alarm(&self) -> bool {
        self.json.is_none() || matches!(self.field("level"), "WARN" | "ERROR")
    }
}
