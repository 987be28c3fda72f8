//! The engine's entry: `tabular-fuzz --target=NAME [libFuzzer's options] [folders of inputs]`.
#![no_main]

#[path = "../targets/mod.rs"]
mod targets;

use std::sync::LazyLock;

use targets::{TARGETS, Target};

/// The target that the command line names. libFuzzer leaves options with two dashes to the program.
static TARGET: LazyLock<Target> = LazyLock::new(|| {
    let named = std::env::args().find_map(|argument| argument.strip_prefix("--target=").map(str::to_owned));
    let target = TARGETS.into_iter().find(|(name, _)| named.as_deref() == Some(name));
    let names = TARGETS.map(|(name, _)| name).join(", ");
    target.unwrap_or_else(|| panic!("--target= has to be one of {names}")).1
});

libfuzzer_sys::fuzz_target!(|input: &[u8]| TARGET(input));
