//! Which layers are around the data, by their first bytes, from the outside in.

use super::magic::{MAGIC_BYTES, compression};
use super::{Content, Wrapping};
use crate::error::Error;
use crate::input::Input;
use crate::limits::Limits;
use crate::sniff::Detected;

/// Layers around a file at most: `.tar.gz`, perhaps within a zip. More is a bomb or a mistake.
const MAX_LAYERS: usize = 4;

pub(super) fn layers(
    input: &dyn Input,
    _entry: Option<&str>,
    limits: &Limits,
) -> Result<Detected<Vec<Wrapping>>, Error> {
    let mut layers = Vec::new();
    loop {
        let (head, _) = Content::new(input, layers.clone(), limits).first(MAGIC_BYTES)?;
        match compression(&head)? {
            Some(_) if layers.len() == MAX_LAYERS => return Err(Error::TooManyLayers { limit: MAX_LAYERS }),
            Some(layer) => layers.push(layer),
            None => break,
        }
    }
    let evidence = match layers.as_slice() {
        [] => "the file does not start like a compressed one".to_owned(),
        found => {
            let names: Vec<String> = found.iter().map(Wrapping::to_string).collect();
            format!("the file starts with the bytes of {}", names.join(", then "))
        }
    };
    Ok(Detected::new(layers, 1.0, evidence))
}
