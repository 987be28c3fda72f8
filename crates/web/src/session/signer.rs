//! HMAC-SHA256 under `SECRET_KEY`. The first key signs, all verify, so that a key can be replaced without signing
//! everybody out.

use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;
use subtle::ConstantTimeEq;

/// Signs and verifies short messages.
pub struct Signer {
    keys: Vec<SecretString>,
}

impl Signer {
    /// A signer with these keys, the signing one first.
    pub fn new(keys: &[SecretString]) -> Self {
        Self { keys: keys.to_vec() }
    }

    /// The signature of `message` for one `purpose`; it is none for any other purpose.
    pub fn sign(&self, purpose: &str, message: &str) -> [u8; 32] {
        self.keys.first().map_or([0; 32], |key| mac(key, purpose, message))
    }

    /// Which key signed; `None` when none did. Takes the same time wherever a wrong signature differs.
    pub fn verify(&self, purpose: &str, message: &str, signature: &[u8]) -> Option<usize> {
        self.keys.iter().position(|key| mac(key, purpose, message).ct_eq(signature).into())
    }
}

fn mac(key: &SecretString, purpose: &str, message: &str) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.expose_secret().as_bytes())
        .expect("HMAC takes a key of any length");
    mac.update(purpose.as_bytes());
    // No purpose holds a NUL, so none can run into its message.
    mac.update(&[0]);
    mac.update(message.as_bytes());
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signer(keys: &[&str]) -> Signer {
        Signer::new(&keys.iter().map(|key| (*key).into()).collect::<Vec<_>>())
    }

    #[test]
    fn an_older_key_still_verifies_and_is_told_apart() {
        let signature = signer(&["old"]).sign("session", "id");
        assert_eq!(signer(&["new", "old"]).verify("session", "id", &signature), Some(1));
        assert_eq!(signer(&["new"]).verify("session", "id", &signature), None);
    }

    #[test]
    fn a_signature_serves_one_purpose() {
        let signer = signer(&["key"]);
        let signature = signer.sign("session", "id");
        assert_eq!(signer.verify("form", "id", &signature), None);
        assert_eq!(signer.verify("session", "id", &signature[..31]), None);
        assert_eq!(signer.verify("session", "id", &signature), Some(0));
    }
}
