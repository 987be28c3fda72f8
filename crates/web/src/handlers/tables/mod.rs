//! Published tables: their rows, columns and versions, and how one is made.

mod columns;
mod create;
mod frame;
mod rows;
mod schedule_form;
mod versions;

pub use columns::columns;
pub use create::create;
pub(super) use create::title;
pub(super) use frame::{Frame, find};
pub use rows::show;
pub(super) use schedule_form::{ScheduleForm, Scheduled};
pub use versions::versions;
