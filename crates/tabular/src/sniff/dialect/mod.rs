//! How delimited text is cut into fields: delimiter, quote, escape, line end.
//!
//! `candidates` are the delimiters that a text could have, `split` cuts a sample under each of them, `score` says how good a
//! table comes out, `decide` chooses, `habits` show once the choice is made, and `explain` says why.

mod as_it_stands;
mod backslash;
mod candidates;
mod comment;
mod comments;
mod decide;
mod decimal_comma;
mod delimiter;
mod explain;
mod first_line;
mod habits;
mod line_end;
mod quote;
mod sample;
mod score;
mod short_text;
pub(crate) mod split;
mod unescape;

pub use as_it_stands::as_it_stands;
pub use comment::Comment;
pub(crate) use decide::decide;
pub use delimiter::Delimiter;
pub(crate) use explain::evenness;
pub use line_end::LineEnd;
pub(crate) use line_end::line_end;
pub use quote::{Escape, Quote};
