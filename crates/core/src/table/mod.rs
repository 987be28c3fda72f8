//! The users' relations: how they are named, made, filled, published and read.
//!
//! A workspace has two schemas. The one people read bears its slug and holds one view per table, without bookkeeping
//! columns. The storage schema, `rowmill_w<id>`, holds rows that are never changed once they are written; a version is a set
//! of them. See `docs/adr/0003-storage.md` and `docs/adr/0008-row-sets.md`.

mod carry;
mod checks;
mod compact;
mod copy;
mod ddl;
mod delta;
mod dependents;
mod distinct;
pub mod history;
mod ident;
mod indexes;
mod load;
mod publish;
pub mod query;
pub mod read;
mod renumber;
mod rows;
mod sweep;
mod view;

pub use carry::carry;
pub use checks::Checks;
pub use compact::{Compaction, is_compaction_due};
pub use copy::{MAX_ROW_COLUMNS, RowEncoder, put_cell};
pub use ddl::{
    create_workspace_schemas, drop_table, is_verbatim, name_is_free, postgres_type, relation_name,
    set_title_comment, storage_schema,
};
pub use delta::{AddedPiece, AddedRows, Delta};
pub use distinct::{Distinct, distinct_columns};
pub use ident::Ident;
pub use indexes::{READ_UNINDEXED, index_loaded, index_published, index_unindexed};
pub use load::{Load, RowsIn, begin_load, finish_load, gather_statistics, join_load, prepare_load};
pub use publish::{Content, Publication, PublishError, publish};
pub use rows::{
    Bitmap, DigestChunk, DigestError, KnownRows, PLACE_STEP, Relations, Snapshot, first_id, place_in_file,
    places, read_bitmap, read_digests,
};
pub use sweep::{drop_if_orphaned, sweep_orphans};
