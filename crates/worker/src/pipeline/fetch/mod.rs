//! The only outbound network of the worker: one guarded dialler and the fetch of one file through it.
//!
//! Every request, the first and each redirect, goes through [`Dialler::request`]: scheme, user information,
//! address and port are checked, the name is resolved once, and the connection can reach nothing but the
//! addresses that were checked. What a file contains is not this module's business; it hands on the bytes
//! as they came, still compressed where the server compressed them.

mod body;
mod classify;
mod conditional;
mod dialler;
mod exchange;
mod fault;
mod fetcher;
pub mod guard;
mod policy;
mod redirect;
mod resolver;
mod retry_after;
mod shown_url;
mod tls;

pub use conditional::Conditional;
pub use dialler::Dialler;
use exchange::Record;
pub use fault::{Fault, FetchError, RedirectProblem};
pub use fetcher::{Fetched, Fetcher};
pub use guard::Guard;
pub use policy::FetchPolicy;
pub use resolver::{Lookup, SystemLookup};
pub use rowmill_core::model::{Exchange, Hop};
pub use shown_url::shown_url;
pub use tls::{TlsProblem, Trust};
