//! An origin server that says what a test tells it to: files that change, validators, redirects, and every way in which
//! a server or a connection can fail. It runs on a thread of its own, so a busy test does not slow it down.

mod answer;
mod server;

use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use anyhow::Context;
use tokio::{net::TcpListener, sync::Notify};

pub use answer::{Answer, Body, Gate};

/// A running server. It stops when dropped.
#[derive(Debug)]
pub struct Origin {
    address: SocketAddr,
    shared: Arc<Shared>,
}

/// A request as it came, and what was answered.
#[derive(Debug, Clone)]
pub struct Request {
    /// Path and query.
    pub target: String,
    /// Names in lower case.
    pub headers: HashMap<String, String>,
    /// The status answered.
    pub status: u16,
}

#[derive(Debug, Default)]
struct Shared {
    answers: Mutex<HashMap<String, Arc<Answer>>>,
    requests: Mutex<Vec<Request>>,
    stop: Notify,
}

impl Origin {
    /// Listens on a free port of 127.0.0.1. Unknown paths are answered with 404.
    ///
    /// # Errors
    /// When no port can be opened.
    pub fn start() -> anyhow::Result<Self> {
        let shared = Arc::new(Shared::default());
        let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).context("opening the origin's port")?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let serving = shared.clone();
        std::thread::Builder::new().name("origin".to_owned()).spawn(move || {
            runtime.block_on(async {
                let listener = TcpListener::from_std(listener).expect("the listener does not block");
                tokio::select! {
                    () = server::serve(listener, serving.clone()) => {}
                    () = serving.stop.notified() => {}
                }
            });
        })?;
        Ok(Self { address, shared })
    }

    /// The address of a path.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// The port it listens on.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// Answers a path like this from now on. Requests under way get the answer they began with.
    pub fn set(&self, path: &str, answer: Answer) {
        lock(&self.shared.answers).insert(path.to_owned(), Arc::new(answer));
    }

    /// Every request so far, the oldest first.
    pub fn requests(&self) -> Vec<Request> {
        lock(&self.shared.requests).clone()
    }

    /// How often a path was answered with this status.
    pub fn count(&self, path: &str, status: u16) -> usize {
        lock(&self.shared.requests).iter().filter(|r| r.target == path && r.status == status).count()
    }
}

impl Drop for Origin {
    fn drop(&mut self) {
        self.shared.stop.notify_one();
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
