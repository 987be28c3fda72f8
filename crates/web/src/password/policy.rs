//! Which passwords are accepted: long enough, not among the first that somebody would try. No rules on composition
//! (ASVS 6.2.5), nothing is cut off, any script is fine.

/// Characters.
const SHORTEST: usize = 8;
/// Bytes. Far above what people type; keeps a request from hashing megabytes.
const LONGEST: usize = 1_024;
/// Letters that must be left of a password once a word that anybody knows is taken out of it.
const OWN_LETTERS: usize = 4;

/// Sorted, lower case: those with 8 or more characters among the 10,000 commonest passwords of public breaches
/// (collected by Royce Williams, as shipped with Django).
const COMMON: &str = include_str!("common.txt");

/// Why a password was refused, in the user's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Fewer than 8 characters.
    #[error("Use at least {SHORTEST} characters; a few words in a row are easy to keep in mind.")]
    TooShort,
    /// More than 1,024 bytes.
    #[error("Use at most {LONGEST} bytes.")]
    TooLong,
    /// On the list of common passwords.
    #[error("This is one of the passwords that are tried first. Choose another.")]
    Common,
    /// Little more than a name anybody knows.
    #[error(
        "This is easy to guess from your name, your e-mail address, your workspace or Rowmill. Choose another."
    )]
    Personal,
}

/// Accepts or refuses a password. `known` are the words around the person: address, name, workspace.
///
/// # Errors
/// The first reason to refuse it.
pub fn check(password: &str, known: &[&str]) -> Result<(), Refused> {
    if password.len() > LONGEST {
        return Err(Refused::TooLong);
    }
    if password.chars().count() < SHORTEST {
        return Err(Refused::TooShort);
    }
    let lower = password.to_lowercase();
    if COMMON.lines().any(|line| line == lower) {
        return Err(Refused::Common);
    }
    let local_parts = known.iter().filter_map(|word| word.split_once('@').map(|(local, _)| local));
    let words = known.iter().copied().chain(local_parts).chain(["rowmill"]);
    if words.into_iter().any(|word| is_little_more_than(&lower, word)) {
        Err(Refused::Personal)
    } else {
        Ok(())
    }
}

/// `rowmill123` is little more than `rowmill`; `rowmill tiger lamp` is.
fn is_little_more_than(password: &str, word: &str) -> bool {
    let word = word.trim().to_lowercase();
    let is_word = word.chars().count() >= 3 && password.contains(&word);
    is_word && password.replace(&word, "").chars().filter(|c| c.is_alphabetic()).count() < OWN_LETTERS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn length_counts_characters_and_nothing_else() {
        assert_eq!(check("seven77", &[]), Err(Refused::TooShort));
        assert_eq!(check("ünüsüäl8", &[]), Ok(()));
        assert_eq!(check("pass word 🦀", &[]), Ok(()));
        assert_eq!(check(&"longer".repeat(30), &[]), Ok(()));
        assert_eq!(check(&"x".repeat(1_025), &[]), Err(Refused::TooLong));
    }

    #[test]
    fn what_is_tried_first_is_refused() {
        for password in ["password", "PassWord1", "12345678", "qwertyuiop", "iloveyou", "11111111"] {
            assert_eq!(check(password, &[]), Err(Refused::Common), "{password}");
        }
    }

    #[test]
    fn what_anybody_can_guess_is_refused() {
        let known = ["ada@example.org", "Ada Lovelace", "Harbour data", "harbour_data"];
        for password in
            ["Rowmill2026!", "rowmillrowmill", "ada@example.org", "harbour_data1", "Ada Lovelace", "ada12345"]
        {
            assert_eq!(check(password, &known), Err(Refused::Personal), "{password}");
        }
        assert_eq!(check("rowmill tiger lamp", &known), Ok(()));
    }

    #[test]
    fn the_list_is_as_the_check_expects_it() {
        assert!(COMMON.lines().count() > 3_000);
        assert!(COMMON.lines().all(|line| line.len() >= SHORTEST && line == line.to_lowercase()));
    }
}
