//! The answers handlers give, in a word each.

use actix_web::{
    HttpResponse,
    http::{StatusCode, header},
};
use anyhow::Context;
use askama::Template;

use crate::error::Failure;

/// 200 with a page.
///
/// # Errors
/// When the page cannot be written, which is a defect.
pub fn page(template: &impl Template) -> Result<HttpResponse, Failure> {
    page_with(StatusCode::OK, template)
}

/// A page under another status: a form that was refused is 422.
///
/// # Errors
/// As [`page`].
pub fn page_with(status: StatusCode, template: &impl Template) -> Result<HttpResponse, Failure> {
    let html = template.render().context("writing a page")?;
    Ok(HttpResponse::build(status)
        .insert_header((header::CONTENT_TYPE, "text/html; charset=utf-8"))
        .body(html))
}

/// 303 to a path of this site, after a form was taken: a reload repeats nothing.
pub fn see_other(path: impl AsRef<str>) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((header::LOCATION, path.as_ref())).finish()
}
