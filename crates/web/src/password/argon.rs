//! Argon2id and the text it is stored as (PHC string format).

use anyhow::anyhow;
use argon2::{Algorithm, Argon2, Block, Params, Version, password_hash::phc::PasswordHash};
use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD};
use subtle::ConstantTimeEq;

/// KiB; with the two below the smallest setting of the OWASP cheat sheet.
const MEMORY: u32 = 19_456;
/// Passes over the memory.
const PASSES: u32 = 2;
/// Lanes.
const LANES: u32 = 1;
/// Bytes of the stored hash.
const LENGTH: usize = 32;

/// Blocks of 1 KiB. The C library gives memory back to the system at once only where a piece is larger than 32 MiB
/// (glibc `DEFAULT_MMAP_THRESHOLD_MAX`); smaller pieces stay with each thread that ever hashed, which came to 480 MB
/// after fifty sign-ins. So the piece is asked for larger than needed; what is never touched costs nothing.
const RESERVED: usize = 33 * 1024;

/// What a password is compared with when there is no such account, so that both cost the same.
pub(super) fn nobody() -> String {
    text(&[0; 16], &[0; LENGTH])
}

/// The PHC string of a password.
pub(super) fn hash(password: &[u8]) -> anyhow::Result<String> {
    let params = Params::new(MEMORY, PASSES, LANES, Some(LENGTH)).map_err(describe)?;
    let salt = rand::random::<[u8; 16]>();
    let mut hash = [0; LENGTH];
    derive(&Argon2::new(Algorithm::Argon2id, Version::V0x13, params), password, &salt, &mut hash)?;
    Ok(text(&salt, &hash))
}

fn text(salt: &[u8], hash: &[u8]) -> String {
    let (salt, hash) = (STANDARD_NO_PAD.encode(salt), STANDARD_NO_PAD.encode(hash));
    format!("$argon2id$v=19$m={MEMORY},t={PASSES},p={LANES}${salt}${hash}")
}

/// Whether a password is the stored one, and whether that is stored with weaker parameters than today's.
pub(super) fn compare(password: &[u8], stored: &str) -> anyhow::Result<(bool, bool)> {
    // The errors of the parser do not quote what they parse.
    let stored = PasswordHash::new(stored).map_err(|error| anyhow!("a stored password: {error}"))?;
    let (Some(salt), Some(hash)) = (&stored.salt, &stored.hash) else {
        return Err(anyhow!("a stored password without salt or hash"));
    };
    let params = Params::try_from(&stored).map_err(|error| anyhow!("a stored password: {error}"))?;
    let algorithm = Algorithm::try_from(stored.algorithm.as_str())
        .map_err(|error| anyhow!("a stored password: {error}"))?;
    let weak = algorithm != Algorithm::Argon2id || params.m_cost() < MEMORY || params.t_cost() < PASSES;
    let version = match stored.version {
        Some(version) => Version::try_from(version).map_err(describe)?,
        None => Version::default(),
    };
    let mut found = vec![0; hash.len()];
    derive(&Argon2::new(algorithm, version, params), password, salt.as_ref(), &mut found)?;
    Ok((found.ct_eq(hash.as_bytes()).into(), weak))
}

fn derive(argon: &Argon2, password: &[u8], salt: &[u8], hash: &mut [u8]) -> anyhow::Result<()> {
    let blocks = argon.params().block_count();
    let mut memory = Vec::with_capacity(blocks.max(RESERVED));
    memory.resize(blocks, Block::new());
    argon.hash_password_into_with_memory(password, salt, hash, memory.as_mut_slice()).map_err(describe)
}

fn describe(error: argon2::Error) -> anyhow::Error {
    anyhow!("argon2: {error}")
}

#[cfg(test)]
mod tests {
    use argon2::password_hash::{PasswordHasher, PasswordVerifier};

    use super::*;

    #[test]
    fn it_is_the_argon2_that_everybody_has() {
        let theirs = Argon2::default().hash_password(b"pass word").expect("hashed").to_string();
        assert_eq!(compare(b"pass word", &theirs).expect("compared"), (true, false));
        assert_eq!(compare(b"pass Word", &theirs).expect("compared"), (false, false));
        let ours = PasswordHash::new(&hash(b"pass word").expect("hashed")).expect("a PHC string");
        assert!(Argon2::default().verify_password(b"pass word", &ours).is_ok());
    }

    #[test]
    fn nobody_is_compared_like_anybody() {
        assert_eq!(compare(b"", &nobody()).expect("compared"), (false, false));
    }
}
