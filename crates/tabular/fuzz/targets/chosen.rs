//! Any bytes as a file about which a person decided something: a line of JSON with the decisions, then the file.

use tabular::Overrides;

use super::file::read_both;

pub(crate) fn run(input: &[u8]) {
    let Some(end) = input.iter().position(|byte| *byte == b'\n') else { return };
    let Ok(wanted) = serde_json::from_slice::<Overrides>(&input[..end]) else { return };
    if let Ok((layout, _)) = read_both(&input[end + 1..], &wanted) {
        // The same file again, as a later version of it is read.
        let again = wanted.or_as(&layout);
        let _ = read_both(&input[end + 1..], &again);
    }
}
