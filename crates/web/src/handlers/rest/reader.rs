//! Who asks: a program that shows a token, or a visitor with or without a session.

use actix_web::{HttpRequest, ResponseError, http::StatusCode, http::header};
use rowmill_core::{
    model::Token,
    store::{
        tables::Table,
        tokens::{self, Grant},
        workspaces::Workspace,
    },
};

use super::{failure::Refusal, text};
use crate::{
    extract::{client_address, member},
    rest::error::RestError,
    state::App,
};

/// Where clients of Supabase put their key.
const API_KEY: header::HeaderName = header::HeaderName::from_static("apikey");

/// Who asks.
#[derive(Debug, Clone, Copy)]
pub(super) enum Reader {
    /// A program.
    Program(Grant),
    /// Somebody who shows a key of another kind: to be told, where it is not enough that they are anybody.
    Stranger,
    /// Somebody with a session, or anybody.
    Visitor,
}

/// What somebody may read in a workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Readable {
    /// All of its tables.
    All,
    /// The one that a token names, and those that are public.
    Granted(Grant),
    /// Those that are public.
    Public,
}

impl Reader {
    /// Looks who it is. A token that was mistyped is refused without asking Postgres.
    ///
    /// # Errors
    /// 401 for a token that is none, was revoked or has ended.
    pub(super) async fn of(app: &App, request: &HttpRequest) -> Result<Self, Refusal> {
        let bearer = text(request, header::AUTHORIZATION).and_then(|value| {
            let (scheme, key) = value.split_once(' ')?;
            scheme.eq_ignore_ascii_case("bearer").then(|| key.trim())
        });
        let keys = [bearer, text(request, API_KEY).map(str::trim)];
        let mut keys = keys.into_iter().flatten().filter(|key| !key.is_empty()).peekable();
        let is_stranger = keys.peek().is_some();
        let Some(key) = keys.find(|key| Token::is_meant(key)) else {
            return Ok(if is_stranger { Self::Stranger } else { Self::Visitor });
        };
        let token: Token = key.parse().map_err(|_| RestError::invalid_token())?;
        let client = app.client().await?;
        let grant = tokens::find(&client, &token).await?.ok_or_else(RestError::invalid_token)?;
        if grant.is_news {
            tokens::note_use(&client, grant.token).await?;
        }
        Ok(Self::Program(grant))
    }

    /// Under what name requests are counted.
    pub(super) fn name(&self, app: &App, request: &HttpRequest) -> String {
        match self {
            Self::Program(grant) => format!("token:{}", grant.token),
            Self::Stranger | Self::Visitor => {
                format!("address:{}", client_address(request, app.config.trusted_proxies))
            }
        }
    }

    /// What they may read in a workspace.
    ///
    /// # Errors
    /// When a service is away.
    pub(super) async fn readable(
        &self,
        request: &HttpRequest,
        workspace: &Workspace,
    ) -> Result<Readable, Refusal> {
        match self {
            Self::Program(grant) if grant.workspace == workspace.id => {
                Ok(if grant.table.is_some() { Readable::Granted(*grant) } else { Readable::All })
            }
            Self::Program(_) | Self::Stranger => Ok(Readable::Public),
            Self::Visitor => match member::required(request).await {
                Ok(_) => Ok(Readable::All),
                Err(failure) => match failure.status_code() {
                    StatusCode::NOT_FOUND | StatusCode::SEE_OTHER | StatusCode::UNAUTHORIZED => {
                        Ok(Readable::Public)
                    }
                    _ => Err(failure.into()),
                },
            },
        }
    }

    /// That there is nothing, for whoever may not know of it: a key of another kind is the reason then.
    pub(super) fn nothing(&self, none: RestError) -> RestError {
        if matches!(self, Self::Stranger) { RestError::invalid_token() } else { none }
    }
}

impl Readable {
    /// Whether a table of the workspace is among them.
    pub(super) fn has(self, table: &Table) -> bool {
        table.is_public
            || match self {
                Self::All => true,
                Self::Granted(grant) => grant.table == Some(table.id),
                Self::Public => false,
            }
    }
}
