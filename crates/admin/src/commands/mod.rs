//! The commands, in one list.

mod administrator;
mod disable;
mod doctor;
mod first_link;
mod migrate;
mod requeue;
mod sample;

use std::pin::Pin;

use crate::context::Context;

type Ending = Pin<Box<dyn Future<Output = anyhow::Result<()>>>>;

/// A command.
pub(crate) struct Command {
    pub(crate) name: &'static str,
    pub(crate) arguments: &'static str,
    pub(crate) help: &'static str,
    pub(crate) run: fn(Context, Vec<String>) -> Ending,
}

/// The list.
pub(crate) const COMMANDS: &[Command] = &[
    Command {
        name: "migrate",
        arguments: "",
        help: "Bring the database to this release; safe to run twice or at once.",
        run: |context, _| Box::pin(migrate::run(context)),
    },
    Command {
        name: "first-link",
        arguments: "",
        help: "Print a one-time link that makes the first administrator; nothing when there is one.",
        run: |context, _| Box::pin(first_link::run(context)),
    },
    Command {
        name: "administrator",
        arguments: "EMAIL",
        help: "Make an account an administrator.",
        run: |context, arguments| Box::pin(administrator::run(context, arguments)),
    },
    Command {
        name: "disable",
        arguments: "EMAIL",
        help: "Shut an account and end its sessions.",
        run: |context, arguments| Box::pin(disable::run(context, arguments)),
    },
    Command {
        name: "sample",
        arguments: "",
        help: "Add a workspace `demo` with a table from a file that comes with Rowmill; once.",
        run: |context, _| Box::pin(sample::run(context)),
    },
    Command {
        name: "requeue",
        arguments: "RUN",
        help: "Make a failed or cancelled run anew.",
        run: |context, arguments| Box::pin(requeue::run(context, arguments)),
    },
    Command {
        name: "doctor",
        arguments: "",
        help: "Check Postgres, Redis, the schema and the queue, and say what to do.",
        run: |context, _| Box::pin(doctor::run(context)),
    },
];
