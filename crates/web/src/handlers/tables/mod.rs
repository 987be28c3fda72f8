//! Published tables: their rows, columns and history, and how one is made.

mod as_of;
mod columns;
mod create;
mod difference;
mod export;
mod frame;
mod history;
mod rows;
mod schedule_form;

pub(super) use as_of::moment;
pub use columns::columns;
pub use create::create;
pub(super) use create::title;
pub use difference::difference;
pub use export::csv;
pub(super) use frame::{Frame, find};
pub use history::history;
pub use rows::show;
pub(super) use schedule_form::{ScheduleForm, Scheduled};
