//! Every route, in one list, with who may use it. A route cannot be added without saying so: there is no other way to
//! add one, and the check runs before its handler.

use actix_web::{
    Error, FromRequest, Handler, HttpRequest, Responder, Route,
    body::{self, BodySize, BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    guard,
    http::Method,
    middleware::{Next, from_fn},
    web,
};
use rowmill_core::model::Role;

use crate::{
    csrf,
    error::Failure,
    extract::{member, visitor},
    handlers,
};

/// Who may use a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Anybody who reaches the port.
    Public,
    /// Programs: the handler looks who asks for what, and answers as their clients expect. Changes nothing.
    Reader,
    /// Whoever is signed in.
    SignedIn,
    /// Members of the `{workspace}` in the path.
    Viewer,
    /// Members who may add and change tables.
    Editor,
    /// Members who may manage members and delete tables.
    Owner,
    /// Administrators of the installation; to others it does not exist.
    Administrator,
}

/// One line of the list.
#[derive(Debug, Clone)]
pub struct RouteInfo {
    /// GET, which answers HEAD too, or POST.
    pub method: Method,
    /// The pattern.
    pub path: &'static str,
    /// Who may use it.
    pub access: Access,
}

/// Gathers routes.
#[derive(Default)]
pub struct Routes {
    entries: Vec<(RouteInfo, Route)>,
}

impl Routes {
    /// A page, or a file: changes nothing.
    #[must_use]
    pub fn get<F, Args>(self, path: &'static str, access: Access, handler: F) -> Self
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        let route = web::route().guard(guard::Any(guard::Get()).or(guard::Head())).to(handler);
        self.add(Method::GET, path, access, route)
    }

    /// A form: changes something.
    #[must_use]
    pub fn post<F, Args>(self, path: &'static str, access: Access, handler: F) -> Self
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        self.add(Method::POST, path, access, web::post().to(handler))
    }

    /// An address of the read API. It answers every method, since its clients expect its own refusals.
    #[must_use]
    pub fn api<F, Args>(self, path: &'static str, handler: F) -> Self
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        self.add(Method::GET, path, Access::Reader, web::route().to(handler))
    }

    fn add(mut self, method: Method, path: &'static str, access: Access, route: Route) -> Self {
        let admit = move |request: ServiceRequest, next: Next<BoxBody>| admit(access, request, next);
        self.entries.push((RouteInfo { method, path, access }, route.wrap(from_fn(admit))));
        self
    }

    /// Registers everything. The methods of one path become one resource, so that another method on it is 405.
    pub fn register(mut self, config: &mut web::ServiceConfig) {
        while !self.entries.is_empty() {
            let path = self.entries[0].0.path;
            let (same, others) = self.entries.into_iter().partition(|(info, _)| info.path == path);
            self.entries = others;
            let same: Vec<(RouteInfo, Route)> = same;
            let methods: Vec<Method> = same.iter().map(|(info, _)| info.method.clone()).collect();
            let resource =
                same.into_iter().fold(web::resource(path), |resource, (_, route)| resource.route(route));
            config.service(
                resource.default_service(web::to(move || {
                    handlers::not_found::method_not_allowed(methods.clone())
                })),
            );
        }
        config.default_service(web::to(handlers::not_found::not_found));
    }
}

/// The lines of the list, for the test that walks it.
pub fn table() -> Vec<RouteInfo> {
    all().entries.into_iter().map(|(info, _)| info).collect()
}

async fn admit(
    access: Access,
    request: ServiceRequest,
    next: Next<BoxBody>,
) -> Result<ServiceResponse, Error> {
    if let Err(failure) = check(access, request.request()).await {
        return Ok(request.error_response(failure));
    }
    let head = request.method() == Method::HEAD;
    let response = next.call(request).await?;
    // A HEAD on an event stream would hold the connection for nothing. A page keeps its length (RFC 9110 §9.3.2).
    let endless = matches!(response.response().body().size(), BodySize::Stream);
    Ok(if head && endless { response.map_body(|_, _| BoxBody::new(body::None::new())) } else { response })
}

async fn check(access: Access, request: &HttpRequest) -> Result<(), Failure> {
    if access != Access::Reader && !matches!(*request.method(), Method::GET | Method::HEAD) {
        csrf::check_origin(request)?;
    }
    match access {
        Access::Public | Access::Reader => Ok(()),
        Access::SignedIn => visitor::required(request).await.map(drop),
        Access::Administrator => visitor::administrator(request).await.map(drop),
        Access::Viewer => member::required(request).await.map(drop),
        Access::Editor => member::required(request).await?.require(Role::Editor),
        Access::Owner => member::required(request).await?.require(Role::Owner),
    }
}

/// The list. Paths with a fixed segment come before those with a name in its place.
pub fn all() -> Routes {
    of_workspaces(of_programs(of_the_installation(Routes::default())))
}

fn of_the_installation(routes: Routes) -> Routes {
    use Access::{Administrator, Public, SignedIn};
    use handlers::{account, assets, health, ops, sign_in, welcome, workspaces};

    routes
        .get("/", Public, sign_in::front)
        .get("/healthz", Public, health::healthz)
        .get("/readyz", Public, health::readyz)
        .get("/metrics", Public, health::metrics)
        .get("/favicon.ico", Public, assets::favicon)
        .get("/assets/{file}", Public, assets::show)
        .get("/sign-in", Public, sign_in::show)
        .post("/sign-in", Public, sign_in::sign_in)
        .post("/sign-out", SignedIn, sign_in::sign_out)
        .get("/welcome/{token}", Public, welcome::show)
        .post("/welcome/{token}", Public, welcome::accept)
        .get("/account", SignedIn, account::show)
        .post("/account/password", SignedIn, account::change_password)
        .post("/account/sessions/end", SignedIn, account::end_sessions)
        .post("/workspaces", Administrator, workspaces::create)
        .get("/ops", Administrator, ops::show)
}

/// No workspace is called `api`.
fn of_programs(routes: Routes) -> Routes {
    use handlers::rest;

    routes
        .api("/api/{workspace}", rest::workspace)
        .api("/api/{workspace}/", rest::workspace)
        .api("/api/{workspace}/rest/v1", rest::workspace)
        .api("/api/{workspace}/rest/v1/", rest::workspace)
        .api("/api/{workspace}/rest/v1/rpc/{function}", rest::function)
        .api("/api/{workspace}/rest/v1/{table}", rest::table)
        .api("/api/{workspace}/rpc/{function}", rest::function)
        .api("/api/{workspace}/{table}", rest::table)
        .api("/api/{workspace}/{rest:.+}", rest::nowhere)
}

fn of_workspaces(routes: Routes) -> Routes {
    use Access::{Editor, Owner, Viewer};
    use handlers::{events, home, members, runs, settings, sources, tables, tokens, uploads};

    routes
        .get("/{workspace}", Viewer, home::show)
        .get("/{workspace}/-/new", Editor, sources::new)
        .post("/{workspace}/-/sources", Editor, sources::create)
        .get("/{workspace}/-/sources/{source}", Editor, sources::show)
        .post("/{workspace}/-/sources/{source}/preview", Editor, sources::preview)
        .post("/{workspace}/-/uploads", Editor, uploads::create)
        .post("/{workspace}/-/tables", Editor, tables::create)
        .get("/{workspace}/-/runs/{run}", Viewer, runs::show_preview)
        .get("/{workspace}/-/runs/{run}/events", Viewer, events::stream)
        .get("/{workspace}/-/runs/{run}/rejected.csv", Viewer, runs::rejected_csv_of_preview)
        .post("/{workspace}/-/runs/{run}/cancel", Editor, runs::cancel_preview)
        .post("/{workspace}/-/runs/{run}/retry", Editor, runs::retry_preview)
        .get("/{workspace}/-/members", Viewer, members::list)
        .post("/{workspace}/-/members/invite", Owner, members::invite)
        .post("/{workspace}/-/invitations/{invitation}/revoke", Owner, members::withdraw)
        .post("/{workspace}/-/members/{user}/role", Owner, members::change_role)
        .post("/{workspace}/-/members/{user}/remove", Viewer, members::remove)
        .get("/{workspace}/-/tokens", Owner, tokens::list)
        .post("/{workspace}/-/tokens", Owner, tokens::create)
        .post("/{workspace}/-/tokens/{token}/revoke", Owner, tokens::revoke)
        .get("/{workspace}/{table}.csv", Viewer, tables::csv)
        .get("/{workspace}/{table}", Viewer, tables::show)
        .get("/{workspace}/{table}/columns", Viewer, tables::columns)
        .get("/{workspace}/{table}/history", Viewer, tables::history)
        .get("/{workspace}/{table}/difference", Viewer, tables::difference)
        .post("/{workspace}/{table}/refresh", Editor, runs::refresh)
        .post("/{workspace}/{table}/upload", Editor, uploads::replace)
        .get("/{workspace}/{table}/runs", Viewer, runs::list)
        .get("/{workspace}/{table}/runs/{run}", Viewer, runs::show)
        .get("/{workspace}/{table}/runs/{run}/rejected.csv", Viewer, runs::rejected_csv)
        .post("/{workspace}/{table}/runs/{run}/cancel", Editor, runs::cancel)
        .post("/{workspace}/{table}/runs/{run}/retry", Editor, runs::retry)
        .post("/{workspace}/{table}/runs/{run}/publish", Editor, runs::publish_anyway)
        .post("/{workspace}/{table}/runs/{run}/relax", Editor, runs::relax)
        .get("/{workspace}/{table}/settings", Editor, settings::show)
        .post("/{workspace}/{table}/settings", Editor, settings::save)
        .post("/{workspace}/{table}/settings/rules", Editor, settings::save_rules)
        .post("/{workspace}/{table}/settings/access", Owner, settings::save_access)
        .post("/{workspace}/{table}/settings/checks", Editor, settings::add_check)
        .post("/{workspace}/{table}/settings/checks/remove", Editor, settings::remove_check)
        .post("/{workspace}/{table}/delete", Owner, settings::delete)
}
