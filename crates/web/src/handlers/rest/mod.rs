//! The read API: `/api/{workspace}/{table}`, and the same below `/rest/v1` for clients that are given the address of a
//! project. Every answer is JSON, also that there is none.

mod describe;
mod failure;
mod lookup;
mod read;

use actix_web::{
    HttpRequest, HttpResponse,
    http::{Method, header},
    web,
};

use self::{failure::Refusal, lookup::Lookup};
use crate::{
    rest::{error::RestError, respond},
    state::App,
};

/// Rows of a table.
pub async fn table(
    app: web::Data<App>,
    request: HttpRequest,
    at: web::Path<(String, String)>,
) -> HttpResponse {
    let (workspace, table) = at.into_inner();
    if is_preflight(&request) {
        return respond::preflight(&request);
    }
    let answer = match *request.method() {
        Method::GET | Method::HEAD => read::rows(&app, &request, &workspace, &table).await,
        Method::OPTIONS => {
            let found = Lookup::find(&app, &request, &workspace, &table).await;
            found.map(|_| respond::options(&request))
        }
        _ => Err(RestError::method(request.method().as_str()).into()),
    };
    answer.unwrap_or_else(|refusal| refusal.answer(&request))
}

/// What there is to read in a workspace.
pub async fn workspace(app: web::Data<App>, request: HttpRequest, at: web::Path<String>) -> HttpResponse {
    if is_preflight(&request) {
        return respond::preflight(&request);
    }
    let answer = match *request.method() {
        Method::GET | Method::HEAD => describe::workspace(&app, &request, &at).await,
        Method::OPTIONS => Ok(respond::options(&request)),
        _ => Err(RestError::method(request.method().as_str()).into()),
    };
    answer.unwrap_or_else(|refusal| refusal.answer(&request))
}

/// There are no functions.
pub async fn function(request: HttpRequest, at: web::Path<(String, String)>) -> HttpResponse {
    if is_preflight(&request) {
        return respond::preflight(&request);
    }
    let (workspace, name) = at.into_inner();
    Refusal::from(RestError::no_function(&workspace, &name)).answer(&request)
}

/// There is nothing deeper than a table.
pub async fn nowhere(request: HttpRequest) -> HttpResponse {
    if is_preflight(&request) {
        return respond::preflight(&request);
    }
    Refusal::from(RestError::path()).answer(&request)
}

/// Whether a browser asks what a script of another site may do (Fetch §3.3.2).
fn is_preflight(request: &HttpRequest) -> bool {
    let headers = request.headers();
    *request.method() == Method::OPTIONS
        && headers.contains_key(header::ORIGIN)
        && headers.contains_key(header::ACCESS_CONTROL_REQUEST_METHOD)
}

/// A header, where it is text.
fn text(request: &HttpRequest, name: header::HeaderName) -> Option<&str> {
    request.headers().get(name).and_then(|value| value.to_str().ok())
}
