//! What a process manager, a load balancer and Prometheus ask.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        StatusCode,
        header::{AUTHORIZATION, WWW_AUTHENTICATE},
    },
    web,
};
use rowmill_core::telemetry;
use secrecy::ExposeSecret;
use serde::Serialize;
use subtle::ConstantTimeEq;

use crate::state::App;

/// Whether the process lives.
pub async fn healthz(app: web::Data<App>) -> HttpResponse {
    let health = app.probe.health();
    answer(health.alive, &health)
}

/// Whether the process can do its work.
pub async fn readyz(app: web::Data<App>) -> HttpResponse {
    let readiness = app.probe.readiness().await;
    answer(readiness.ready, &readiness)
}

fn answer(good: bool, body: &impl Serialize) -> HttpResponse {
    HttpResponse::build(if good { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE }).json(body)
}

/// The metrics, behind `METRICS_TOKEN` where it is set.
pub async fn metrics(request: HttpRequest, app: web::Data<App>) -> HttpResponse {
    if let Some(token) = &app.config.metrics_token {
        let sent = request.headers().get(AUTHORIZATION).map_or(&b""[..], |value| value.as_bytes());
        let expected = format!("Bearer {}", token.expose_secret());
        if !bool::from(sent.ct_eq(expected.as_bytes())) {
            return HttpResponse::Unauthorized().insert_header((WWW_AUTHENTICATE, "Bearer")).finish();
        }
    }
    HttpResponse::Ok().content_type("text/plain; version=0.0.4").body(telemetry::render())
}
