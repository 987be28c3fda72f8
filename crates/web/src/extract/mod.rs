//! What a handler asks for. Each extractor is a wall too: it fails where the visitor may not have what it gives.

mod chrome;
mod client_address;
mod form;
pub(crate) mod member;
pub(crate) mod visitor;

pub use chrome::chrome;
pub use client_address::client_address;
pub use form::{Form, Nothing};
pub use member::Member;
pub use visitor::{Administrator, Visitor, visitor};
