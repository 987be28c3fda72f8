//! The embedded files, in the smallest form a browser takes. Nothing is compressed while the process runs.

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{
        ACCEPT_ENCODING, AcceptEncoding, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, Encoding,
        Header, IF_NONE_MATCH, LOCATION, VARY,
    },
};

use crate::{
    assets::{self, Asset, LOGO_SVG},
    error::Failure,
};

/// An asset's name changes with its content, so a browser need never ask again.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// One asset.
///
/// # Errors
/// 404 for a name that is none.
pub async fn show(request: HttpRequest) -> Result<HttpResponse, Failure> {
    let asset = assets::lookup(request.path()).ok_or_else(Failure::not_found)?;
    let (encoding, bytes) = choose(&request, asset);
    // A validator names one form of the bytes (RFC 9110 §8.8.3.3).
    let etag = format!("{}-{encoding}\"", asset.etag.trim_end_matches('"'));
    let known = request.headers().get(IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let mut response = HttpResponse::Ok();
    response
        .insert_header((CACHE_CONTROL, FOR_EVER))
        .insert_header((VARY, ACCEPT_ENCODING.as_str()))
        .insert_header((ETAG, etag.clone()));
    if known.is_some_and(|known| known.split(',').any(|one| one.trim().trim_start_matches("W/") == etag)) {
        return Ok(response.status(actix_web::http::StatusCode::NOT_MODIFIED).finish());
    }
    Ok(response
        .insert_header((CONTENT_TYPE, asset.content_type))
        .insert_header((CONTENT_ENCODING, encoding))
        .body(bytes))
}

/// For clients that ask for it whatever the page says.
pub async fn favicon() -> HttpResponse {
    HttpResponse::PermanentRedirect().insert_header((LOCATION, LOGO_SVG)).finish()
}

fn choose(request: &HttpRequest, asset: &'static Asset) -> (&'static str, &'static [u8]) {
    let accepted = AcceptEncoding::parse(request).ok();
    let takes = |name: &'static str| {
        let offered: Encoding = if name == "br" { Encoding::brotli() } else { Encoding::gzip() };
        accepted.as_ref().is_some_and(|accepted| {
            accepted.negotiate([offered.clone(), Encoding::identity()].iter()) == Some(offered)
        })
    };
    match (asset.brotli, asset.gzip) {
        (Some(bytes), _) if takes("br") => ("br", bytes),
        (_, Some(bytes)) if takes("gzip") => ("gzip", bytes),
        _ => ("identity", asset.identity),
    }
}
