//! The read API: `/api/{workspace}/{table}`, and the same below `/rest/v1` for clients that are given the address of a
//! project. Every answer is JSON, also that there is none.

mod allowance;
mod describe;
mod failure;
mod lookup;
mod read;
mod reader;

use actix_web::{
    HttpRequest, HttpResponse,
    http::{Method, header},
    web,
};

use self::{allowance::Allowance, failure::Refusal, lookup::Lookup, reader::Reader};
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
    serve(&app, &request, async |reader| match *request.method() {
        Method::GET | Method::HEAD => read::rows(&app, &request, &reader, &workspace, &table).await,
        Method::OPTIONS => {
            let found = Lookup::find(&app, &request, &reader, &workspace, &table).await;
            found.map(|_| respond::options(&request))
        }
        _ => Err(RestError::method(request.method().as_str()).into()),
    })
    .await
}

/// What there is to read in a workspace.
pub async fn workspace(app: web::Data<App>, request: HttpRequest, at: web::Path<String>) -> HttpResponse {
    serve(&app, &request, async |reader| match *request.method() {
        Method::GET | Method::HEAD => describe::workspace(&app, &request, &reader, &at).await,
        Method::OPTIONS => Ok(respond::options(&request)),
        _ => Err(RestError::method(request.method().as_str()).into()),
    })
    .await
}

/// There are no functions.
pub async fn function(
    app: web::Data<App>,
    request: HttpRequest,
    at: web::Path<(String, String)>,
) -> HttpResponse {
    let (workspace, name) = at.into_inner();
    serve(&app, &request, async |_| Err(RestError::no_function(&workspace, &name).into())).await
}

/// There is nothing deeper than a table.
pub async fn nowhere(app: web::Data<App>, request: HttpRequest) -> HttpResponse {
    serve(&app, &request, async |_| Err(RestError::path().into())).await
}

/// Answers whoever may still ask.
async fn serve(
    app: &App,
    request: &HttpRequest,
    answer: impl AsyncFnOnce(Reader) -> Result<HttpResponse, Refusal>,
) -> HttpResponse {
    if is_preflight(request) {
        return respond::preflight(request);
    }
    let reader = Reader::of(app, request).await;
    // Whoever tries tokens is counted by the address.
    let name = reader.as_ref().unwrap_or(&Reader::Stranger).name(app, request);
    let allowance = Allowance::take(app, &name).await;
    let answer = match (allowance.and_then(|allowance| allowance.exhausted()), reader) {
        (Some(seconds), _) => Err(Refusal::too_many_requests(seconds)),
        (None, Ok(reader)) => answer(reader).await,
        (None, Err(refusal)) => Err(refusal),
    };
    let mut answer = answer.unwrap_or_else(|refusal| refusal.answer(request));
    if let Some(allowance) = allowance {
        allowance.tell(answer.headers_mut());
    }
    answer
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
