//! A URL as the members of a workspace may see it.

use url::{Url, form_urlencoded};

/// Parts of a parameter's name that make its value a secret wherever they stand.
const SECRET_PARTS: &[&str] = &["token", "secret", "passw", "signature", "apikey", "accesskey", "credential"];

/// Names, or words of a name, that make its value a secret.
const SECRET_WORDS: &[&str] =
    &["auth", "authorization", "bearer", "jwt", "key", "pass", "pwd", "session", "sessionid", "sid", "sig"];

/// `url` without user information and fragment, and with `***` for the value of each query parameter
/// whose name speaks of a secret (`token`, `key`, `sig`, `password`, …).
#[must_use]
pub fn shown_url(url: &Url) -> String {
    let mut shown = url.clone();
    // Both fail only for addresses that can hold no user information.
    let _ = shown.set_username("");
    let _ = shown.set_password(None);
    shown.set_fragment(None);
    if let Some(query) = url.query() {
        let masked: Vec<String> = query.split('&').map(masked).collect();
        shown.set_query(Some(&masked.join("&")));
    }
    shown.into()
}

fn masked(pair: &str) -> String {
    let name = form_urlencoded::parse(pair.as_bytes()).next().map(|(name, _)| name).unwrap_or_default();
    match pair.split_once('=') {
        Some((raw_name, value)) if !value.is_empty() && is_secret(&name) => format!("{raw_name}=***"),
        _ => pair.to_owned(),
    }
}

fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let joined: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    SECRET_PARTS.iter().any(|part| joined.contains(part))
        || name.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| SECRET_WORDS.contains(&word))
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::shown_url;

    fn shown(url: &str) -> String {
        shown_url(&Url::parse(url).unwrap())
    }

    #[test]
    fn user_information_and_fragment_are_left_out() {
        assert_eq!(shown("https://me:canary@example.org/a.csv#canary"), "https://example.org/a.csv");
    }

    #[test]
    fn values_of_secret_parameters_are_masked() {
        for name in [
            "token",
            "access_token",
            "accessToken",
            "key",
            "api_key",
            "apikey",
            "api-key",
            "X-API-Key",
            "sig",
            "signature",
            "X-Amz-Signature",
            "X-Goog-Credential",
            "AWSAccessKeyId",
            "X-Amz-Security-Token",
            "password",
            "passwd",
            "pwd",
            "client_secret",
            "auth",
            "jwt",
            "sid",
            "t%6Fken",
            "auth[key]",
        ] {
            let shown = shown(&format!("https://example.org/?a=1&{name}=canary&b=%20x"));
            assert_eq!(shown, format!("https://example.org/?a=1&{name}=***&b=%20x"));
        }
    }

    #[test]
    fn other_parameters_stay_as_written() {
        for url in [
            "https://example.org/?keyword=a&monkey=b&design=c&q=x+y&empty",
            "https://example.org/?token=&x=1",
            "https://example.org/?",
            "https://example.org/a.csv",
        ] {
            assert_eq!(shown(url), url);
        }
    }
}
