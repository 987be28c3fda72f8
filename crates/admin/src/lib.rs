//! One-off administrative tasks, one command a file. Keeps them, and the right to change the schema, out of `web`.

mod commands;
mod context;

use rowmill_core::config::{AdminConfig, Env};

use commands::COMMANDS;
use context::Context;

/// Runs the command the arguments name.
///
/// # Errors
/// When there is no such command, or it fails.
pub async fn run(arguments: &[String], env: Env) -> anyhow::Result<()> {
    let wants_help = |text: &str| matches!(text, "help" | "--help" | "-h");
    let Some(name) = arguments.first().filter(|name| !wants_help(name)) else {
        println!("{}", help());
        return Ok(());
    };
    let Some(command) = COMMANDS.iter().find(|command| command.name == *name) else {
        anyhow::bail!("there is no command `{name}`\n\n{}", help());
    };
    let context = Context::new(AdminConfig::from_env(env)?)?;
    (command.run)(context, arguments[1..].to_vec()).await
}

fn help() -> String {
    let mut text = "rowmill-admin COMMAND [ARGUMENT …]\n\n".to_owned();
    for command in COMMANDS {
        text += &format!("  {:<28} {}\n", format!("{} {}", command.name, command.arguments), command.help);
    }
    text + "\nReads DATABASE_URL, and REDIS_URL where a command rings the queue's bell."
}
