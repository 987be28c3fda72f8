//! The rows of one version, as a condition on the relation that holds them.

use super::{
    ID, Relations,
    alive::{all_bits, bit_of, last_segment},
    bitmap::SEGMENT,
};
use crate::{
    model::{Extent, WorkspaceId},
    store::versions::Version,
    table::ident::Ident,
};

/// A version's rows.
#[derive(Debug, Clone, Copy)]
pub struct Snapshot<'a> {
    /// Where they are.
    pub relations: Relations<'a>,
    /// The version's number.
    pub version: i32,
    /// Which they are; `None` for a version of an earlier release, whose relation is its own.
    pub extent: Option<Extent>,
}

impl<'a> Snapshot<'a> {
    /// The rows of a version; `None` once retention gave them up.
    pub fn of(workspace: WorkspaceId, version: &'a Version) -> Option<Self> {
        let relations = Relations { workspace, rows: version.relation.as_deref()? };
        Some(Self { relations, version: version.number, extent: version.extent })
    }

    /// The relation, or a subquery, in which the rows are.
    pub(in super::super) fn rows(&self) -> String {
        let rows = self.relations.rows();
        match self.extent {
            Some(extent) if extent.has_past => {
                format!("(SELECT * FROM {rows} UNION ALL SELECT * FROM {})", self.relations.past())
            }
            _ => rows,
        }
    }

    /// A condition for queries that look at few rows, found by an index: each row's bit is looked up by itself.
    pub(in super::super) fn has_row(&self, alias: &str) -> String {
        self.condition(alias, |id| bit_of(&self.relations, self.version, id))
    }

    /// A condition for queries that look at most rows: all bits are gathered first, which takes some 0.3 ms a million
    /// rows, and then each costs a few nanoseconds.
    pub(in super::super) fn has_each(&self, alias: &str) -> String {
        self.condition(alias, |id| {
            let last = self.extent.map_or(0, |extent| (extent.rows_end.max(1) - 1) / SEGMENT.cast_signed());
            get_bit(&all_bits(&self.relations, &self.version.to_string(), &last.to_string()), id)
        })
    }

    fn condition(&self, alias: &str, bit: impl Fn(&str) -> String) -> String {
        let Some(extent) = self.extent else { return "true".to_owned() };
        let id = format!("{alias}.{}", Ident::new(ID));
        let there = format!("{id} < {}", extent.rows_end);
        match extent.is_whole {
            true => there,
            // Later rows have no bit, and asking for one is an error: CASE keeps the order of evaluation (PostgreSQL
            // documentation, "Expression Evaluation Rules").
            false => format!("CASE WHEN {there} THEN {} ELSE false END", bit(&id)),
        }
    }
}

/// The condition of the view: the rows of the newest version, whatever its number. Nothing is pinned, since a
/// publication's rows and bits come to light together.
pub(in super::super) fn newest(relations: &Relations<'_>, alias: &str) -> String {
    get_bit(
        &all_bits(relations, &i32::MAX.to_string(), &last_segment(relations)),
        &format!("{alias}.{}", Ident::new(ID)),
    )
}

/// `<> 0`, since the planner takes `= 1` for a condition that hardly any row meets.
fn get_bit(bits: &str, id: &str) -> String {
    format!("get_bit({bits}, {id}) <> 0")
}
