//! Preferences, as far as they depend on what there is.

use jiff::tz::TimeZone;

use super::{error::RestError, parse::Preferences};

/// The zone in which instants are written; `None`: UTC. A zone that nobody knows is passed over.
///
/// # Errors
/// PGRST122 where the handling is strict, for that and for preferences that nobody knows.
pub fn zone(preferences: &Preferences) -> Result<Option<&str>, RestError> {
    let asked = preferences.timezone.as_deref();
    let zone = asked.filter(|name| TimeZone::get(name).is_ok());
    if preferences.strict == Some(true) {
        let mut unknown = preferences.unknown.clone();
        if let (Some(asked), None) = (asked, zone) {
            unknown.push(format!("timezone={asked}"));
        }
        if !unknown.is_empty() {
            return Err(RestError::preferences(&unknown));
        }
    }
    Ok(zone)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strict_handling_refuses_what_is_unknown() {
        let parse = |text: &str| Preferences::parse([text].into_iter());
        assert_eq!(zone(&parse("timezone=Europe/Paris")), Ok(Some("Europe/Paris")));
        assert_eq!(zone(&parse("timezone=Mars/Base, anything")), Ok(None));
        let refused =
            zone(&parse("handling=strict, anything, timezone=Mars/Base")).expect_err("it is strict");
        assert_eq!((refused.status, refused.code.as_ref()), (400, "PGRST122"));
        assert_eq!(refused.details.as_deref(), Some("Invalid preferences: anything, timezone=Mars/Base"));
    }
}
