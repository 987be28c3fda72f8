//! Ids as types of their own, so that a run is never looked up by a table's id.

macro_rules! id {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = std::num::ParseIntError;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    )*};
}

id! {
    /// A person who signs in.
    UserId;
    /// A tenant.
    WorkspaceId;
    /// Where bytes come from.
    SourceId;
    /// A published relation.
    TableId;
    /// One attempt to bring a table in step, or to preview a source.
    RunId;
    /// A file a person dropped.
    UploadId;
}
