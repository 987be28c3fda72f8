//! What the ledger says of a table's versions, against the files they were made of.

use std::collections::BTreeMap;

use rowmill_core::{
    model::{ChangeKind, RowChanges},
    store::versions::{self, Version},
    table::{
        Snapshot,
        history::{
            ChangeFilter, ChangeQuery, ChangeSeek, ChangedRow, Comparison, Difference, Side, compare, page,
        },
        query::CsvReader,
    },
};
use testkit::{Ledger, Seeded};

use super::sheet::{Row, Sheet, csv};

/// Changes on a page.
const PAGE: usize = 400;

/// A table and the files that were published, the first of them as version 1.
pub(super) struct Past<'a> {
    pub(super) ledger: &'a Ledger,
    pub(super) table: &'a Seeded,
    pub(super) key: &'a [String],
    /// Whether versions are in the order of their files.
    pub(super) is_in_order: bool,
    pub(super) files: &'a [Sheet],
}

impl Past<'_> {
    /// Readers of the view, and of the newest version, see the last file.
    pub(super) async fn is_at_the_last_file(&self) -> anyhow::Result<()> {
        let number = i32::try_from(self.files.len())?;
        let version = self.version(number).await?;
        let names: Vec<&str> = version.columns.iter().map(|column| column.name.as_str()).collect();
        let items: Vec<String> = names.iter().map(|name| format!("{name}::text")).collect();
        let statement = format!("SELECT {} FROM {}", items.join(", "), self.table.view);
        let mut seen = self.ledger.rows(&statement).await?;
        let mut wanted = self.file(number).rows_in(&names);
        seen.sort_unstable();
        wanted.sort_unstable();
        assert!(seen == wanted, "{} at version {number}:\n{seen:?}\nis not\n{wanted:?}", self.table.view);
        self.is_file(number).await?;
        self.changes_are_told(number, &version).await
    }

    /// A version reads as its file.
    pub(super) async fn is_file(&self, number: i32) -> anyhow::Result<()> {
        let version = self.version(number).await?;
        let names: Vec<&str> = version.columns.iter().map(|column| column.name.as_str()).collect();
        let client = self.ledger.client().await?;
        let (mut reader, mut read) = (CsvReader::default(), Vec::new());
        while let Some(piece) = reader.next(&client, &self.snapshot(&version), &version.columns).await? {
            read.extend_from_slice(&piece);
        }
        let mut read = records(std::str::from_utf8(&read)?);
        let wanted = csv(&names, &self.file(number).rows_in(&names));
        let mut wanted = records(&wanted);
        if !self.is_in_order {
            read[1..].sort_unstable();
            wanted[1..].sort_unstable();
        }
        assert!(read == wanted, "{} as of version {number}:\n{read:?}\nis not\n{wanted:?}", self.table.view);
        assert_eq!(usize::try_from(version.row_count)?, self.file(number).rows.len());
        Ok(())
    }

    /// What the run counted is what changed; it need not count where the columns are others.
    async fn changes_are_told(&self, number: i32, version: &Version) -> anyhow::Result<()> {
        if number == 1 {
            return Ok(());
        }
        let before = self.version(number - 1).await?;
        let names: Vec<&str> = version.columns.iter().map(|column| column.name.as_str()).collect();
        let is_lost = |name: &&&str| {
            let (was, is) = (self.file(number - 1).index(name), self.file(number).index(name));
            was.is_some() && is.is_none()
        };
        let drifted = names.len() != before.columns.len() || names.iter().any(|name| is_lost(&name));
        let truth = self.truth(number - 1, number, &names);
        match version.changes {
            Some(told) => assert_eq!(told, truth, "{} to version {number}", self.table.view),
            None => assert!(drifted, "{} to version {number}: {truth:?} is not told", self.table.view),
        }
        Ok(())
    }

    /// The difference of any two versions makes the one out of the other, and is the smallest that does.
    pub(super) async fn difference_holds(&self, from: i32, to: i32) -> anyhow::Result<()> {
        let what = format!("{} from version {from} to {to}", self.table.view);
        let (before, after) = (self.version(from).await?, self.version(to).await?);
        let comparison = Comparison { from: self.side(&before), to: self.side(&after), key: self.key };
        let mut client = self.ledger.client().await?;
        let difference = compare(&mut client, &comparison).await?;
        let mut changes = Vec::new();
        let mut next = Some(0);
        while let Some(position) = next {
            let (filter, seek) = (ChangeFilter::default(), ChangeSeek::From(position));
            let query = ChangeQuery { comparison, filter, seek, limit: PAGE };
            let page = page(&client, &query, &difference).await?;
            changes.extend(page.rows);
            next = page.after;
        }
        let names: Vec<&str> = difference.columns.iter().map(|column| column.name.as_str()).collect();
        assert_eq!(counted(&changes, &difference), difference.counts, "{what}");
        assert_eq!(difference.counts, self.truth(from, to, &names), "{what}");
        let mut rows = multiset(self.file(from).rows_in(&names));
        for change in &changes {
            apply(&mut rows, change).map_err(|problem| anyhow::anyhow!("{what}: {problem}"))?;
        }
        rows.retain(|_, count| *count != 0);
        assert_eq!(rows, multiset(self.file(to).rows_in(&names)), "{what}");
        Ok(())
    }

    /// By how much two files differ in these columns.
    fn truth(&self, from: i32, to: i32, names: &[&str]) -> RowChanges {
        let (before, after) = (self.file(from).rows_in(names), self.file(to).rows_in(names));
        if self.key.is_empty() {
            let (before, after) = (multiset(before), multiset(after));
            let (added, removed) = (more(&after, &before), more(&before, &after));
            return RowChanges { added, removed, changed: None };
        }
        let (before, after) = (self.by_key(before, names), self.by_key(after, names));
        let added = after.keys().filter(|key| !before.contains_key(*key)).count();
        let removed = before.keys().filter(|key| !after.contains_key(*key)).count();
        let other = |(key, row): &(&Row, &Row)| after.get(*key).is_some_and(|now| now != *row);
        let changed = before.iter().filter(other).count();
        RowChanges { added: added as u64, removed: removed as u64, changed: Some(changed as u64) }
    }

    fn by_key(&self, rows: Vec<Row>, names: &[&str]) -> BTreeMap<Row, Row> {
        let key: Vec<usize> =
            self.key.iter().map(|key| names.iter().position(|name| name == key).expect("it stays")).collect();
        rows.into_iter().map(|row| (key.iter().map(|i| row[*i].clone()).collect(), row)).collect()
    }

    fn file(&self, number: i32) -> &Sheet {
        &self.files[usize::try_from(number).expect("from 1") - 1]
    }

    async fn version(&self, number: i32) -> anyhow::Result<Version> {
        let client = self.ledger.client().await?;
        Ok(versions::find(&client, self.table.table, number).await?.expect("it is there"))
    }

    fn snapshot<'a>(&self, version: &'a Version) -> Snapshot<'a> {
        Snapshot::of(self.table.workspace, version).expect("it is kept")
    }

    fn side<'a>(&self, version: &'a Version) -> Side<'a> {
        Side { snapshot: self.snapshot(version), columns: &version.columns, key: &version.key }
    }
}

/// The lines of a CSV file, but that a quoted line end ends none.
fn records(csv: &str) -> Vec<&str> {
    let mut is_quoted = false;
    let is_end = |character: char| {
        is_quoted ^= character == '"';
        character == '\n' && !is_quoted
    };
    csv.split_terminator(is_end).collect()
}

/// Rows by what they are and by how many there are of each.
type Multiset = BTreeMap<Row, i64>;

fn multiset(rows: Vec<Row>) -> Multiset {
    let mut set = Multiset::new();
    rows.into_iter().for_each(|row| *set.entry(row).or_default() += 1);
    set
}

/// How many rows the one has that the other has not.
fn more(one: &Multiset, other: &Multiset) -> u64 {
    let more = one.iter().map(|(row, count)| (count - other.get(row).unwrap_or(&0)).max(0));
    more.sum::<i64>().unsigned_abs()
}

fn counted(changes: &[ChangedRow], difference: &Difference) -> RowChanges {
    let count = |kind| changes.iter().filter(|change| change.kind == kind).count() as u64;
    RowChanges {
        added: count(ChangeKind::Added),
        removed: count(ChangeKind::Removed),
        changed: difference.counts.changed.map(|_| count(ChangeKind::Changed)),
    }
}

fn apply(rows: &mut Multiset, change: &ChangedRow) -> Result<(), String> {
    let is_as_its_kind = match change.kind {
        ChangeKind::Added => change.old.is_none() && change.new.is_some(),
        ChangeKind::Removed => change.old.is_some() && change.new.is_none(),
        ChangeKind::Changed => change.old.is_some() && change.new.is_some() && change.old != change.new,
    };
    if !is_as_its_kind {
        return Err(format!("{change:?} is none"));
    }
    if let Some(old) = &change.old {
        let count = rows.get_mut(old).filter(|count| **count > 0);
        *count.ok_or_else(|| format!("{old:?} was not there"))? -= 1;
    }
    if let Some(new) = &change.new {
        *rows.entry(new.clone()).or_default() += 1;
    }
    Ok(())
}
