//! What may become of a row between two versions.

text_enum! {
    /// What has become of a row.
    pub enum ChangeKind: UnknownChangeKind {
        /// It is there now, and was not before.
        Added = "added",
        /// It was there, and is no longer.
        Removed = "removed",
        /// It has other values under the same key.
        Changed = "changed",
    }
}
