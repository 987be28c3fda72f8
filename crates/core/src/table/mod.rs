//! The users' relations: how they are named, made, filled, published and read.
//!
//! A workspace has two schemas. The one people read bears its slug and holds one view per table, without bookkeeping
//! columns. The storage schema, `rowmill_w<id>`, holds one relation per version, immutable once published; a
//! publication points the view at another relation. See `docs/adr/0003-storage.md`.

mod copy;
mod ddl;
mod ident;
mod publish;
pub mod query;
mod sweep;

pub use copy::{MAX_ROW_COLUMNS, RowEncoder};
pub use ddl::{
    Load, begin_load, create_workspace_schemas, drop_relation, drop_table, name_is_free, postgres_type,
    relation_name, set_title_comment, storage_schema,
};
pub use ident::Ident;
pub use publish::{Publication, PublishError, publish};
pub use sweep::sweep_orphans;
