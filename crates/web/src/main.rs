//! The web process. Everything is in the library, where tests reach it.

use std::process::ExitCode;

fn main() -> ExitCode {
    match rowmill_web::process::run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("rowmill-web: {error:#}");
            ExitCode::FAILURE
        }
    }
}
