//! Which layers are around the data, by their first bytes, from the outside in.

use super::magic::{MAGIC_BYTES, compression};
use super::{Content, Found, MAX_OFFERED, Wrapping, zip};
use crate::error::Error;
use crate::input::Input;
use crate::limits::Limits;
use crate::sniff::Detected;

/// Layers around a file at most: `.tar.gz`, perhaps within a zip. More is a bomb or a mistake.
const MAX_LAYERS: usize = 4;

pub(super) fn layers(input: &dyn Input, mut wanted: Option<&str>, limits: &Limits) -> Result<Found, Error> {
    let mut wrapping = Detected::new(Vec::new(), 1.0, String::new());
    let mut entries = Vec::new();
    let mut choices = Vec::new();
    loop {
        let content = Content::new(input, wrapping.value.clone(), limits);
        let (head, _) = content.first(MAGIC_BYTES)?;
        let layer = match compression(&head)? {
            Some(layer) => layer,
            None => match content.archive(&head)? {
                Some(listing) if !zip::is_document(&listing) => {
                    if entries.is_empty() {
                        entries = listing.readable();
                        entries.truncate(MAX_OFFERED);
                    }
                    let choice = listing.choose(wanted)?;
                    wanted = wanted.filter(|name| *name != choice.value);
                    wrapping.confidence = choice.confidence.min(wrapping.confidence);
                    choices.push(choice.evidence);
                    match listing.format {
                        "tar" => Wrapping::Tar { entry: choice.value },
                        _ => Wrapping::Zip { entry: choice.value },
                    }
                }
                _ => break,
            },
        };
        if wrapping.value.len() == MAX_LAYERS {
            return Err(Error::TooManyLayers { limit: MAX_LAYERS });
        }
        wrapping.value.push(layer);
    }
    if let Some(entry) = wanted {
        return Err(Error::EntryNotFound { entry: entry.to_owned() });
    }
    wrapping.evidence = evidence(&wrapping.value, choices);
    Ok(Found { wrapping, entries })
}

fn evidence(wrapping: &[Wrapping], choices: Vec<String>) -> String {
    let names: Vec<&str> = wrapping.iter().map(Wrapping::format).collect();
    let layers = match names.as_slice() {
        [] => "the file does not start like a compressed one".to_owned(),
        names => format!("the file starts with the bytes of {}", names.join(", then ")),
    };
    [vec![layers], choices].concat().join("; ")
}
