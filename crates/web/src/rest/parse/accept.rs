//! The `Accept` header (RFC 9110 §12.5.1), and the media types that rows are answered in.

use super::super::error::RestError;

/// How rows are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Media {
    /// An array of objects.
    Json,
    /// An array of objects without the members that are NULL.
    JsonStripped,
    /// One object.
    Object {
        /// Without the members that are NULL.
        stripped: bool,
    },
    /// Lines of values, the first of names.
    Csv,
    /// A description of the tables instead of rows.
    OpenApi,
}

impl Media {
    /// The value of `Content-Type`.
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Json => "application/json; charset=utf-8",
            Self::JsonStripped => "application/vnd.pgrst.array+json;nulls=stripped; charset=utf-8",
            Self::Object { stripped: false } => "application/vnd.pgrst.object+json; charset=utf-8",
            Self::Object { stripped: true } => {
                "application/vnd.pgrst.object+json;nulls=stripped; charset=utf-8"
            }
            Self::Csv => "text/csv; charset=utf-8",
            Self::OpenApi => "application/openapi+json; charset=utf-8",
        }
    }

    fn of(part: &Part<'_>) -> Option<Self> {
        let stripped = part.nulls_stripped;
        match part.name.as_str() {
            "*/*" | "application/*" | "application/json" => Some(Self::Json),
            "application/vnd.pgrst.array+json" | "application/vnd.pgrst.array" if stripped => {
                Some(Self::JsonStripped)
            }
            "application/vnd.pgrst.array+json" | "application/vnd.pgrst.array" => Some(Self::Json),
            "application/vnd.pgrst.object+json" | "application/vnd.pgrst.object" => {
                Some(Self::Object { stripped })
            }
            "text/csv" | "text/*" => Some(Self::Csv),
            "application/openapi+json" => Some(Self::OpenApi),
            _ => None,
        }
    }
}

struct Part<'a> {
    /// As it is written.
    text: &'a str,
    /// In small letters.
    name: String,
    nulls_stripped: bool,
    quality: f32,
}

/// The best of the media types that a client accepts and that `is_offered`; of equal ones the first. Without a header
/// anything is accepted.
///
/// # Errors
/// PGRST107 where there is none.
pub fn accepted(header: Option<&str>, is_offered: impl Fn(Media) -> bool) -> Result<Media, RestError> {
    let mut parts: Vec<Part<'_>> = split(header.unwrap_or("*/*")).map(part).collect();
    if parts.is_empty() {
        parts.push(part("*/*"));
    }
    // Stable: of equal ones the first stays the first.
    parts.sort_by(|a, b| b.quality.total_cmp(&a.quality));
    let found = parts.iter().filter(|part| part.quality > 0.0).find_map(|part| {
        let any = matches!(part.name.as_str(), "*/*" | "application/*");
        match Media::of(part) {
            Some(media) if is_offered(media) => Some(media),
            _ if any && is_offered(Media::OpenApi) => Some(Media::OpenApi),
            // A document that describes is JSON as well.
            Some(Media::Json) if is_offered(Media::OpenApi) => Some(Media::OpenApi),
            _ => None,
        }
    });
    found.ok_or_else(|| {
        let asked: Vec<&str> = parts.iter().map(|part| part.text).collect();
        RestError::not_acceptable(&asked)
    })
}

/// Between commas that are in no quotes.
fn split(header: &str) -> impl Iterator<Item = &str> {
    let mut in_quotes = false;
    header
        .split(move |c| {
            in_quotes ^= c == '"';
            c == ',' && !in_quotes
        })
        .map(str::trim)
        .filter(|part| !part.is_empty())
}

fn part(text: &str) -> Part<'_> {
    let mut pieces = text.split(';').map(str::trim);
    let name = pieces.next().unwrap_or_default().to_ascii_lowercase();
    let mut part = Part { text, name, nulls_stripped: false, quality: 1.0 };
    for (key, value) in pieces.filter_map(|piece| piece.split_once('=')) {
        let (key, value) = (key.trim(), value.trim().trim_matches('"'));
        if key.eq_ignore_ascii_case("q") {
            part.quality = value.parse().ok().filter(|q: &f32| q.is_finite()).unwrap_or(0.0).clamp(0.0, 1.0);
        } else if key.eq_ignore_ascii_case("nulls") {
            part.nulls_stripped = value.eq_ignore_ascii_case("stripped");
        }
    }
    part
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_rows(header: &str) -> Result<Media, String> {
        accepted(Some(header), |media| media != Media::OpenApi).map_err(|error| error.message)
    }

    #[test]
    fn the_first_acceptable_type_wins() {
        assert_eq!(of_rows(""), Ok(Media::Json));
        assert_eq!(accepted(None, |_| true), Ok(Media::Json));
        assert_eq!(of_rows("text/html,application/xhtml+xml,*/*;q=0.8"), Ok(Media::Json));
        assert_eq!(of_rows("text/csv, application/json"), Ok(Media::Csv));
        assert_eq!(of_rows("text/csv;q=0.5, application/json"), Ok(Media::Json));
        assert_eq!(of_rows("ApplicatIon/vnd.PgRsT.object+json"), Ok(Media::Object { stripped: false }));
        assert_eq!(
            of_rows("application/vnd.pgrst.object+json;Nulls=stripped"),
            Ok(Media::Object { stripped: true })
        );
        assert_eq!(of_rows("application/vnd.pgrst.array+json;nulls=stripped"), Ok(Media::JsonStripped));
        assert_eq!(of_rows("application/vnd.pgrst.array+json"), Ok(Media::Json));
    }

    #[test]
    fn what_is_not_there_is_refused_by_name() {
        let refused = "None of these media types are available: text/unknowntype, image/png";
        assert_eq!(of_rows("text/unknowntype, image/png"), Err(refused.to_owned()));
        for plan in ["application/vnd.pgrst.plan+json", "application/openapi+json", "application/geo+json"] {
            assert!(of_rows(plan).is_err(), "{plan}");
        }
        assert!(of_rows("application/json;q=0").is_err());
        assert!(of_rows("application/vnd.pgrst.plan+json; for=\"text/csv, a\"").is_err());
    }

    #[test]
    fn a_description_is_json_too() {
        let of_description = |header| accepted(Some(header), |media| media == Media::OpenApi).ok();
        for header in ["*/*", "application/json", "application/openapi+json"] {
            assert_eq!(of_description(header), Some(Media::OpenApi), "{header}");
        }
        assert_eq!(of_description("text/csv"), None);
    }
}
