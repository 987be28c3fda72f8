//! The steps of a job: glue between tabular, the users' relations and the ledger.

pub mod carry;
pub mod check;
pub mod compare;
pub mod contract;
pub mod detect;
pub mod drift;
pub mod fetch;
pub mod infer;
pub mod load;
mod long_record;
mod matching;
pub mod obtain;
pub mod overrule;
pub mod publish;
pub mod sample;
pub mod stage;
mod typed_row;
