//! The faults in the user's words.

use std::time::Duration;

use reqwest::StatusCode;

use super::{Fault, RedirectProblem};

const CHECK: &str = "Check the address in a browser.";
const LATER: &str = "The server may be busy or down: try again later.";
const WHOLE: &str = "The file was not loaded, so that no part of it passes for the whole. Try again.";

impl Fault {
    /// What happened, in one sentence without a full stop.
    pub(super) fn title(&self) -> String {
        match self {
            Self::SchemeRefused { scheme } => format!("Addresses that begin with {scheme}: are not fetched"),
            Self::UserinfoRefused => "The address holds a user name or password".into(),
            Self::AddressRefused { .. } => "The address does not lead to a public server".into(),
            Self::PortRefused { port } => format!("Port {port} is not fetched from"),
            Self::NameNotFound { host } => format!("There is no server named {host}"),
            Self::NameLookupFailed { host, .. } => format!("The name {host} could not be looked up"),
            Self::ConnectTimeout { after } => {
                format!("The server could not be reached within {}", time(*after))
            }
            Self::ConnectFailed(_) => "The server could not be reached".into(),
            Self::TlsFailed { problem, .. } => problem.title().into(),
            Self::HeaderTimeout { after } => format!("The server did not answer within {}", time(*after)),
            Self::NoAnswer(_) => "The server closed the connection without an answer".into(),
            Self::BadAnswer(_) => "The server's answer is not HTTP".into(),
            Self::HttpStatus { status, .. } => status_title(*status),
            Self::TooManyRedirects { circle: true, .. } => "The address redirects in a circle".into(),
            Self::TooManyRedirects { limit, .. } => format!("The address redirects more than {limit} times"),
            Self::RedirectRefused(RedirectProblem::Downgrade) => {
                "The address redirects from https to http".into()
            }
            Self::RedirectRefused(_) => "The server redirects without a usable address".into(),
            Self::TooLarge { limit, declared: None } => format!("The file is larger than {}", bytes(*limit)),
            Self::TooLarge { limit, declared: Some(declared) } => {
                format!("The file has {}, more than the {} allowed", bytes(*declared), bytes(*limit))
            }
            Self::IdleTimeout { after, received } => {
                format!("The server sent nothing for {}, after {}", time(*after), bytes(*received))
            }
            Self::TotalTimeout { after } => format!("The file did not arrive within {}", time(*after)),
            Self::BodyEndedEarly { received, expected: Some(expected), .. } => {
                format!("The body ended early: {} of {}", grouped(*received), bytes(*expected))
            }
            Self::BodyEndedEarly { received, expected: None, .. } => {
                format!("The body ended early, after {}", bytes(*received))
            }
            Self::BodyBroken { received, .. } => {
                format!("The file arrived broken, after {}", bytes(*received))
            }
            Self::Sink(_) => "The file could not be kept while it was read".into(),
            Self::Client(_) => "The request could not be made".into(),
        }
    }

    /// What to do next, in full sentences.
    pub(super) fn hint(&self) -> String {
        match self {
            Self::SchemeRefused { .. } => "Use an address that begins with https:// or http://.".into(),
            Self::UserinfoRefused => "Use an address that needs no user name and no password.".into(),
            Self::AddressRefused { .. } => "Only servers on the public internet are fetched from. \
                The operator can open a range of addresses with FETCH_ALLOW_CIDRS."
                .into(),
            Self::PortRefused { .. } => "Files are fetched from ports 80 and 443 and from 1024 upwards, less \
                those of databases and similar services. The operator can open a range with FETCH_ALLOW_CIDRS."
                .into(),
            Self::NameNotFound { .. } => "Check the spelling of the address.".into(),
            Self::NameLookupFailed { .. } => "The name service did not answer: try again later.".into(),
            Self::ConnectTimeout { .. } | Self::ConnectFailed(_) => format!("{CHECK} {LATER}"),
            Self::HeaderTimeout { .. } | Self::IdleTimeout { .. } | Self::NoAnswer(_) => LATER.into(),
            Self::TlsFailed { problem, .. } => problem.hint().into(),
            Self::BadAnswer(_) => format!("{CHECK} Another service may be listening on this port."),
            Self::HttpStatus { status, retry_after } => status_hint(*status, *retry_after),
            Self::TooManyRedirects { .. } => {
                format!("{CHECK} The page may ask for cookies or a sign-in: use the address of the file itself.")
            }
            Self::RedirectRefused(RedirectProblem::Downgrade) => {
                "What travels over http can be read and changed on the way. Ask the publisher for an https \
                 address; to accept this, use the http address itself."
                    .into()
            }
            Self::RedirectRefused(_) => CHECK.into(),
            Self::TooLarge { .. } => {
                "Use a smaller or compressed file. The operator sets the limit with FETCH_MAX_BYTES.".into()
            }
            Self::TotalTimeout { .. } => "The server is too slow for a file of this size: try again later, \
                or use a smaller or compressed file."
                .into(),
            Self::BodyEndedEarly { .. } | Self::BodyBroken { .. } => WHOLE.into(),
            Self::Sink(_) => "This is not the fault of the file. Try again; if it happens again, tell the \
                operator to look at the free disk space of the workers."
                .into(),
            Self::Client(_) => "This is not the fault of the address. Tell the operator.".into(),
        }
    }
}

fn status_title(status: u16) -> String {
    let reason = StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason());
    match reason {
        Some(reason) => format!("The server answered {status} {reason}"),
        None => format!("The server answered {status}"),
    }
}

fn status_hint(status: u16, retry_after: Option<Duration>) -> String {
    match (status, retry_after) {
        (404 | 410, _) => format!("The file has moved or gone. {CHECK}"),
        (401 | 403 | 407, _) => {
            "The server wants a sign-in, or does not let programs in. Use an address that anybody can open."
                .into()
        }
        (_, Some(wait)) => format!("The server asked us to come back in {}.", time(wait)),
        (429, None) => "The server was asked too often. Try again later, or choose a longer schedule.".into(),
        (408 | 425 | 500..=599, None) => LATER.into(),
        (200..=299, _) => format!("It sent no file with that. {CHECK}"),
        _ => CHECK.into(),
    }
}

fn bytes(count: u64) -> String {
    format!("{} {}", grouped(count), if count == 1 { "byte" } else { "bytes" })
}

/// `1234567` as `1,234,567`.
fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A wait in the largest unit that says it well, rounded up: nobody is to come back too early.
fn time(wait: Duration) -> String {
    let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
    let (count, unit) = match seconds {
        0..120 => (seconds, "second"),
        120..7200 => (seconds.div_ceil(60), "minute"),
        _ => (seconds.div_ceil(3600), "hour"),
    };
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Fault, bytes, time};

    #[test]
    fn counts_and_waits_read_well() {
        assert_eq!(
            [1, 999, 1000, 1_234_567].map(bytes),
            ["1 byte", "999 bytes", "1,000 bytes", "1,234,567 bytes"]
        );
        let waits = [1, 90, 120, 121, 3600, 86_400].map(|seconds| time(Duration::from_secs(seconds)));
        assert_eq!(waits, ["1 second", "90 seconds", "2 minutes", "3 minutes", "60 minutes", "24 hours"]);
    }

    #[test]
    fn a_refused_address_is_not_shown_to_the_user() {
        let fault = Fault::AddressRefused { address: "10.1.2.3".parse().unwrap(), range: "private use" };
        assert!(!format!("{} {}", fault.title(), fault.hint()).contains("10.1.2.3"));
    }

    #[test]
    fn only_what_may_pass_by_itself_is_transient() {
        let status = |status| Fault::HttpStatus { status, retry_after: None }.is_transient();
        assert!([408, 425, 429, 500, 502, 503, 504].into_iter().all(status));
        assert!(![204, 304, 400, 401, 403, 404, 410, 416].into_iter().any(status));
        assert!(!Fault::UserinfoRefused.is_transient());
        assert!(Fault::TotalTimeout { after: Duration::ZERO }.is_transient());
    }
}
