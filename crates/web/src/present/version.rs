//! The versions of a table as lines of a list, and the one whose rows are shown.

use jiff::Timestamp;
use rowmill_core::{store::versions::Version, table::postgres_type};

use super::difference::counts;
use crate::pages::{
    format,
    history::{CompareForm, VersionBanner, VersionLine},
    when::When,
};

/// Characters of a SHA-256 that tell versions apart.
const DIGEST_SHOWN: usize = 12;

/// The lines of these versions, newest first as they come; `before` is the version before the last of them, if any.
pub fn lines(
    versions: &[Version],
    before: Option<&Version>,
    current: i32,
    base: &str,
    now: Timestamp,
) -> Vec<VersionLine> {
    let olds = versions.iter().skip(1).map(Some).chain([before]);
    versions
        .iter()
        .zip(olds)
        .map(|(version, old)| VersionLine {
            number: version.number.to_string(),
            rows_url: rows_url(version, current, base),
            csv_url: csv_url(version, base),
            difference_url: old
                .filter(|old| old.relation.is_some() && version.relation.is_some())
                .map(|old| difference_url(base, old.number, version.number)),
            at: When::new(version.published_at, now),
            rows: format::count(super::unsigned(version.row_count)),
            changes: version.changes.as_ref().map(counts),
            schema_note: old.map(|old| schema_note(old, version)).unwrap_or_default(),
            digest: digest(version),
            run_url: format!("{base}/runs/{}", version.run),
            is_current: version.number == current,
        })
        .collect()
}

/// The rows of a version as a page; `None` once they were given up.
pub fn rows_url(version: &Version, current: i32, base: &str) -> Option<String> {
    version.relation.is_some().then(|| match version.number == current {
        true => base.to_owned(),
        false => format!("{base}?version={}", version.number),
    })
}

/// The rows of a version as a file; `None` once they were given up.
pub fn csv_url(version: &Version, base: &str) -> Option<String> {
    version.relation.is_some().then(|| format!("{base}.csv?version={}", version.number))
}

fn difference_url(base: &str, from: i32, to: i32) -> String {
    format!("{base}/difference?from={from}&to={to}")
}

/// The form that compares two versions, at first the newest with the one before; `None` where there are not two.
pub fn compare_form(current: i32) -> Option<CompareForm> {
    (current > 1).then(|| CompareForm {
        from: (current - 1).to_string(),
        to: current.to_string(),
        newest: current.to_string(),
    })
}

/// Which version is shown; `previous` is the one before it, `as_of` the time that was asked for.
pub fn banner(
    version: &Version,
    previous: Option<&Version>,
    as_of: Option<Timestamp>,
    current: i32,
    base: &str,
    now: Timestamp,
) -> VersionBanner {
    let is_old = version.number != current;
    let next = version.number + 1;
    VersionBanner {
        number: version.number.to_string(),
        at: When::new(version.published_at, now),
        rows: format::counted(super::unsigned(version.row_count), "row", "rows"),
        as_of: as_of.map(|time| time.strftime("%-d %b %Y, %H:%M:%S UTC").to_string()),
        current: current.to_string(),
        current_url: base.to_owned(),
        previous_url: previous.and_then(|previous| rows_url(previous, current, base)),
        next_url: is_old.then(|| match next == current {
            true => base.to_owned(),
            false => format!("{base}?version={next}"),
        }),
        difference_url: is_old.then(|| difference_url(base, version.number, current)),
    }
}

/// What changed about the columns: `remark added, count: bigint to numeric`.
fn schema_note(old: &Version, new: &Version) -> String {
    let find = |version: &Version, name: &str| {
        version.columns.iter().find(|c| c.name == name).map(|c| postgres_type(&c.kind))
    };
    let gone =
        old.columns.iter().filter(|c| find(new, &c.name).is_none()).map(|c| format!("{} removed", c.name));
    let others = new.columns.iter().filter_map(|column| {
        let kind = postgres_type(&column.kind);
        match find(old, &column.name) {
            None => Some(format!("{} added", column.name)),
            Some(before) if before != kind => Some(format!("{}: {before} to {kind}", column.name)),
            Some(_) => None,
        }
    });
    let notes: Vec<String> = others.chain(gone).collect();
    match notes.len() {
        0..=3 => notes.join(", "),
        more => format!("{} and {} more", notes[..2].join(", "), more - 2),
    }
}

fn digest(version: &Version) -> String {
    let bytes = version.fingerprint.sha256.iter().flatten().take(DIGEST_SHOWN / 2);
    bytes.map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use rowmill_core::{
        model::{RunId, TableId},
        store::sources::Fingerprint,
    };
    use tabular::{Column, ColumnType};

    use super::*;

    fn version(number: i32, columns: &[(&str, ColumnType)]) -> Version {
        Version {
            table: TableId(1),
            number,
            run: RunId(7),
            columns: columns.iter().map(|(name, kind)| Column::new(*name, *name, kind.clone())).collect(),
            row_count: 1_204,
            relation: None,
            key: Vec::new(),
            extent: None,
            changes: None,
            fingerprint: Fingerprint { sha256: Some(vec![0x9f; 32]), ..Fingerprint::default() },
            published_at: Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn a_line_says_what_became_of_the_columns() {
        let old = version(1, &[("a", ColumnType::BIGINT), ("b", ColumnType::Text)]);
        let new = version(2, &[("a", ColumnType::NUMERIC), ("c", ColumnType::Text)]);
        let lines = lines(&[new, old], None, 2, "/w/t", Timestamp::UNIX_EPOCH);
        assert_eq!(lines[0].schema_note, "a: bigint to numeric, c added, b removed");
        assert_eq!((lines[1].schema_note.as_str(), lines[1].is_current), ("", false));
        assert_eq!((&lines[0].rows_url, &lines[0].csv_url, &lines[0].difference_url), (&None, &None, &None));
        assert_eq!((lines[0].digest.as_str(), lines[0].run_url.as_str()), ("9f9f9f9f9f9f", "/w/t/runs/7"));
    }

    #[test]
    fn links_lead_to_rows_that_are_kept() {
        let kept = |number| Version { relation: Some("t".into()), ..version(number, &[]) };
        let lines = lines(&[kept(3), kept(2), version(1, &[])], None, 3, "/w/t", Timestamp::UNIX_EPOCH);
        let urls: Vec<_> =
            lines.iter().map(|line| (line.rows_url.as_deref(), line.difference_url.as_deref())).collect();
        let expected = [
            (Some("/w/t"), Some("/w/t/difference?from=2&to=3")),
            (Some("/w/t?version=2"), None),
            (None, None),
        ];
        assert_eq!(urls, expected);

        let banner = banner(&kept(2), Some(&version(1, &[])), None, 3, "/w/t", Timestamp::UNIX_EPOCH);
        assert_eq!((banner.previous_url, banner.next_url.as_deref()), (None, Some("/w/t")));
        assert_eq!(banner.difference_url.as_deref(), Some("/w/t/difference?from=2&to=3"));
    }
}
