//! Argon2id and the text it is stored as (PHC string format).

use anyhow::anyhow;
use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};

/// KiB; with the two below the first setting of the OWASP cheat sheet. Above 32 MiB on purpose: the C library gives so
/// large a piece back to the system at once (glibc `DEFAULT_MMAP_THRESHOLD_MAX`), while smaller ones stay with each
/// thread that ever hashed. With 19 MiB, fifty sign-ins left 480 MB behind.
const MEMORY: u32 = 47_104;
/// Passes over the memory.
const PASSES: u32 = 1;
/// Lanes.
const LANES: u32 = 1;

/// What a password is compared with when there is no such account, so that both cost the same.
pub(super) fn nobody() -> String {
    format!("$argon2id$v=19$m={MEMORY},t={PASSES},p={LANES}${}${}", "A".repeat(22), "A".repeat(43))
}

/// The PHC string of a password.
pub(super) fn hash(password: &[u8]) -> anyhow::Result<String> {
    let hash = argon2()?.hash_password(password).map_err(|error| anyhow!("argon2: {error}"))?;
    Ok(hash.to_string())
}

/// Whether a password is the stored one, and whether that is stored with weaker parameters than today's.
pub(super) fn compare(password: &[u8], stored: &str) -> anyhow::Result<(bool, bool)> {
    let stored = PasswordHash::new(stored).map_err(|error| anyhow!("a stored password: {error}"))?;
    // The parameters are those of the stored text.
    let same = argon2()?.verify_password(password, &stored).is_ok();
    Ok((same, is_weak(&stored)))
}

fn argon2() -> anyhow::Result<Argon2<'static>> {
    let params =
        Params::new(MEMORY, PASSES, LANES, None).map_err(|error| anyhow!("argon2 parameters: {error}"))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn is_weak(stored: &PasswordHash) -> bool {
    let of = |name: &str| stored.params.get_decimal(name).unwrap_or(0);
    stored.algorithm.as_str() != "argon2id" || of("m") < MEMORY || of("t") < PASSES
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_compared_like_anybody() {
        assert_eq!(compare(b"", &nobody()).expect("compared"), (false, false));
    }
}
