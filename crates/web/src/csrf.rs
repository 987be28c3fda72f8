//! Walls against forms that another site submits in a visitor's name: where the request comes from, and a token that
//! only our pages hold.

use actix_web::{
    HttpRequest,
    http::header::{HOST, HeaderName, ORIGIN},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use url::Url;

use crate::{error::Failure, session::Session, state::App};

/// What the signature of a token is for.
const PURPOSE: &str = "form";
/// W3C Fetch Metadata.
const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// A token for the forms of one page, tied to the visitor's session (without one: to a cookie that is sent along).
/// Each is different, so that compressing pages does not give it away byte by byte (BREACH).
///
/// # Errors
/// 503 when the session store does not answer.
pub async fn token(request: &HttpRequest) -> Result<String, Failure> {
    let anchor = Session::of(request)?.form_anchor().await?;
    let nonce = URL_SAFE_NO_PAD.encode(rand::random::<[u8; 12]>());
    let signature = App::of(request)?.sessions.signer().sign(PURPOSE, &format!("{nonce}.{anchor}"));
    Ok(format!("{nonce}.{}", URL_SAFE_NO_PAD.encode(signature)))
}

/// Checks the token a form brought back. [`crate::extract::Form`] does it by itself; a multipart handler calls this
/// with its first part, before it reads anything else.
///
/// # Errors
/// 403 when it is missing, made up, or another session's; 503 when the session store does not answer.
pub async fn verify(request: &HttpRequest, token: &str) -> Result<(), Failure> {
    let anchor = Session::of(request)?.present_anchor().await?;
    let valid = anchor.is_some_and(|anchor| {
        token.split_once('.').is_some_and(|(nonce, signature)| {
            URL_SAFE_NO_PAD.decode(signature).is_ok_and(|signature| {
                App::of(request).is_ok_and(|app| {
                    app.sessions.signer().verify(PURPOSE, &format!("{nonce}.{anchor}"), &signature).is_some()
                })
            })
        })
    });
    if valid { Ok(()) } else { Err(Failure::forbidden()) }
}

/// Refuses a request that changes something and comes from another site. Runs before every such handler.
///
/// # Errors
/// 403.
pub(crate) fn check_origin(request: &HttpRequest) -> Result<(), Failure> {
    let header = |name: HeaderName| request.headers().get(name).map(|value| value.to_str().unwrap_or("?"));
    let site = header(SEC_FETCH_SITE);
    if !matches!(site, None | Some("same-origin" | "none")) {
        return Err(Failure::forbidden());
    }
    match header(ORIGIN) {
        // Under our Referrer-Policy, no-referrer, browsers call the origin of our own forms null (Fetch §3.1), so null
        // says nothing. Sec-Fetch-Site does where it is sent, and the token everywhere.
        None | Some("null") => Ok(()),
        Some(origin) if is_ours(request, origin)? => Ok(()),
        Some(_) => Err(Failure::forbidden()),
    }
}

fn is_ours(request: &HttpRequest, origin: &str) -> Result<bool, Failure> {
    let app = App::of(request)?;
    let public = Url::parse(&app.config.public_url).map(|url| url.origin().ascii_serialization());
    if public.is_ok_and(|public| public == origin) {
        return Ok(true);
    }
    // In development people reach one process by several names: localhost, 127.0.0.1, the name of the machine.
    let host = request.headers().get(HOST).and_then(|host| host.to_str().ok());
    Ok(!app.config.https && host.is_some_and(|host| origin.strip_prefix("http://") == Some(host)))
}
