//! JSON Pointers (RFC 6901): moving to a place in a text that passes by, and out of it again.

use super::grammar::Fault;
use super::text::Text;
use super::value::text_or_written;
use crate::error::Error;

/// What is open around a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// The element of an array.
    Array,
    /// The member of an object.
    Object,
}

/// The pointer with one more step.
pub(crate) fn join(pointer: &str, key: &str) -> String {
    format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"))
}

/// The keys of a pointer's steps, outermost first.
pub(crate) fn keys(pointer: &str) -> Vec<String> {
    pointer.split('/').skip(1).map(|step| step.replace("~1", "/").replace("~0", "~")).collect()
}

/// Moves to the value a pointer names, and answers what is open around it, outermost first.
///
/// # Errors
/// When there is none, or the text before it is not JSON.
pub(crate) fn go(text: &mut Text, pointer: &str) -> Result<Vec<Place>, Error> {
    let missing = || Error::PointerNotFound { pointer: pointer.to_owned() };
    if !pointer.is_empty() && !pointer.starts_with('/') {
        return Err(missing());
    }
    let mut around = Vec::new();
    for key in keys(pointer) {
        let found = match text.next_significant()? {
            Some(b'{') => {
                around.push(Place::Object);
                to_member(text, &key)?
            }
            Some(b'[') => {
                around.push(Place::Array);
                to_element(text, &key)?
            }
            _ => false,
        };
        if !found {
            return Err(missing());
        }
    }
    match text.next_significant()? {
        Some(_) => Ok(around),
        None => Err(text.invalid(0, Fault::Ends)),
    }
}

/// Moves into an object, to the value of a member.
fn to_member(text: &mut Text, wanted: &str) -> Result<bool, Error> {
    text.advance(1);
    if text.next_significant()? == Some(b'}') {
        return Ok(false);
    }
    loop {
        let key = key(text)?;
        text.next_significant()?;
        if key == wanted {
            return Ok(true);
        }
        text.pass()?;
        match text.next_significant()? {
            Some(b',') => text.advance(1),
            Some(b'}') => return Ok(false),
            Some(_) => return Err(text.invalid(0, Fault::CommaOrBrace)),
            None => return Err(text.invalid(0, Fault::Ends)),
        }
    }
}

/// Moves into an array, to an element by its 0-based number.
fn to_element(text: &mut Text, wanted: &str) -> Result<bool, Error> {
    let Ok(wanted) = wanted.parse::<u64>() else { return Ok(false) };
    text.advance(1);
    if text.next_significant()? == Some(b']') {
        return Ok(false);
    }
    for _ in 0..wanted {
        text.pass()?;
        match text.next_significant()? {
            Some(b',') => text.advance(1),
            Some(b']') => return Ok(false),
            Some(_) => return Err(text.invalid(0, Fault::CommaOrBracket)),
            None => return Err(text.invalid(0, Fault::Ends)),
        }
        text.next_significant()?;
    }
    Ok(true)
}

/// Reads a key and the colon behind it.
pub(crate) fn key(text: &mut Text) -> Result<String, Error> {
    match text.next_significant()? {
        Some(b'"') => {}
        Some(_) => return Err(text.invalid(0, Fault::Key)),
        None => return Err(text.invalid(0, Fault::Ends)),
    }
    let len = text.value()?.map_err(|(at, fault)| text.invalid(at, fault))?;
    let written = String::from_utf8_lossy(text.held(len)).into_owned();
    text.advance(len);
    text.expect(b':', Fault::Colon)?;
    Ok(text_or_written(&written[1..written.len() - 1]))
}

/// Moves from behind a value to the end of the document, all of which has to be JSON.
///
/// # Errors
/// When it is not.
pub(crate) fn leave(text: &mut Text, around: &[Place]) -> Result<(), Error> {
    for place in around.iter().rev() {
        let (close, fault) = match place {
            Place::Array => (b']', Fault::CommaOrBracket),
            Place::Object => (b'}', Fault::CommaOrBrace),
        };
        loop {
            match text.next_significant()? {
                Some(b',') => text.advance(1),
                Some(byte) if byte == close => {
                    text.advance(1);
                    break;
                }
                Some(_) => return Err(text.invalid(0, fault)),
                None => return Err(text.invalid(0, Fault::Ends)),
            }
            if *place == Place::Object {
                key(text)?;
            }
            text.next_significant()?;
            text.pass()?;
        }
    }
    match text.next_significant()? {
        None => Ok(()),
        Some(_) => Err(text.invalid(0, Fault::AfterEnd)),
    }
}
