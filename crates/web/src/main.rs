//! The web process. Everything is in the library, where tests reach it.

fn main() -> std::process::ExitCode {
    rowmill_core::lifecycle::exit(rowmill_web::process::run)
}
