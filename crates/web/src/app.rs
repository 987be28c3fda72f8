//! The HTTP server.

use std::{net::TcpListener, time::Duration};

use actix_web::{
    HttpServer,
    dev::Server,
    middleware::{Compress, from_fn},
    web,
};

use crate::{
    middleware::{failures::failures, headers::headers, observe::observe},
    routes,
    session::middleware::session,
    state::App,
};

/// Threads that serve. Two keep an idle process small; a formation grows by processes.
const THREADS: usize = 2;
/// How long a client may take to send its headers.
const HEADERS: Duration = Duration::from_secs(10);
/// How long an idle connection is kept: longer than the proxies in front keep theirs, or they write into closed ones.
const KEEP_ALIVE: Duration = Duration::from_secs(75);
/// Seconds requests under way may go on after SIGTERM.
const DRAIN: u64 = 20;

/// Serves on `listener` until its handle stops it.
///
/// # Errors
/// When the listener cannot be used.
pub fn serve(app: App, listener: TcpListener) -> std::io::Result<Server> {
    let data = web::Data::new(app);
    let server = HttpServer::new(move || {
        actix_web::App::new()
            .app_data(data.clone())
            // From the inside out: what is wrapped last sees a request first.
            .wrap(from_fn(session))
            .wrap(from_fn(failures))
            .wrap(Compress::default())
            .wrap(from_fn(headers))
            .wrap(from_fn(observe))
            .configure(|config| routes::all().register(config))
    });
    let server = server
        .workers(THREADS)
        .client_request_timeout(HEADERS)
        .keep_alive(KEEP_ALIVE)
        // A compressed answer is written in pieces: the second would wait until the client has acknowledged the first, which
        // it puts off for 40 ms (RFC 1122 §4.2.3.2).
        .tcp_nodelay(true)
        // Whoever closes a connection waits for no answer: what was done for it ends.
        .h1_allow_half_closed(false)
        .shutdown_timeout(DRAIN)
        .disable_signals()
        .listen(listener)?;
    Ok(server.run())
}
