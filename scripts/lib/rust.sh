# shellcheck shell=sh
# The Rust toolchain and the commands that the scripts share. One profile, release, so that up, test and
# bench reuse each other's artifacts. Needs say.sh.

# rust_find: puts cargo on PATH, or says how to get it.
rust_find() {
    command -v cargo >/dev/null || [ ! -x "${HOME:-}/.cargo/bin/cargo" ] || PATH=$HOME/.cargo/bin:$PATH
    command -v cargo >/dev/null ||
        fail "cargo is missing" "install Rust (https://rustup.rs), open a new shell and run this again"
}

# rust_find_linters
rust_find_linters() {
    { cargo fmt --version && cargo clippy --version; } >/dev/null 2>&1 ||
        fail "rustfmt or clippy is missing" "install them: rustup component add rustfmt clippy"
}

rust_format() { cargo fmt --all --check; }

rust_lint() { cargo clippy --release --locked --workspace --all-targets -- -D warnings; }

rust_build() { cargo build --release --locked --workspace --bins; }
