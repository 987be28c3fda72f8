//! `Retry-After`: when the server wants to be asked again (RFC 9110 §10.2.3).

use std::time::Duration;

use jiff::{Timestamp, civil::DateTime, fmt::strtime, tz::TimeZone};
use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};

/// A server that asks for more is asked again after a day all the same.
pub(super) const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

/// The three forms of an HTTP date (RFC 9110 §5.6.7).
const DATE_FORMS: [&str; 3] =
    ["%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"];

/// How long to wait, at most [`LONGEST`]; `None` where the header is absent or says nothing.
///
/// A date is compared with the server's own `Date` where there is one, so that a clock that is wrong,
/// ours or theirs, does not change the wait.
pub(super) fn from_headers(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
    let now = text(DATE).and_then(date).unwrap_or(now);
    parse(text(RETRY_AFTER)?, now)
}

fn parse(value: &str, now: Timestamp) -> Option<Duration> {
    let wait = if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        // More digits than fit are still "very long".
        Duration::from_secs(value.parse().unwrap_or(u64::MAX))
    } else {
        Duration::try_from(date(value)?.duration_since(now)).unwrap_or(Duration::ZERO)
    };
    Some(wait.min(LONGEST))
}

fn date(value: &str) -> Option<Timestamp> {
    let civil: DateTime =
        DATE_FORMS.iter().find_map(|form| strtime::parse(form, value).ok()?.to_datetime().ok())?;
    Some(civil.to_zoned(TimeZone::UTC).ok()?.timestamp())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use jiff::Timestamp;
    use reqwest::header::{DATE, HeaderMap, HeaderValue, RETRY_AFTER};

    use super::{LONGEST, from_headers, parse};

    fn wait(value: &str) -> Option<u64> {
        let now: Timestamp = "1994-11-06T08:49:30Z".parse().unwrap();
        parse(value, now).map(|wait| wait.as_secs())
    }

    #[test]
    fn seconds_and_each_form_of_date_are_read() {
        assert_eq!(wait("120"), Some(120));
        assert_eq!(wait("0"), Some(0));
        assert_eq!(wait("Sun, 06 Nov 1994 08:49:37 GMT"), Some(7));
        assert_eq!(wait("Sunday, 06-Nov-94 08:49:37 GMT"), Some(7));
        assert_eq!(wait("Sun Nov  6 08:49:37 1994"), Some(7));
    }

    #[test]
    fn a_date_in_the_past_means_now_and_a_far_one_is_capped() {
        assert_eq!(wait("Sun, 06 Nov 1994 08:00:00 GMT"), Some(0));
        for far in ["99999999", "99999999999999999999999", "Mon, 06 Nov 2034 08:49:37 GMT"] {
            assert_eq!(wait(far), Some(LONGEST.as_secs()), "{far}");
        }
    }

    #[test]
    fn what_is_neither_says_nothing() {
        for value in ["", "-1", "1.5", "soon", "12 s", "Sun, 32 Nov 1994 08:49:37 GMT"] {
            assert_eq!(wait(value), None, "{value}");
        }
    }

    #[test]
    fn a_date_is_compared_with_the_servers_own_clock() {
        let mut headers = HeaderMap::new();
        headers.insert(DATE, HeaderValue::from_static("Sun, 06 Nov 1994 08:49:00 GMT"));
        headers.insert(RETRY_AFTER, HeaderValue::from_static("Sun, 06 Nov 1994 08:50:00 GMT"));
        assert_eq!(from_headers(&headers, Timestamp::now()), Some(Duration::from_secs(60)));
    }
}
