//! Which rows of a relation a version has.

/// The rows that were there, by their ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extent {
    /// Rows with a smaller id were loaded together, in the order of their file.
    pub base_end: i32,
    /// Rows with this id or a larger one were added since. Those between were gone when the others were loaded, and are in
    /// a relation of their own.
    pub added_from: i32,
    /// Rows with a smaller id were there when the version was published.
    pub rows_end: i32,
    /// Whether it has all of those but the past ones; else the relation's bitmap says which.
    pub is_whole: bool,
    /// Whether it has rows that are past.
    pub has_past: bool,
}

impl Extent {
    /// Of a version whose rows were loaded together and are all there are.
    pub fn whole(count: i32) -> Self {
        Self { base_end: count, added_from: count, rows_end: count, is_whole: true, has_past: false }
    }

    /// Of the version that follows, with rows added up to `rows_end`.
    #[must_use]
    pub fn followed(self, rows_end: i32, is_whole: bool) -> Self {
        Self { rows_end, is_whole, has_past: false, ..self }
    }
}
