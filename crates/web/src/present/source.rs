//! Where bytes come from, in a few words, without secrets: neither query strings nor userinfo are shown.

use rowmill_core::model::suggest;
use url::Url;

/// Characters of a label.
const SHOWN: usize = 120;

/// The host and path of an address, or the name of an uploaded file.
pub fn label(url: Option<&str>, file_name: Option<&str>) -> String {
    let Some(url) = url.and_then(|url| Url::parse(url).ok()) else { return name_of_file(file_name) };
    let path = url.path().trim_end_matches('/');
    let label = format!("{}{path}", authority(&url));
    if label.chars().count() <= SHOWN {
        return label;
    }
    format!("{}…", label.chars().take(SHOWN - 1).collect::<String>())
}

/// The host of an address, or the name of an uploaded file.
pub fn origin(url: Option<&str>, file_name: Option<&str>) -> String {
    url.and_then(|url| Url::parse(url).ok()).map_or_else(|| name_of_file(file_name), |url| authority(&url))
}

/// A title and a name for the table of a source: `…/stations-2026.csv.gz` gives `Stations 2026`, `stations_2026`.
pub fn suggestion(url: Option<&str>, file_name: Option<&str>) -> (String, String) {
    let stem = match url.and_then(|url| Url::parse(url).ok()) {
        Some(url) => stem_of_path(&url),
        None => stem(file_name.unwrap_or_default()),
    };
    let spaced = stem.replace(['_', '-', '+'], " ");
    let title = super::heading(&spaced.split_whitespace().collect::<Vec<_>>().join(" "));
    let title = if title.is_empty() { "Data".to_owned() } else { title };
    (title, suggest(&stem, "data"))
}

fn name_of_file(file_name: Option<&str>) -> String {
    file_name.unwrap_or("uploaded file").to_owned()
}

fn authority(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// What may stand around a data file, outermost first.
const PACKING: [&str; 11] = ["gz", "gzip", "zip", "bz2", "xz", "zst", "zstd", "zz", "tar", "tgz", "txz"];

/// The endings of data files.
const DATA: [&str; 18] = [
    "csv", "tsv", "txt", "tab", "psv", "dat", "json", "ndjson", "jsonl", "geojson", "xlsx", "xlsm", "xls",
    "ods", "parquet", "arrow", "feather", "ipc",
];

/// Without the endings of a data file; only known ones, since a dot may stand in a name.
fn stem(file_name: &str) -> String {
    let mut stem = file_name;
    while let Some(inner) = without_ending(stem, &PACKING) {
        stem = inner;
    }
    without_ending(stem, &DATA).unwrap_or(stem).to_owned()
}

fn without_ending<'a>(name: &'a str, endings: &[&str]) -> Option<&'a str> {
    let (stem, ending) = name.rsplit_once('.')?;
    (!stem.is_empty() && endings.iter().any(|known| ending.eq_ignore_ascii_case(known))).then_some(stem)
}

fn stem_of_path(url: &Url) -> String {
    let last = url.path_segments().and_then(|mut parts| parts.rfind(|part| !part.is_empty()).map(decode));
    match last.map(|name| stem(&name)).filter(|name| name.chars().any(char::is_alphabetic)) {
        Some(name) => name,
        None => url.host_str().unwrap_or_default().trim_start_matches("www.").to_owned(),
    }
}

/// Percent-decoded; what is no UTF-8 becomes a replacement character.
fn decode(segment: &str) -> String {
    let escaped = segment.replace('+', "%2B").replace('&', "%26").replace('=', "%3D");
    url::form_urlencoded::parse(escaped.as_bytes()).map(|(name, _)| name.into_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_hold_no_secret() {
        let url = Some("https://data.example.org:8443/air/stations.csv?key=secret#part");
        assert_eq!(label(url, None), "data.example.org:8443/air/stations.csv");
        assert_eq!(origin(url, None), "data.example.org:8443");
        assert_eq!(origin(None, Some("Prices.csv")), "Prices.csv");
    }

    #[test]
    fn suggestions_come_from_the_file() {
        let of = |url| suggestion(Some(url), None);
        assert_eq!(
            of("https://x.org/a/stations-2026.CSV.gz?x=1"),
            ("Stations 2026".into(), "stations_2026".into())
        );
        assert_eq!(of("https://www.data.org/2024"), ("Data.org".into(), "data_org".into()));
        assert_eq!(of("https://x.org/Gr%C3%B6%C3%9Fe%20A.csv").0, "Größe A");
        assert_eq!(suggestion(None, Some("日本.csv")), ("日本".into(), "data".into()));
        assert_eq!(suggestion(None, Some("Water.tar.XZ")).0, "Water");
        assert_eq!(suggestion(None, Some("readings_v1.2.xlsx")).0, "Readings v1.2");
        assert_eq!(suggestion(None, Some(".csv")), (".csv".into(), "csv".into()));
    }
}
