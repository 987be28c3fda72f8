//! The query string as a whole.

use std::borrow::Cow;

use url::form_urlencoded;

use super::{
    super::error::RestError,
    logic::{Filter, Logic, group, key as target, names},
    operator::{ValueEnd, condition},
    order::{OrderTerm, order},
    scan::{Parsed, Scan},
    select::{Selected, items},
};

/// Bytes that a query string may have.
const LONGEST: usize = 64 << 10;
/// Parameters that it may have.
const MOST: usize = 500;

/// What the query string of a read says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Query {
    /// Columns and relations; empty for all columns.
    pub select: Vec<Selected>,
    /// Conditions that all have to be met.
    pub filters: Vec<Logic>,
    /// In which order.
    pub order: Vec<OrderTerm>,
    /// `limit`, as it is written.
    pub limit: Option<String>,
    /// `offset`, as it is written.
    pub offset: Option<String>,
    /// `version`: which version is read.
    pub version: Option<String>,
    /// `as_of`: the version of which time is read.
    pub as_of: Option<String>,
    /// `after`: the row behind which rows are read.
    pub after: Option<String>,
    /// Relations that a filter, an order or a limit is for.
    pub embedded: Vec<String>,
    /// The same query written in one way.
    pub canonical: String,
}

impl Query {
    /// Reads a query string. `version`, `as_of` and `after` are of Rowmill; a column of such a name is filtered within `and`.
    ///
    /// # Errors
    /// PGRST100 for what cannot be read; 414 for what is too long.
    pub fn parse(text: &str) -> Result<Self, RestError> {
        if text.len() > LONGEST {
            return Err(too_long(format!("It has {} bytes; at most {LONGEST} are read.", text.len())));
        }
        let mut parameters: Vec<(Cow<'_, str>, Option<Cow<'_, str>>)> = Vec::new();
        for piece in text.split('&').filter(|piece| !piece.is_empty()) {
            let Some((key, value)) = form_urlencoded::parse(piece.as_bytes()).next() else { continue };
            parameters.push((key, piece.contains('=').then_some(value)));
        }
        if parameters.len() > MOST {
            let count = parameters.len();
            return Err(too_long(format!("It has {count} parameters; at most {MOST} are read.")));
        }
        let mut query = Self::default();
        for (key, value) in parameters.iter().filter_map(|(key, value)| Some((key, value.as_deref()?))) {
            query.add(key, value)?;
        }
        query.canonical = canonical(parameters);
        Ok(query)
    }

    /// The query that reads on behind `cursor`, in version `version`, at most `limit` rows.
    pub fn behind(&self, cursor: &str, version: i32, limit: Option<u64>) -> String {
        const REPLACED: [&str; 5] = ["after", "as_of", "limit", "offset", "version"];
        let kept = self.canonical.split('&').filter(|piece| {
            let key = piece.split('=').next().unwrap_or_default();
            !key.is_empty() && !REPLACED.contains(&key)
        });
        let mut pieces: Vec<String> = kept.map(str::to_owned).collect();
        pieces.extend(limit.map(|limit| format!("limit={limit}")));
        pieces.push(format!("version={version}"));
        pieces.push(format!("after={cursor}"));
        pieces.join("&")
    }

    fn add(&mut self, key: &str, value: &str) -> Result<(), RestError> {
        let (path, last) = key.rsplit_once('.').unwrap_or(("", key));
        match last {
            "select" if path.is_empty() => {
                if self.select.is_empty() {
                    self.select = read("select parameter", value, value, items)?;
                }
            }
            "columns" | "on_conflict" if path.is_empty() => {}
            "version" if path.is_empty() => self.version = Some(value.to_owned()),
            "after" if path.is_empty() => self.after = Some(value.to_owned()),
            "as_of" if path.is_empty() => self.as_of = Some(value.to_owned()),
            "order" => {
                let (relations, _) = read("tree path", key, key, target)?;
                let terms = read("order", value, value, order)?;
                if self.is_own(relations) && self.order.is_empty() {
                    self.order = terms;
                }
            }
            "limit" | "offset" if path.is_empty() => {
                let bound = if last == "limit" { &mut self.limit } else { &mut self.offset };
                bound.get_or_insert_with(|| value.to_owned());
            }
            "limit" | "offset" => {
                let (relations, _) = read("tree path", key, key, target)?;
                self.is_own(relations);
            }
            "and" | "or" => self.add_logic(key, value)?,
            _ => {
                let (relations, field) = read("tree path", key, key, target)?;
                let condition = read("filter", value, value, |scan| condition(scan, ValueEnd::Text))?;
                if self.is_own(relations) {
                    self.filters.push(Logic::Filter(Filter { field, condition }));
                }
            }
        }
        Ok(())
    }

    fn add_logic(&mut self, key: &str, value: &str) -> Result<(), RestError> {
        let mut relations = read("logic path", key, key, names)?;
        let operator = relations.pop().unwrap_or_default();
        let negated = relations.iter().any(|name| name == "not");
        relations.retain(|name| name != "not");
        // Read as it is written within another tree.
        let text = format!("{}{operator}{value}", if negated { "not." } else { "" });
        let group = read("logic tree", value, &text, group)?;
        if self.is_own(relations) {
            self.filters.push(group);
        }
        Ok(())
    }

    /// Whether a parameter is for the table itself; else the relation it is for is noted.
    fn is_own(&mut self, relations: Vec<String>) -> bool {
        let first = relations.into_iter().next();
        let is_own = first.is_none();
        self.embedded.extend(first);
        is_own
    }
}

fn too_long(details: String) -> RestError {
    RestError::new(414, "PGRST100", "The query string is too long").details(details)
}

/// Reads `text`, which is shown as `shown` where it cannot be read.
fn read<T>(
    what: &str,
    shown: &str,
    text: &str,
    part: impl FnOnce(&mut Scan<'_>) -> Parsed<T>,
) -> Result<T, RestError> {
    let mut scan = Scan::new(text);
    part(&mut scan).map_err(|_| {
        let (column, details) = scan.error();
        RestError::parse(what, shown, column, details)
    })
}

/// The parameters by their names, encoded in one way.
fn canonical(mut parameters: Vec<(Cow<'_, str>, Option<Cow<'_, str>>)>) -> String {
    parameters.sort_by(|(a, _), (b, _)| a.cmp(b));
    let mut text = String::new();
    for (key, value) in parameters {
        if !text.is_empty() {
            text.push('&');
        }
        encode(&key, &mut text);
        text.push('=');
        encode(&value.unwrap_or_default(), &mut text);
    }
    text
}

/// Everything but the unreserved characters of RFC 3986 §2.3 as percent and two digits.
fn encode(text: &str, into: &mut String) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                into.push(char::from(byte))
            }
            _ => {
                into.push('%');
                into.push(char::from(DIGITS[usize::from(byte >> 4)]));
                into.push(char::from(DIGITS[usize::from(byte & 15)]));
            }
        }
    }
}
