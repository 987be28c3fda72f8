//! The engine's entry: `tabular-fuzz --target=NAME [libFuzzer's options] [folders of inputs]`.
#![no_main]

#[path = "../targets/mod.rs"]
mod targets;

use std::panic::{self, catch_unwind};
use std::process;
use std::sync::{LazyLock, Mutex, PoisonError};

use targets::{TARGETS, Target};

/// What the last panic said, and where.
static PANIC: Mutex<String> = Mutex::new(String::new());

/// The target that the command line names. libFuzzer leaves options with two dashes to the program.
static TARGET: LazyLock<Target> = LazyLock::new(|| {
    let named = std::env::args().find_map(|argument| argument.strip_prefix("--target=").map(str::to_owned));
    let target = TARGETS.into_iter().find(|(name, _)| named.as_deref() == Some(name));
    let names = TARGETS.map(|(name, _)| name).join(", ");
    let target = target.unwrap_or_else(|| panic!("--target= has to be one of {names}")).1;
    // The engine's own hook ends the process at any panic, even one of the libraries that becomes an error.
    panic::set_hook(Box::new(|panic| {
        *PANIC.lock().unwrap_or_else(PoisonError::into_inner) = panic.to_string();
    }));
    target
});

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let target = *TARGET;
    if catch_unwind(|| target(input)).is_err() {
        eprintln!("{}", PANIC.lock().unwrap_or_else(PoisonError::into_inner));
        process::abort();
    }
});
