//! `rowmill.users`.

use deadpool_postgres::GenericClient;
use tokio_postgres::{Error, Row};

use crate::model::UserId;

const INSERT: &str = "INSERT INTO rowmill.users (email, name, password_hash, is_administrator)
    VALUES (lower($1), $2, $3, $4) ON CONFLICT (email) DO NOTHING RETURNING id";
const FIND: &str = "SELECT id, email, name, password_hash, is_administrator, session_epoch
    FROM rowmill.users WHERE id = $1 AND disabled_at IS NULL";
const FIND_BY_EMAIL: &str = "SELECT id, email, name, password_hash, is_administrator, session_epoch
    FROM rowmill.users WHERE email = lower($1) AND disabled_at IS NULL";
const SET_PASSWORD: &str = "UPDATE rowmill.users SET password_hash = $2, session_epoch = session_epoch + 1 WHERE id = $1 RETURNING session_epoch";
const REHASH: &str = "UPDATE rowmill.users SET password_hash = $2 WHERE id = $1";
const END_SESSIONS: &str =
    "UPDATE rowmill.users SET session_epoch = session_epoch + 1 WHERE id = $1 RETURNING session_epoch";
const MAKE_ADMINISTRATOR: &str =
    "UPDATE rowmill.users SET is_administrator = true WHERE email = lower($1) AND disabled_at IS NULL";
const DISABLE: &str = "UPDATE rowmill.users SET disabled_at = now(), session_epoch = session_epoch + 1
    WHERE email = lower($1) AND disabled_at IS NULL";
const HAS_ADMINISTRATOR: &str =
    "SELECT EXISTS (SELECT FROM rowmill.users WHERE is_administrator AND disabled_at IS NULL) AS present";

pub(super) const ALL: &[&str] = &[
    INSERT,
    FIND,
    FIND_BY_EMAIL,
    SET_PASSWORD,
    REHASH,
    END_SESSIONS,
    MAKE_ADMINISTRATOR,
    DISABLE,
    HAS_ADMINISTRATOR,
];

/// A person who signs in.
#[derive(Clone)]
pub struct User {
    /// Id.
    pub id: UserId,
    /// Lower case.
    pub email: String,
    /// As people call them.
    pub name: String,
    /// PHC string.
    pub password_hash: String,
    /// May see the ops page.
    pub is_administrator: bool,
    /// Sessions made under another epoch are over.
    pub session_epoch: i32,
}

impl std::fmt::Debug for User {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("User").field("id", &self.id).finish_non_exhaustive()
    }
}

fn from_row(row: &Row) -> Result<User, Error> {
    Ok(User {
        id: UserId(row.try_get("id")?),
        email: row.try_get("email")?,
        name: row.try_get("name")?,
        password_hash: row.try_get("password_hash")?,
        is_administrator: row.try_get("is_administrator")?,
        session_epoch: row.try_get("session_epoch")?,
    })
}

/// Adds a person; `None` when the e-mail address is taken.
///
/// # Errors
/// When Postgres refuses.
pub async fn insert(
    client: &impl GenericClient,
    email: &str,
    name: &str,
    password_hash: &str,
    is_administrator: bool,
) -> Result<Option<UserId>, Error> {
    let row = client.query_opt(INSERT, &[&email, &name, &password_hash, &is_administrator]).await?;
    row.map(|row| row.try_get("id").map(UserId)).transpose()
}

/// A person by id, unless disabled.
///
/// # Errors
/// When Postgres refuses.
pub async fn find(client: &impl GenericClient, id: UserId) -> Result<Option<User>, Error> {
    client.query_opt(FIND, &[&id.0]).await?.as_ref().map(from_row).transpose()
}

/// A person by e-mail address in any case, unless disabled.
///
/// # Errors
/// When Postgres refuses.
pub async fn find_by_email(client: &impl GenericClient, email: &str) -> Result<Option<User>, Error> {
    client.query_opt(FIND_BY_EMAIL, &[&email]).await?.as_ref().map(from_row).transpose()
}

/// Sets a new password and ends every session; the new epoch.
///
/// # Errors
/// When Postgres refuses.
pub async fn set_password(
    client: &impl GenericClient,
    id: UserId,
    password_hash: &str,
) -> Result<i32, Error> {
    client.query_one(SET_PASSWORD, &[&id.0, &password_hash]).await?.try_get("session_epoch")
}

/// Stores the same password under stronger parameters; sessions stay.
///
/// # Errors
/// When Postgres refuses.
pub async fn rehash(client: &impl GenericClient, id: UserId, password_hash: &str) -> Result<(), Error> {
    client.execute(REHASH, &[&id.0, &password_hash]).await.map(drop)
}

/// Ends every session of a person; the new epoch.
///
/// # Errors
/// When Postgres refuses.
pub async fn end_sessions(client: &impl GenericClient, id: UserId) -> Result<i32, Error> {
    client.query_one(END_SESSIONS, &[&id.0]).await?.try_get("session_epoch")
}

/// Makes somebody an administrator; whether there is such an account.
///
/// # Errors
/// When Postgres refuses.
pub async fn make_administrator(client: &impl GenericClient, email: &str) -> Result<bool, Error> {
    Ok(client.execute(MAKE_ADMINISTRATOR, &[&email]).await? == 1)
}

/// Shuts an account, and ends its sessions at once; whether there was one.
///
/// # Errors
/// When Postgres refuses.
pub async fn disable(client: &impl GenericClient, email: &str) -> Result<bool, Error> {
    Ok(client.execute(DISABLE, &[&email]).await? == 1)
}

/// Whether anybody administers this installation.
///
/// # Errors
/// When Postgres refuses.
pub async fn has_administrator(client: &impl GenericClient) -> Result<bool, Error> {
    client.query_one(HAS_ADMINISTRATOR, &[]).await?.try_get("present")
}
