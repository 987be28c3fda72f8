//! The two cookies: the session, and the anchor of forms shown to a visitor who is not signed in.

use actix_web::cookie::{Cookie, SameSite, time};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

use super::Signer;

/// What a cookie is for. Also the purpose it is signed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Session,
    Form,
}

impl Kind {
    fn purpose(self) -> &'static str {
        match self {
            Self::Session => "session cookie",
            Self::Form => "form cookie",
        }
    }

    /// `__Host-` makes a browser refuse the cookie from a sibling domain or without Secure (RFC 6265bis §4.1.3.2);
    /// it cannot be used over plain http.
    pub(super) fn name(self, https: bool) -> &'static str {
        match (self, https) {
            (Self::Session, true) => "__Host-rowmill",
            (Self::Session, false) => "rowmill",
            (Self::Form, true) => "__Host-rowmill-form",
            (Self::Form, false) => "rowmill-form",
        }
    }
}

/// The id in a cookie's value, and whether an older key signed it; `None` unless a key of ours did.
pub(super) fn read(signer: &Signer, kind: Kind, value: &str) -> Option<(String, bool)> {
    let (id, signature) = value.split_once('.')?;
    let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
    let key = signer.verify(kind.purpose(), id, &signature)?;
    Some((id.to_owned(), key > 0))
}

/// A cookie that holds `id`. `age` is `None` for a cookie that ends with the browser.
pub(super) fn write(
    signer: &Signer,
    kind: Kind,
    id: &str,
    https: bool,
    age: Option<std::time::Duration>,
) -> Cookie<'static> {
    let signature = URL_SAFE_NO_PAD.encode(signer.sign(kind.purpose(), id));
    let mut cookie = bare(kind, format!("{id}.{signature}"), https);
    if let Some(seconds) = age.and_then(|age| i64::try_from(age.as_secs()).ok()) {
        cookie.set_max_age(time::Duration::seconds(seconds));
    }
    cookie
}

/// A cookie that makes the browser forget the one it has.
pub(super) fn forget(kind: Kind, https: bool) -> Cookie<'static> {
    let mut cookie = bare(kind, String::new(), https);
    cookie.set_max_age(time::Duration::ZERO);
    cookie
}

fn bare(kind: Kind, value: String, https: bool) -> Cookie<'static> {
    let cookie = Cookie::build(kind.name(https), value).path("/").http_only(true).same_site(SameSite::Lax);
    if https { cookie.secure(true).finish() } else { cookie.finish() }
}
