//! Any bytes as a file, and as the first bytes of one: found out, read, typed.

use tabular::input::Bytes;
use tabular::{Input, Layout, Overrides, sniff};

use super::outcome::{Outcome, Refusal, checked, code, read, small_limits};
use super::slow::Slow;

/// Entries of an archive, and sheets of a workbook, that are read beside the one that is taken by itself.
const OTHERS: usize = 3;

/// Bytes that come at a time at most from a slow file.
const MOST_AT_A_TIME: usize = 40;

pub(crate) fn run(bytes: &[u8]) {
    let _ = read_both(bytes, &Overrides::default());
}

/// Reads bytes as a whole file and as the first ones of a file, under what a person decided. The answer is what came
/// of the whole file, which has to be the same when few bytes come at a time.
pub(crate) fn read_both(bytes: &[u8], wanted: &Overrides) -> Result<(Layout, Outcome), Refusal> {
    let _ = survey(&Bytes::head(bytes), wanted);
    let whole = survey(&Bytes::whole(bytes), wanted);
    let slow = survey(&Slow { bytes: bytes.to_vec(), at_a_time: 1 + bytes.len() % MOST_AT_A_TIME }, wanted);
    assert_agree(&whole, &slow);
    whole
}

/// Places near a fault are those up to which a buffer was filled, so the words of an error may differ.
fn assert_agree(a: &Result<(Layout, Outcome), Refusal>, b: &Result<(Layout, Outcome), Refusal>) {
    // How many rows come at a time, and so at which of them reading stops, depends on the buffer.
    if [a, b].into_iter().flatten().any(|(_, outcome)| outcome.is_cut()) {
        return;
    }
    let codes = [code(a), code(b)];
    // What a file may inflate to depends on how much of it was taken.
    if codes.contains(&Some("inflates_too_far")) {
        return;
    }
    assert_eq!(codes[0], codes[1], "{a:?} {b:?}");
    if let (Ok((layout_a, a)), Ok((layout_b, b))) = (a, b) {
        assert_eq!(layout_a, layout_b);
        assert!(a.error.is_some() || a == b, "{a:?} {b:?}");
    }
}

fn survey(input: &dyn Input, wanted: &Overrides) -> Result<(Layout, Outcome), Refusal> {
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
