//! A moment, shown as the distance from now; `app.js` keeps the distance true while the page is open.

use askama::Template;
use jiff::Timestamp;

/// A moment as `<time>`.
#[derive(Clone, Debug, PartialEq, Eq, Template)]
#[template(
    source = r#"<time datetime="{{ iso }}" title="{{ absolute }}" data-relative>{{ relative }}</time>"#,
    ext = "html"
)]
pub struct When {
    /// For machines: `2026-11-22T10:34:00Z`.
    pub iso: String,
    /// For people: `22 Nov 2026, 10:34 UTC`.
    pub absolute: String,
    /// The distance when the page was made: `3 minutes ago`, `in 2 hours`.
    pub relative: String,
}

super::part!(When);

impl When {
    /// A moment as seen from `now`.
    pub fn new(at: Timestamp, now: Timestamp) -> Self {
        Self {
            iso: at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
            absolute: at.strftime("%-d %b %Y, %H:%M UTC").to_string(),
            relative: relative(at.as_second() - now.as_second()),
        }
    }
}

/// The words for a distance in seconds, negative for the past. `assets/times.js` follows the same steps.
pub fn relative(seconds: i64) -> String {
    const STEPS: [(u64, &str); 5] =
        [(31_557_600, "year"), (2_629_800, "month"), (86_400, "day"), (3_600, "hour"), (60, "minute")];
    let distance = seconds.unsigned_abs();
    let Some((length, unit)) = STEPS.into_iter().find(|(length, _)| distance >= *length) else {
        return if seconds <= 0 { "just now".to_owned() } else { "in a moment".to_owned() };
    };
    let count = distance / length;
    let plural = if count == 1 { "" } else { "s" };
    if seconds < 0 { format!("{count} {unit}{plural} ago") } else { format!("in {count} {unit}{plural}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_read_as_words() {
        let shown: Vec<_> =
            [0, -59, 5, -60, 7_300, -86_400 * 3, 86_400 * 800].into_iter().map(relative).collect();
        let words =
            ["just now", "just now", "in a moment", "1 minute ago", "in 2 hours", "3 days ago", "in 2 years"];
        assert_eq!(shown, words);
    }

    #[test]
    fn a_moment_prints_itself_as_time() {
        let now: Timestamp = "2026-11-22T10:34:00Z".parse().expect("a timestamp");
        let at: Timestamp = "2026-11-22T10:31:00Z".parse().expect("a timestamp");
        assert_eq!(
            When::new(at, now).to_string(),
            r#"<time datetime="2026-11-22T10:31:00Z" title="22 Nov 2026, 10:31 UTC" data-relative>3 minutes ago</time>"#
        );
    }
}
