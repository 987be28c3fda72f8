//! `tabular-cli`: the reader at a shell. What it prints is for programs, but for `explain`; errors go to standard error.

mod cells;
mod check;
mod columns;
mod convert;
mod decode;
mod explain;
mod files;
mod rows;
mod sniff;
mod types;

use std::path::Path;
use std::process::ExitCode;

const USAGE: &str = "usage: tabular-cli cells DIR
       tabular-cli check FILE
       tabular-cli columns DIR
       tabular-cli convert DIR OUT_DIR
       tabular-cli decode DIR OUT_DIR
       tabular-cli explain FILE...
       tabular-cli rows DIR
       tabular-cli sniff DIR
       tabular-cli types DIR";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["cells", from] => cells::run(Path::new(from)),
        ["columns", dir] => columns::run(Path::new(dir)),
        ["convert", from, into] => convert::run(Path::new(from), Path::new(into)),
        ["decode", from, into] => decode::run(Path::new(from), Path::new(into)),
        ["explain", files @ ..] if !files.is_empty() => explain::run(files),
        ["rows", dir] => rows::run(Path::new(dir)),
        ["sniff", dir] => sniff::run(Path::new(dir)),
        ["types", dir] => types::run(Path::new(dir)),
        ["check", file] => check::run(Path::new(file)),
        _ => Err(USAGE.into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
