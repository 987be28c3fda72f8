//! What the store holds for one session.

use jiff::Timestamp;
use rowmill_core::model::UserId;
use serde::{Deserialize, Serialize};

use crate::pages::chrome::{Flash, FlashKind};

/// One session, as JSON in the store.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// Who signed in.
    pub user: UserId,
    /// Their `session_epoch` at that time; the session is over once it differs.
    pub epoch: i32,
    /// When they signed in; the absolute age counts from here.
    pub created_at: Timestamp,
    /// What the last action did, until a page showed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) flash: Option<StoredFlash>,
}

/// A flash message at rest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct StoredFlash {
    kind: String,
    text: String,
}

impl StoredFlash {
    pub(super) fn new(kind: FlashKind, text: String) -> Self {
        Self { kind: kind.tone().to_owned(), text }
    }

    pub(super) fn shown(self) -> Flash {
        let kinds = [FlashKind::Done, FlashKind::Notice, FlashKind::Problem];
        let kind = kinds.into_iter().find(|kind| kind.tone() == self.kind).unwrap_or(FlashKind::Notice);
        Flash { kind, text: self.text }
    }
}
