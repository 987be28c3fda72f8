//! What a member may do.

text_enum! {
    /// A member's role. Each includes the ones before it: `Viewer < Editor < Owner`.
    pub enum Role: InvalidRole {
        /// Reads tables and runs.
        Viewer = "viewer",
        /// Adds, refreshes and changes tables.
        Editor = "editor",
        /// Manages members and deletes tables.
        Owner = "owner",
    }
}
