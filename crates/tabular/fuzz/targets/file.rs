//! Any bytes as a file, and as the first bytes of one: found out, read, typed.

use tabular::input::Bytes;
use tabular::{Input, Layout, Overrides, sniff};

use super::outcome::{Outcome, checked, read, small_limits};

/// Entries of an archive, and sheets of a workbook, that are read beside the one that is taken by itself.
const OTHERS: usize = 3;

pub(crate) fn run(bytes: &[u8]) {
    let _ = read_both(bytes, &Overrides::default());
}

/// Reads bytes as a whole file and as the first ones of a file, under what a person decided. The answer is what came
/// of the whole file, if it could be opened.
pub(crate) fn read_both(bytes: &[u8], wanted: &Overrides) -> Result<(Layout, Outcome), String> {
    let _ = survey(&Bytes::head(bytes), wanted);
    survey(&Bytes::whole(bytes), wanted)
}

fn survey(input: &dyn Input, wanted: &Overrides) -> Result<(Layout, Outcome), String> {
    let error = match sniff::survey(input, wanted, &small_limits()) {
        Ok(layout) => {
            let outcome = read_as(input, &layout);
            return Ok((layout, outcome));
        }
        Err(error) => error,
    };
    for entry in error.entries().iter().take(OTHERS) {
        let wanted = Overrides { entry: Some(entry.name.clone()), ..wanted.clone() };
        if let Ok(layout) = sniff::survey(input, &wanted, &small_limits()) {
            read_as(input, &layout);
        }
    }
    Err(checked(&error))
}

fn read_as(input: &dyn Input, layout: &Layout) -> Outcome {
    let json = serde_json::to_string(layout).expect("a layout is plain data");
    assert_eq!(&serde_json::from_str::<Layout>(&json).expect("a stored layout"), layout, "{json}");
    let outcome = read(input, layout, &small_limits());
    if outcome.error.is_none() && input.is_complete() {
        assert_eq!(outcome.labels.len(), layout.labels.len(), "{layout:?}");
    }
    outcome
}
