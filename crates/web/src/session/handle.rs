//! The session of one request. Nothing is read from the store until somebody asks who is signed in.

use std::{
    cell::{Cell, RefCell},
    future::{Ready, ready},
    rc::Rc,
};

use actix_web::{FromRequest, HttpMessage, HttpRequest, cookie::Cookie, dev::Payload};
use anyhow::anyhow;
use jiff::Timestamp;
use rowmill_core::store::users::User;

use super::{Record, Sessions, cookie, cookie::Kind, random_token, record::StoredFlash};
use crate::{
    error::Failure,
    pages::chrome::{Flash, FlashKind},
};

/// A handle on the request's session; clones share it.
#[derive(Clone)]
pub struct Session(Rc<Inner>);

struct Inner {
    sessions: Sessions,
    id: RefCell<Option<String>>,
    form: RefCell<Option<String>>,
    loaded: Cell<bool>,
    record: RefCell<Option<Record>>,
    outgoing: RefCell<Vec<Cookie<'static>>>,
}

impl Session {
    /// The session that a request's cookies name. No I/O.
    pub(super) fn read(sessions: Sessions, request: &HttpRequest) -> Self {
        let find = |kind: Kind| {
            let value = request.cookie(kind.name(sessions.https))?;
            cookie::read(&sessions.signer, kind, value.value())
        };
        let (id, form) = (find(Kind::Session), find(Kind::Form));
        let renewed = id.as_ref().is_some_and(|(_, by_older_key)| *by_older_key);
        let session = Self(Rc::new(Inner {
            id: RefCell::new(id.map(|(id, _)| id)),
            form: RefCell::new(form.map(|(id, _)| id)),
            loaded: Cell::new(false),
            record: RefCell::default(),
            outgoing: RefCell::default(),
            sessions,
        }));
        if renewed {
            session.send_id();
        }
        session
    }

    /// The session of a request.
    ///
    /// # Errors
    /// Never behind `session::middleware`.
    pub fn of(request: &HttpRequest) -> Result<Self, Failure> {
        let session = request.extensions().get::<Self>().cloned();
        session.ok_or_else(|| anyhow!("the application was built without sessions").into())
    }

    /// The record, if somebody is signed in and neither idle nor absolute time has run out.
    ///
    /// # Errors
    /// 503 when the store does not answer.
    pub async fn record(&self) -> Result<Option<Record>, Failure> {
        let id = self.0.id.borrow().clone();
        if let (Some(id), false) = (id, self.0.loaded.get()) {
            let found = self.0.sessions.store.load(&id).await?;
            match found {
                Some(record) if self.is_too_old(&record) => drop(self.end().await?),
                other => *self.0.record.borrow_mut() = other,
            }
            self.0.loaded.set(true);
        }
        Ok(self.0.record.borrow().clone())
    }

    fn is_too_old(&self, record: &Record) -> bool {
        let absolute = i64::try_from(self.0.sessions.absolute.as_secs()).unwrap_or(i64::MAX);
        Timestamp::now().as_second().saturating_sub(record.created_at.as_second()) >= absolute
    }

    /// Signs somebody in under a new id: one that somebody planted or saw before is worth nothing afterwards.
    ///
    /// # Errors
    /// 503 when the store does not answer; nobody is signed in then.
    pub async fn begin(&self, user: &User, epoch: i32) -> Result<(), Failure> {
        self.end().await?;
        self.create(user, epoch).await
    }

    /// Moves a session that still is to a new id and epoch, after the visitor changed how they sign in.
    ///
    /// # Errors
    /// 401 when it ended while the request was under way: a sign-out is not undone. 503 when the store does not answer.
    pub async fn renew(&self, user: &User, epoch: i32) -> Result<(), Failure> {
        if self.end().await? { self.create(user, epoch).await } else { Err(Failure::sign_in(None)) }
    }

    async fn create(&self, user: &User, epoch: i32) -> Result<(), Failure> {
        let record = Record { user: user.id, epoch, created_at: Timestamp::now(), flash: None };
        let id = random_token();
        self.0.sessions.store.create(&id, &record).await?;
        *self.0.id.borrow_mut() = Some(id);
        *self.0.record.borrow_mut() = Some(record);
        self.0.loaded.set(true);
        self.send_id();
        Ok(())
    }

    /// Signs out: the record is gone for every process, and the browser forgets the cookie. Whether there was a session.
    ///
    /// # Errors
    /// 503 when the store does not answer; the session is still there then, and the visitor is told.
    pub async fn end(&self) -> Result<bool, Failure> {
        let id = self.0.id.borrow().clone();
        let mut was = false;
        if let Some(id) = id {
            was = self.0.sessions.store.delete(&id).await?;
            self.send(cookie::forget(Kind::Session, self.0.sessions.https));
        }
        *self.0.id.borrow_mut() = None;
        *self.0.record.borrow_mut() = None;
        Ok(was)
    }

    /// Leaves a message for the next page. Without a session it is dropped.
    ///
    /// # Errors
    /// 503 when the store does not answer.
    pub async fn flash(&self, kind: FlashKind, text: impl Into<String>) -> Result<(), Failure> {
        self.replace_flash(Some(StoredFlash::new(kind, text.into()))).await
    }

    /// Takes the message the last action left.
    ///
    /// # Errors
    /// 503 when the store does not answer.
    pub async fn take_flash(&self) -> Result<Option<Flash>, Failure> {
        let flash = self.record().await?.and_then(|record| record.flash);
        if flash.is_some() {
            self.replace_flash(None).await?;
        }
        Ok(flash.map(StoredFlash::shown))
    }

    async fn replace_flash(&self, flash: Option<StoredFlash>) -> Result<(), Failure> {
        let Some(mut record) = self.record().await? else { return Ok(()) };
        let Some(id) = self.0.id.borrow().clone() else { return Ok(()) };
        record.flash = flash;
        self.0.sessions.store.update(&id, &record).await?;
        *self.0.record.borrow_mut() = Some(record);
        Ok(())
    }

    /// What this visitor's forms are tied to: the session, or without one a random cookie that is sent along.
    ///
    /// # Errors
    /// 503 when the store does not answer.
    pub(crate) async fn form_anchor(&self) -> Result<String, Failure> {
        if let Some(anchor) = self.present_anchor().await? {
            return Ok(anchor);
        }
        let id = random_token();
        *self.0.form.borrow_mut() = Some(id.clone());
        let sessions = &self.0.sessions;
        self.send(cookie::write(&sessions.signer, Kind::Form, &id, sessions.https, None));
        Ok(id)
    }

    /// As [`Session::form_anchor`], for a form that comes back; `None` when nothing was sent out before.
    ///
    /// # Errors
    /// 503 when the store does not answer.
    pub(crate) async fn present_anchor(&self) -> Result<Option<String>, Failure> {
        let signed_in = self.record().await?.is_some();
        let anchor = if signed_in { &self.0.id } else { &self.0.form };
        Ok(anchor.borrow().clone())
    }

    fn send_id(&self) {
        let sessions = &self.0.sessions;
        if let Some(id) = self.0.id.borrow().as_ref() {
            let age = Some(sessions.absolute);
            self.send(cookie::write(&sessions.signer, Kind::Session, id, sessions.https, age));
        }
    }

    /// The last cookie of a name is the one that counts.
    fn send(&self, cookie: Cookie<'static>) {
        let mut outgoing = self.0.outgoing.borrow_mut();
        outgoing.retain(|other| other.name() != cookie.name());
        outgoing.push(cookie);
    }

    pub(super) fn outgoing(&self) -> Vec<Cookie<'static>> {
        self.0.outgoing.take()
    }
}

impl FromRequest for Session {
    type Error = Failure;
    type Future = Ready<Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::of(request))
    }
}
