//! What happens to every request, from the outside in: `observe` (id, span, log, metrics), `headers`, compression,
//! `failures` (the page of an error), and `session::middleware`. All but the last leave requests alone and work on
//! the response.

pub mod failures;
pub mod headers;
pub mod observe;

pub use observe::RequestId;
