//! Types that the user chose, and how many values do not fit them.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::kind::clock::TimeFormat;
use crate::kind::date::DateFormat;
use crate::kind::interval::IntervalFormat;
use crate::kind::padding::Padding;
use crate::kind::point::{PointFormat, PointForms};
use crate::kind::timestamp::{TimestampFormat, ZonedFormat};
use crate::schema::{Column, ColumnType};
use crate::wording::{Place, counted, shown};

/// A type that the user wants a column to have: the name of a type, which leaves its format to the values, or a type with
/// its format. Parses from and displays as `text`, `integer`, `date`, `date DD/MM/YYYY`, `timestamp_tz YYYY-MM-DD hh:mmZ`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Wanted {
    kind: ColumnType,
    formatted: bool,
}

/// A text that names no type.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a type, or not a format of it")]
pub struct UnknownType(String);

impl Wanted {
    /// A type with its format.
    pub fn exactly(kind: ColumnType) -> Self {
        Self { kind, formatted: true }
    }

    /// Whether a column of this type has what is wanted.
    pub fn is_met_by(&self, kind: &ColumnType) -> bool {
        self.decide(kind) == *kind
    }

    /// The type that a column gets, from what its values say.
    fn decide(&self, natural: &ColumnType) -> ColumnType {
        let same = natural.name() == self.kind.name();
        match (&self.kind, natural) {
            _ if self.formatted => self.kind.clone(),
            (ColumnType::Numeric { .. }, ColumnType::Integer { format, .. }) => {
                ColumnType::Numeric { format: format.clone() }
            }
            _ if same => natural.clone(),
            _ => self.kind.clone(),
        }
    }
}

impl FromStr for Wanted {
    type Err = UnknownType;

    fn from_str(text: &str) -> Result<Self, UnknownType> {
        let unknown = || UnknownType(text.to_owned());
        let (name, pattern) = match text.split_once(' ') {
            Some((name, pattern)) => (name, Some(pattern)),
            None => (text, None),
        };
        let kind = match (name, pattern) {
            ("text", None) => ColumnType::Text,
            ("integer", None) => ColumnType::BIGINT,
            ("numeric", None) => ColumnType::NUMERIC,
            ("float", None) => ColumnType::FLOAT,
            ("json", None) => ColumnType::Json,
            ("inet", None) => ColumnType::Inet,
            ("cidr", None) => ColumnType::Cidr,
            ("uuid", None) => ColumnType::Uuid { upper: false },
            ("point", None) => ColumnType::Point { format: Box::new(PointFormat::default()) },
            ("interval", None) => ColumnType::Interval { format: IntervalFormat::Iso },
            ("boolean", None) => {
                ColumnType::Boolean { true_text: "true".to_owned(), false_text: "false".to_owned() }
            }
            ("boolean", Some(pair)) => {
                let (yes, no) = pair.split_once('/').ok_or_else(unknown)?;
                ColumnType::Boolean { true_text: yes.to_owned(), false_text: no.to_owned() }
            }
            ("date", None) => ColumnType::Date { format: DateFormat::ISO },
            ("date", Some(pattern)) => ColumnType::Date { format: pattern.parse().map_err(|_| unknown())? },
            ("time", None) => {
                let format = TimeFormat { fraction: crate::kind::clock::Fraction::None, ..TimeFormat::ISO };
                ColumnType::Time { format }
            }
            ("time", Some(pattern)) => ColumnType::Time { format: pattern.parse().map_err(|_| unknown())? },
            ("timestamp", None) => ColumnType::Timestamp { format: TimestampFormat::ISO },
            ("timestamp", Some(pattern)) => {
                ColumnType::Timestamp { format: pattern.parse().map_err(|_| unknown())? }
            }
            ("timestamp_tz", None) => ColumnType::TimestampTz { format: ZonedFormat::ISO },
            ("timestamp_tz", Some(pattern)) => {
                ColumnType::TimestampTz { format: pattern.parse().map_err(|_| unknown())? }
            }
            _ => return Err(unknown()),
        };
        Ok(Self { kind, formatted: pattern.is_some() || name == "text" })
    }
}

impl fmt::Display for Wanted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind.name())?;
        match &self.kind {
            _ if !self.formatted => Ok(()),
            ColumnType::Boolean { true_text, false_text } => write!(f, " {true_text}/{false_text}"),
            ColumnType::Date { format } => write!(f, " {format}"),
            ColumnType::Time { format } => write!(f, " {format}"),
            ColumnType::Timestamp { format } => write!(f, " {format}"),
            ColumnType::TimestampTz { format } => write!(f, " {format}"),
            _ => Ok(()),
        }
    }
}

impl TryFrom<String> for Wanted {
    type Error = UnknownType;

    fn try_from(text: String) -> Result<Self, UnknownType> {
        text.parse()
    }
}

impl From<Wanted> for String {
    fn from(wanted: Wanted) -> Self {
        wanted.to_string()
    }
}

/// A wanted type while rows pass by.
#[derive(Debug)]
pub(crate) struct WantedState {
    wanted: Wanted,
    /// Values that do not fit the type as wanted, and the first with its line.
    mismatches: u64,
    first: Option<(String, u64)>,
    /// How pairs of numbers are written, where the values are to tell: as the first of them.
    points: Option<PointForms>,
}

impl WantedState {
    pub(crate) fn new(wanted: Wanted) -> Self {
        let points = matches!(wanted.kind, ColumnType::Point { .. }) && !wanted.formatted;
        Self { wanted, mismatches: 0, first: None, points: points.then(PointForms::default) }
    }

    /// Whether the type as wanted takes a value.
    pub(crate) fn takes(&mut self, text: &str) -> bool {
        match &mut self.points {
            Some(points) => points.accept(text).is_ok(),
            None => self.wanted.kind.value(text).is_some(),
        }
    }

    /// Whether pairs of numbers are wanted in the form that the values have.
    pub(crate) fn is_point(&self) -> bool {
        self.points.is_some()
    }

    /// Counts a value that it does not take.
    pub(crate) fn mismatch(&mut self, text: &str, line: u64) {
        self.mismatches += 1;
        self.first.get_or_insert_with(|| (shown(text), line));
    }

    /// The type and padding, how many values do not fit, and the evidence.
    pub(crate) fn finish(
        &self,
        natural: Column,
        evidence: String,
        place: Place,
    ) -> (ColumnType, Padding, u64, String) {
        let kind = match self.points.as_ref().and_then(PointForms::format) {
            Some(format) if !matches!(natural.kind, ColumnType::Point { .. }) => {
                ColumnType::Point { format: Box::new(format.clone()) }
            }
            _ => self.wanted.decide(&natural.kind),
        };
        let name = kind.name();
        let natural_fits = natural.kind != ColumnType::Text
            && (kind == natural.kind || crate::schema::widen(&natural.kind, &kind) == kind);
        if kind == ColumnType::Text {
            return (kind, Padding::None, 0, format!("text: as chosen; the values say {evidence}"));
        }
        if natural_fits {
            let told = evidence.split_once(": ").map_or(evidence.as_str(), |(_, told)| told);
            return (kind, natural.padding, 0, format!("{name}: as chosen; {told}"));
        }
        match &self.first {
            Some((value, line)) => {
                let not = if self.mismatches == 1 { "does not" } else { "do not" };
                let evidence = format!(
                    "{name}: as chosen, but {} {not} fit, the first {}: `{value}`",
                    counted(self.mismatches, "value"),
                    place.at(*line)
                );
                (kind, Padding::None, self.mismatches, evidence)
            }
            None => (kind, Padding::None, 0, format!("{name}: as chosen, and every value fits")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wanted_types_are_texts() {
        for text in [
            "text",
            "integer",
            "date",
            "date DD/MM/YYYY",
            "boolean",
            "boolean ja/nein",
            "time h:mm AM",
            "timestamp YYYY-MM-DD hh:mm",
            "timestamp_tz YYYY-MM-DDThh:mm:ssZ",
            "interval",
            "json",
            "point",
        ] {
            assert_eq!(text.parse::<Wanted>().expect(text).to_string(), text);
        }
        for text in ["", "dates", "date YY", "integer 4", "text x", "boolean x", "point x"] {
            assert!(text.parse::<Wanted>().is_err(), "{text}");
        }
    }
}
