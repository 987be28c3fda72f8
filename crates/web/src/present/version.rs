//! The versions of a table as lines of a list.

use jiff::Timestamp;
use rowmill_core::{store::versions::Version, table::postgres_type};

use crate::pages::{format, table::VersionLine, when::When};

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
            rows_url: version.relation.is_some().then(|| match version.number == current {
                true => base.to_owned(),
                false => format!("{base}?version={}", version.number),
            }),
            at: When::new(version.published_at, now),
            rows: format::count(super::unsigned(version.row_count)),
            schema_note: old.map(|old| schema_note(old, version)).unwrap_or_default(),
            digest: digest(version),
            run_url: format!("{base}/runs/{}", version.run),
            is_current: version.number == current,
        })
        .collect()
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
        assert_eq!((lines[0].digest.as_str(), lines[0].run_url.as_str()), ("9f9f9f9f9f9f", "/w/t/runs/7"));
    }
}
