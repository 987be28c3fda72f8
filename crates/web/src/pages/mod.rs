//! What a person sees: one struct a page, holding text that is ready to be shown, and its askama template under
//! `templates/`. No SQL, no I/O and no decisions about permissions: handlers fill these structs.
//!
//! Parts that several pages share (a badge, a grid, a progress strip) are templates of their own and print
//! themselves; they are the only values a template writes without escaping, by way of `HtmlSafe`. No template uses
//! the `safe` filter.

pub mod account;
pub mod add_table;
pub mod cell;
pub mod checks;
pub mod choice;
pub mod chrome;
pub mod column;
pub mod error;
pub mod field;
mod filters;
pub mod format;
pub mod freshness;
pub mod grid;
pub mod history;
pub mod home;
pub mod layout;
pub mod members;
pub mod ops;
pub mod preview;
pub mod problem;
pub mod progress;
pub mod rules;
pub mod run;
pub mod run_state;
pub mod schedule;
pub mod settings;
pub mod sign_in;
pub mod table;
pub mod tokens;
pub mod welcome;
pub mod when;

/// Marks a part as a template that escapes its own values, so that a page may print it as it is.
macro_rules! part {
    ($($part:ty),+ $(,)?) => { $(impl askama::filters::HtmlSafe for $part {})+ };
}
pub(crate) use part;
