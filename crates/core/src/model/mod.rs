//! The nouns of Rowmill as types, and the rules that need no I/O.

/// An enum with one stable text per variant: in Postgres, Redis, URLs and JSON alike.
macro_rules! text_enum {
    ($(#[$doc:meta])* pub enum $name:ident: $error:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $text)] $variant,)* }

        impl $name {
            /// Every variant, in order.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The stable text.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        /// The text names no variant.
        #[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
        #[error("{:?} is not one of them", .0)]
        pub struct $error(String);

        impl std::str::FromStr for $name {
            type Err = $error;
            fn from_str(text: &str) -> Result<Self, $error> {
                match text { $($text => Ok(Self::$variant),)* other => Err($error(other.to_owned())) }
            }
        }
    };
}

mod change;
mod check;
mod extent;
mod failure;
mod id;
mod lane;
mod name;
mod overruling;
mod report;
mod role;
mod rules;
mod run;
mod schedule;
mod source;
mod token;

pub use change::ChangeKind;
pub use check::{Check, CheckResult, Example, Verdict};
pub use extent::Extent;
pub use failure::RunFailure;
pub use id::{RunId, SourceId, TableId, UploadId, UserId, WorkspaceId};
pub use lane::Lane;
pub use name::{InvalidName, TableName, WorkspaceSlug, suggest};
pub use overruling::Overruling;
pub use report::{Exchange, Hop, RowChanges, RowCounts, RunReport, Sample, SchemaChange, StepTiming};
pub use role::Role;
pub use rules::{DriftPolicy, GuardRails, LoadMode, TableRules};
pub use run::{RunCause, RunKind, RunState, Step};
pub use schedule::{InvalidSchedule, Schedule};
pub use source::SourceKind;
pub use token::{InvalidToken, Scope, Token};
