//! Which answers are redirects, and to where.
//!
//! The target is only computed here; the dialler checks it like any other address.

use reqwest::{StatusCode, header::HeaderMap, header::LOCATION};
use url::Url;

use super::{Fault, RedirectProblem};

/// The address `from` redirects to, `None` where the answer is no redirect.
///
/// # Errors
/// [`Fault::RedirectRefused`] for a redirect without a usable address, and for one from https to http.
pub(super) fn target(from: &Url, status: StatusCode, headers: &HeaderMap) -> Result<Option<Url>, Fault> {
    if !matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308) {
        return Ok(None);
    }
    let refused = |problem| Fault::RedirectRefused(problem);
    let location = headers.get(LOCATION).ok_or_else(|| refused(RedirectProblem::NoLocation))?;
    let location =
        std::str::from_utf8(location.as_bytes()).map_err(|_| refused(RedirectProblem::BadLocation))?;
    let to = from.join(location).map_err(|_| refused(RedirectProblem::BadLocation))?;
    if from.scheme() == "https" && to.scheme() == "http" {
        return Err(refused(RedirectProblem::Downgrade));
    }
    Ok(Some(to))
}

#[cfg(test)]
mod tests {
    use reqwest::{
        StatusCode,
        header::{HeaderMap, HeaderValue, LOCATION},
    };
    use url::Url;

    use super::target;

    fn to(from: &str, status: u16, location: Option<&'static [u8]>) -> Result<Option<String>, String> {
        let mut headers = HeaderMap::new();
        if let Some(location) = location {
            headers.insert(LOCATION, HeaderValue::from_bytes(location).unwrap());
        }
        let status = StatusCode::from_u16(status).unwrap();
        target(&Url::parse(from).unwrap(), status, &headers)
            .map(|url| url.map(String::from))
            .map_err(|fault| fault.to_string())
    }

    #[test]
    fn locations_are_read_against_the_address_they_came_from() {
        let from = "https://example.org/a/b.csv?x=1";
        for status in [301, 302, 303, 307, 308] {
            assert_eq!(to(from, status, Some(b"c.csv")), Ok(Some("https://example.org/a/c.csv".into())));
        }
        assert_eq!(to(from, 302, Some(b"//other.org/")), Ok(Some("https://other.org/".into())));
        assert_eq!(to("http://example.org/", 302, Some(b"https://x.org")), Ok(Some("https://x.org/".into())));
    }

    #[test]
    fn other_answers_are_no_redirects() {
        for status in [200, 300, 304, 305, 404] {
            assert_eq!(to("http://example.org/", status, Some(b"/x")), Ok(None), "{status}");
        }
    }

    #[test]
    fn a_downgrade_to_http_is_refused() {
        let error = to("https://example.org/", 301, Some(b"http://example.org/")).unwrap_err();
        assert_eq!(error, "redirect refused: Downgrade");
    }

    #[test]
    fn a_redirect_without_a_usable_address_is_refused() {
        assert!(to("http://example.org/", 302, None).unwrap_err().contains("NoLocation"));
        assert!(to("http://example.org/", 302, Some(b"http://[::1")).unwrap_err().contains("BadLocation"));
        assert!(to("http://example.org/", 302, Some(b"/\xff")).unwrap_err().contains("BadLocation"));
    }
}
