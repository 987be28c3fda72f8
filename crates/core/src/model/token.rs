//! What programs show: `rwm_w_`, thirty random characters, six that check them. The beginning is for scanners that look for
//! secrets in places where they should not be, and the end tells a mistyped token without asking anybody.

use std::{fmt, str::FromStr};

use rand::{RngExt, distr::Alphanumeric};
use sha2::{Digest, Sha256};

text_enum! {
    /// What a token is good for. Each includes the ones before it: `Read < Write < Manage`.
    pub enum Scope: InvalidScope {
        /// Reads rows.
        Read = "read",
        /// Adds, refreshes and changes tables.
        Write = "write",
        /// Manages who may do what.
        Manage = "manage",
    }
}

/// How every token begins. The letter says of which kind it is: a workspace's.
const PREFIX: &str = "rwm_w_";
/// Random characters, of 62 each: 178 bits.
const RANDOM: usize = 30;
/// Characters of the checksum: 62⁶ is more than 2³².
const CHECK: usize = 6;
/// Characters that are shown of a token later on.
const ENDING: usize = 4;

const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// A token that may have been given out. Only [`hash`](Self::hash) is stored.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

/// No token: another text, or one that was mistyped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a token")]
pub struct InvalidToken;

impl Token {
    /// A fresh one.
    pub fn generate() -> Self {
        let random: String = rand::rng().sample_iter(Alphanumeric).take(RANDOM).map(char::from).collect();
        Self(format!("{PREFIX}{random}{}", checksum(&random)))
    }

    /// Whether a text means to be one.
    pub fn is_meant(text: &str) -> bool {
        text.starts_with("rwm_")
    }

    /// The text, to be shown once.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last characters.
    pub fn ending(&self) -> &str {
        &self.0[self.0.len() - ENDING..]
    }

    /// SHA-256. The token is random, so nobody can guess it from this, however fast they try.
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0.as_bytes()).into()
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{PREFIX}…")
    }
}

impl FromStr for Token {
    type Err = InvalidToken;

    fn from_str(text: &str) -> Result<Self, InvalidToken> {
        let (random, check) =
            text.strip_prefix(PREFIX).and_then(|rest| rest.split_at_checked(RANDOM)).ok_or(InvalidToken)?;
        if random.bytes().all(|b| b.is_ascii_alphanumeric()) && check == checksum(random) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidToken)
        }
    }
}

/// CRC-32 (ISO-HDLC), to the base of 62.
fn checksum(random: &str) -> String {
    let mut rest = crc32fast::hash(random.as_bytes()) as usize;
    let mut digits = [DIGITS[0]; CHECK];
    for digit in digits.iter_mut().rev() {
        *digit = DIGITS[rest % DIGITS.len()];
        rest /= DIGITS.len();
    }
    digits.iter().copied().map(char::from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_told_from_a_mistyped_one() {
        let token = Token::generate();
        let text = token.as_str();
        assert_eq!(text.len(), 42);
        assert_eq!(text.parse(), Ok(token.clone()));
        for place in PREFIX.len()..text.len() {
            let mut other = text.to_owned();
            let letter = if &text[place..=place] == "a" { "b" } else { "a" };
            other.replace_range(place..=place, letter);
            assert_eq!(other.parse::<Token>(), Err(InvalidToken), "{other}");
        }
        for other in ["", "rwm_w_", "rwm_x_0", &text[..41], &format!("{text}0"), &text.replace("_w_", "_é_")]
        {
            assert_eq!(other.parse::<Token>(), Err(InvalidToken), "{other}");
        }
        assert_ne!(Token::generate(), token);
        assert_eq!(format!("{token:?}"), "rwm_w_…");
    }

    /// Tokens are out in the world, so how they are checked must never change.
    #[test]
    fn a_token_of_an_earlier_release_is_one() {
        let random = "0123456789ABCDEFGHIJKLMNOPQRST";
        assert_eq!(checksum(random), "4PMbyp");
        assert_eq!(checksum(""), "000000");
    }
}
