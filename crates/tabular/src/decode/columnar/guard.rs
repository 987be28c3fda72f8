//! The one place where a panic of a library becomes an error.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::error::Error;

/// Runs a library's decoder over bytes that nobody has vouched for.
///
/// The Parquet and Arrow crates index, slice and add without checks in places where only a damaged file can be wrong
/// (<https://github.com/apache/arrow-rs/issues?q=label%3Aparquet+panic>), so a panic there is what the file deserves:
/// [`Error::Damaged`]. Whoever calls must not use the decoder again after an error; nothing else can be in an
/// inconsistent state, because a decoder is owned by one file.
pub(super) fn guarded<T>(found: &'static str, decode: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
    catch_unwind(AssertUnwindSafe(decode)).unwrap_or_else(|panic| {
        let message = panic.downcast_ref::<String>().map(String::as_str);
        let message = message.or_else(|| panic.downcast_ref::<&str>().copied());
        let detail = message.unwrap_or("its parts contradict each other").to_owned();
        Err(Error::Damaged { found, detail })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_a_damaged_file() {
        let values = [1, 2, 3];
        let error = guarded("Parquet file", || Ok(values[values.len()])).expect_err("out of bounds");
        assert_eq!(error.code(), "damaged_file");
        assert!(error.to_string().starts_with("The Parquet file is damaged: index out of bounds"), "{error}");
    }
}
