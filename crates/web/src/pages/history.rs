//! The past of a table: its versions, and what two of them have not in common.

use askama::Template;

use super::cell::Cell;
use super::chrome::Chrome;
use super::filters;
use super::grid::Pager;
use super::table::TableHead;
use super::when::When;

/// `/{ws}/{table}/history`: every published state.
#[derive(Clone, Debug, Template)]
#[template(path = "table/history.html")]
pub struct TableHistory {
    /// The frame, in a workspace.
    pub chrome: Chrome,
    /// The heading.
    pub head: TableHead,
    /// The versions, the newest first.
    pub versions: Vec<VersionLine>,
    /// The form that compares two of them; `None` where there are not two.
    pub compare: Option<CompareForm>,
    /// The links through the pages.
    pub pager: Pager,
}

/// One published state of a table.
#[derive(Clone, Debug)]
pub struct VersionLine {
    /// Its number.
    pub number: String,
    /// Its rows as a page; `None` once retention gave them up.
    pub rows_url: Option<String>,
    /// Its rows as a file; `None` once retention gave them up.
    pub csv_url: Option<String>,
    /// What it changed; `None` where it is the first, or rows of either were given up.
    pub difference_url: Option<String>,
    /// When it was published.
    pub at: When,
    /// Its rows.
    pub rows: String,
    /// Rows added, removed and changed, where that was found out.
    pub changes: Option<Counts>,
    /// What changed about the columns; empty when nothing did.
    pub schema_note: String,
    /// The first characters of the SHA-256 of the content.
    pub digest: String,
    /// The run that published it.
    pub run_url: String,
    /// Whether readers see this one.
    pub is_current: bool,
}

/// Rows by what has become of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Rows that are new.
    pub added: String,
    /// Rows that are gone.
    pub removed: String,
    /// Rows that have other values; `None` where nothing tells which row has become which.
    pub changed: Option<String>,
}

/// Two numbers of versions to be compared.
#[derive(Clone, Debug)]
pub struct CompareForm {
    /// The older one.
    pub from: String,
    /// The newer one.
    pub to: String,
    /// The newest there is.
    pub newest: String,
}

/// Which version the rows on a page are of, where it is not simply the current one.
#[derive(Clone, Debug)]
pub struct VersionBanner {
    /// Its number.
    pub number: String,
    /// When it was published.
    pub at: When,
    /// `1,204 rows`.
    pub rows: String,
    /// The time that was asked for: `28 Feb 2026, 23:59:59 UTC`.
    pub as_of: Option<String>,
    /// The number of the version that readers see.
    pub current: String,
    /// The current rows.
    pub current_url: String,
    /// The version before, while its rows are kept.
    pub previous_url: Option<String>,
    /// The version behind.
    pub next_url: Option<String>,
    /// What has changed since; `None` for the current version.
    pub difference_url: Option<String>,
}

/// `/{ws}/{table}/difference`: what two versions have not in common.
#[derive(Clone, Debug, Template)]
#[template(path = "table/difference.html")]
pub struct TableDifference {
    /// The frame, in a workspace.
    pub chrome: Chrome,
    /// The heading.
    pub head: TableHead,
    /// The version that is taken as it is.
    pub from: ComparedVersion,
    /// What has become of it.
    pub to: ComparedVersion,
    /// Another pair.
    pub compare: CompareForm,
    /// The same the other way round.
    pub swapped_url: String,
    /// Each kind of change with how many there are; empty where that is not known.
    pub kinds: Vec<KindChoice>,
    /// What changed about the columns.
    pub columns: Vec<ColumnChange>,
    /// What to look for among the rows; `None` where none are listed.
    pub filter: Option<ChangeFilterForm>,
    /// Why there are no rows to be seen, as title and explanation.
    pub note: Option<(String, String)>,
    /// The rows; `None` where there is a note.
    pub grid: Option<ChangeGrid>,
    /// The links through the pages.
    pub pager: Pager,
}

/// One of two versions.
#[derive(Clone, Debug)]
pub struct ComparedVersion {
    /// Its number.
    pub number: String,
    /// When it was published.
    pub at: When,
    /// `1,204 rows`.
    pub rows: String,
    /// Its rows as a page; `None` once retention gave them up.
    pub rows_url: Option<String>,
    /// Its rows as a file; `None` once retention gave them up.
    pub csv_url: Option<String>,
}

/// A kind of change as a link that shows only it.
#[derive(Clone, Debug)]
pub struct KindChoice {
    /// `added`, `removed`, `changed`; empty for all.
    pub key: &'static str,
    /// The word for people.
    pub label: &'static str,
    /// How many there are.
    pub count: String,
    /// The page with these alone.
    pub url: String,
    /// Whether it is the one shown.
    pub is_shown: bool,
}

/// A column that one version has and the other has not, or has in another type.
#[derive(Clone, Debug)]
pub struct ColumnChange {
    /// Its name.
    pub name: String,
    /// `Added`, `Removed`, `Retyped`.
    pub kind: &'static str,
    /// The type before; empty for an added column.
    pub before: &'static str,
    /// The type after; empty for a removed column.
    pub after: &'static str,
}

/// The form that filters changes.
#[derive(Clone, Debug)]
pub struct ChangeFilterForm {
    /// What the form keeps: names and values.
    pub kept: Vec<(&'static str, String)>,
    /// Columns that can be chosen, each with whether it is; empty where no row can have changed.
    pub columns: Vec<(String, bool)>,
    /// The text looked for.
    pub text: String,
    /// The page without this filter; `None` where nothing is filtered.
    pub reset_url: Option<String>,
}

/// Changes as rows.
#[derive(Clone, Debug)]
pub struct ChangeGrid {
    /// What it shows, for people who do not see it.
    pub caption: String,
    /// The columns of both versions.
    pub columns: Vec<ChangeColumn>,
    /// The changes, in order.
    pub rows: Vec<ChangeRow>,
}

/// The header of a column.
#[derive(Clone, Debug)]
pub struct ChangeColumn {
    /// Its name.
    pub name: String,
    /// Its type, or both: `integer → numeric`.
    pub type_name: String,
    /// Aligns header and values right.
    pub is_number: bool,
}

/// What has become of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It has other values.
    Changed,
}

impl ChangeKind {
    /// For addresses and styles.
    pub fn key(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
        }
    }

    /// The word for people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Added => "Added",
            Self::Removed => "Removed",
            Self::Changed => "Changed",
        }
    }

    /// The sign that repeats the word.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Added => "+",
            Self::Removed => "−",
            Self::Changed => "≠",
        }
    }
}

/// One change.
#[derive(Clone, Debug)]
pub struct ChangeRow {
    /// What has become of the row.
    pub kind: ChangeKind,
    /// A cell for each of the columns.
    pub cells: Vec<ChangeCell>,
}

/// A value of a row that was added, removed or changed.
#[derive(Clone, Debug)]
pub enum ChangeCell {
    /// The column's value, which is the same in both versions where the row is in both.
    Same(Cell),
    /// Another value than before.
    Changed {
        /// Before.
        old: Cell,
        /// Now.
        new: Cell,
    },
}

impl ChangeRow {
    /// The cells, each with the alignment of its column.
    fn cells<'a>(&'a self, columns: &'a [ChangeColumn]) -> impl Iterator<Item = (&'a ChangeCell, bool)> {
        self.cells.iter().zip(columns.iter().map(|column| column.is_number))
    }
}
