//! Who is signed in.

use actix_web::{FromRequest, HttpMessage, HttpRequest, dev::Payload, http::Method};
use futures_util::future::LocalBoxFuture;
use rowmill_core::store::users::{self, User};

use crate::{error::Failure, session::Session, state::App};

/// The signed-in person, as Postgres knows them now.
#[derive(Clone)]
pub struct Visitor {
    /// Who.
    pub user: User,
    /// Their session.
    pub session: Session,
}

/// The signed-in person, or `None`. Looks once a request. A session of another epoch, or of somebody who was disabled
/// or deleted, is ended on the way.
///
/// # Errors
/// 503 when the session store or Postgres does not answer.
pub async fn visitor(request: &HttpRequest) -> Result<Option<Visitor>, Failure> {
    let known = request.extensions().get::<Visitor>().cloned();
    if known.is_some() {
        return Ok(known);
    }
    let session = Session::of(request)?;
    let Some(record) = session.record().await? else { return Ok(None) };
    let user = users::find(&App::of(request)?.client().await?, record.user).await?;
    let Some(user) = user.filter(|user| user.session_epoch == record.epoch) else {
        session.end().await?;
        return Ok(None);
    };
    let visitor = Visitor { user, session };
    request.extensions_mut().insert(visitor.clone());
    Ok(Some(visitor))
}

/// The signed-in person; else the way to the sign-in page, or 401 for a request that changes something.
pub(crate) async fn required(request: &HttpRequest) -> Result<Visitor, Failure> {
    visitor(request).await?.ok_or_else(|| {
        let can_return = matches!(*request.method(), Method::GET | Method::HEAD);
        Failure::sign_in(can_return.then(|| request.uri().to_string()))
    })
}

impl FromRequest for Visitor {
    type Error = Failure;
    type Future = LocalBoxFuture<'static, Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move { required(&request).await })
    }
}

/// A signed-in person who administers the installation; to anybody else the page does not exist.
#[derive(Clone)]
pub struct Administrator(pub Visitor);

pub(crate) async fn administrator(request: &HttpRequest) -> Result<Administrator, Failure> {
    let visitor = required(request).await?;
    if visitor.user.is_administrator { Ok(Administrator(visitor)) } else { Err(Failure::not_found()) }
}

impl FromRequest for Administrator {
    type Error = Failure;
    type Future = LocalBoxFuture<'static, Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move { administrator(&request).await })
    }
}
