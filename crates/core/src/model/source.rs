//! Kinds of sources.

text_enum! {
    /// How the bytes of a source get here.
    pub enum SourceKind: InvalidSourceKind {
        /// The worker fetches them.
        Url = "url",
        /// A person dropped them.
        Upload = "upload",
    }
}
