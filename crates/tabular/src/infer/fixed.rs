//! The candidates whose texts have one form: UUIDs, JSON, network addresses, ISO 8601 durations.

use std::net::IpAddr;

use super::fall::Fall;
use super::{are, subject};
use crate::cell::Cell;
use crate::kind::interval::IntervalFormat;
use crate::schema::ColumnType;

/// Types that every value so far fits.
#[derive(Debug)]
pub(crate) struct FixedCandidate {
    kinds: Vec<ColumnType>,
    /// Whether an address was seen that can hardly be a version number.
    large_octet: bool,
}

impl Default for FixedCandidate {
    fn default() -> Self {
        use ColumnType::{Cidr, Inet, Interval, Json, Uuid};
        let kinds = vec![
            Uuid { upper: false },
            Uuid { upper: true },
            Json,
            Interval { format: IntervalFormat::Iso },
            Inet,
            Cidr,
        ];
        Self { kinds, large_octet: false }
    }
}

impl FixedCandidate {
    pub(crate) fn accept(&mut self, text: &str, line: u64, fitted: u64) -> Result<(), Fall> {
        let first = self.kinds.first().map_or("", ColumnType::name);
        let noun = if fitted > 0 { noun(self.kinds.first()) } else { "" };
        self.kinds.retain(|kind| match kind.value(text) {
            Some(Cell::Inet(IpAddr::V4(address)) | Cell::Cidr(IpAddr::V4(address), _)) => {
                self.large_octet |= address.octets().iter().any(|octet| *octet >= 100);
                true
            }
            Some(Cell::Inet(_) | Cell::Cidr(..)) => {
                self.large_octet = true;
                true
            }
            found => found.is_some(),
        });
        if self.kinds.is_empty() { Err(Fall::new(first, noun, fitted, text, line, "")) } else { Ok(()) }
    }

    /// The type, or why it is text after all; with the evidence.
    pub(crate) fn finish(&self, values: u64) -> (ColumnType, String) {
        let Some(kind) = self.kinds.first() else { return (ColumnType::Text, "text".to_owned()) };
        if matches!(kind, ColumnType::Inet) && !self.large_octet {
            let evidence = "text: the values look like addresses, but no number in them has three digits, so they \
                            may be versions";
            return (ColumnType::Text, evidence.to_owned());
        }
        let what = match kind {
            ColumnType::Uuid { .. } => "UUIDs",
            ColumnType::Json => "JSON objects or arrays",
            ColumnType::Interval { .. } => "lengths of time as in ISO 8601",
            ColumnType::Inet => "internet addresses",
            _ => "networks",
        };
        let subject =
            if values == 1 { "the only value is among".to_owned() } else { subject(values) + are(values) };
        (kind.clone(), format!("{}: {subject} {what}", kind.name()))
    }
}

fn noun(kind: Option<&ColumnType>) -> &'static str {
    match kind {
        Some(ColumnType::Uuid { .. }) => "a UUID",
        Some(ColumnType::Json) => "a JSON object or array",
        Some(ColumnType::Interval { .. }) => "a length of time",
        Some(ColumnType::Inet) => "an internet address",
        _ => "a network",
    }
}
