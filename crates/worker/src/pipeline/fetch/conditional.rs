//! Asking only for what changed (RFC 9110 §13.1.2 and §13.1.3).

use reqwest::header::{HeaderMap, HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH};

use super::Exchange;

/// The validators of the file as it was fetched last. The default asks for the file in any case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Conditional {
    /// The `ETag`.
    pub etag: Option<String>,
    /// The `Last-Modified`.
    pub last_modified: Option<String>,
    /// The address that sent them, as the exchange shows it; `None` means the address asked for.
    pub from: Option<String>,
}

impl Conditional {
    /// The validators the answer of `exchange` came with.
    #[must_use]
    pub fn after(exchange: &Exchange) -> Self {
        Self {
            etag: exchange.etag.clone(),
            last_modified: exchange.last_modified.clone(),
            from: Some(exchange.final_url().to_owned()),
        }
    }

    /// The headers for a request to `hop` on the way from `requested`, both as the exchange shows them.
    ///
    /// A date says nothing about another file: where a redirect leads to a new address, an older file
    /// there would answer 304 and its change be missed. So the date goes only to the address it came
    /// from. An entity tag is compared whole, so it goes to each.
    pub(super) fn headers(&self, requested: &str, hop: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        let value = |text: &Option<String>| HeaderValue::from_str(text.as_deref()?).ok();
        if let Some(etag) = value(&self.etag) {
            headers.insert(IF_NONE_MATCH, etag);
        }
        if let Some(date) = value(&self.last_modified)
            && self.from.as_deref().unwrap_or(requested) == hop
        {
            headers.insert(IF_MODIFIED_SINCE, date);
        }
        headers
    }
}

#[cfg(test)]
mod tests {
    use super::Conditional;

    fn names(conditional: &Conditional, requested: &str, hop: &str) -> Vec<String> {
        conditional.headers(requested, hop).keys().map(ToString::to_string).collect()
    }

    #[test]
    fn the_date_goes_only_to_the_address_it_came_from() {
        let date = Some("Mon, 01 Jan 2024 00:00:00 GMT".to_owned());
        let mut conditional = Conditional { etag: Some("\"a\"".into()), last_modified: date, from: None };
        assert_eq!(names(&conditional, "x", "x"), ["if-none-match", "if-modified-since"]);
        assert_eq!(names(&conditional, "x", "y"), ["if-none-match"]);
        conditional.from = Some("y".into());
        assert_eq!(names(&conditional, "x", "x"), ["if-none-match"]);
        assert_eq!(names(&conditional, "x", "y"), ["if-none-match", "if-modified-since"]);
    }

    #[test]
    fn a_validator_that_is_no_header_value_is_left_out() {
        let conditional = Conditional { etag: Some("\"a\"\r\nX: y".into()), ..Conditional::default() };
        assert!(names(&conditional, "x", "x").is_empty());
    }
}
