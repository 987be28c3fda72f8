//! Which rows of a relation a version has.

/// The rows that were there, by their ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extent {
    /// Rows with a smaller id were loaded together, in the order of their file.
    pub base_end: i32,
    /// Rows with a smaller id were there when the version was published.
    pub rows_end: i32,
    /// Whether the version has all of them; else its bitmap says which.
    pub is_whole: bool,
}

impl Extent {
    /// Of a version whose rows were loaded together and are all there are.
    pub fn whole(count: i32) -> Self {
        Self { base_end: count, rows_end: count, is_whole: true }
    }
}
