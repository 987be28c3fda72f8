//! Rows that are never changed once they are written, and versions that are sets of them.
//!
//! A relation of rows has two columns more than the file: `"#row"`, a row's place among the others, and `"#id"`, the
//! number under which its [`Bitmap`] knows it. A refresh adds rows and a new bitmap and leaves every old page alone. See
//! `docs/adr/0008-row-sets.md`.

mod alive;
mod bitmap;
mod digest_chunk;
mod digests;
mod known;
mod placed;
mod relations;
mod room;
mod snapshot;

pub use alive::read_bitmap;
pub(super) use alive::write_bitmap;
pub use bitmap::Bitmap;
pub use digest_chunk::DigestChunk;
pub(super) use digests::write_digests;
pub use digests::{DigestError, read_digests};
pub use known::KnownRows;
pub(super) use known::{Reached, read_added};
pub use placed::first_id;
pub(super) use placed::{First, Wanted, indexes};
pub(super) use relations::{ID, ROW};
pub use relations::{Relations, place_in_file};
pub use room::{STEP as PLACE_STEP, places};
pub use snapshot::Snapshot;
pub(super) use snapshot::newest;

/// Statements that make the relations beside the rows.
pub(super) fn companions(relations: &Relations<'_>) -> String {
    alive::definition(relations) + &digests::definition(relations)
}
