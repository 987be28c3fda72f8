//! Every type with any text: a text that a type takes comes back the same, and a wider type takes it as well.
//!
//! The input is a type as JSON, a line end, and the text; or two numbers of the types below, and the text.

use tabular::{Cell, ColumnType, widen};

use super::findings::check_stored;

/// Types of every kind, as they are stored.
const TYPES: &[&str] = &[
    r#"{"type":"text"}"#,
    r#"{"type":"integer"}"#,
    r#"{"type":"integer","size":"four"}"#,
    r#"{"type":"integer","format":{"decimal":"comma","group":{"mark":"."}}}"#,
    r#"{"type":"numeric"}"#,
    r#"{"type":"numeric","format":{"suffix":" %"}}"#,
    r#"{"type":"float"}"#,
    r#"{"type":"boolean","true_text":"yes","false_text":"no"}"#,
    r#"{"type":"date","format":"YYYY-MM-DD"}"#,
    r#"{"type":"date","format":"DD/MM/YYYY"}"#,
    r#"{"type":"time","format":"hh:mm:ss"}"#,
    r#"{"type":"timestamp","format":"YYYY-MM-DDThh:mm:ss"}"#,
    r#"{"type":"timestamp","format":"YYYY-MM-DD hh:mm:ss.SSS"}"#,
    r#"{"type":"timestamp_tz","format":"YYYY-MM-DDThh:mm:ssZ"}"#,
    r#"{"type":"timestamp_tz","format":"YYYY-MM-DD hh:mm:ss+02:00"}"#,
    r#"{"type":"interval","format":"iso"}"#,
    r#"{"type":"uuid"}"#,
    r#"{"type":"json"}"#,
    r#"{"type":"inet"}"#,
    r#"{"type":"cidr"}"#,
];

pub(crate) fn run(input: &[u8]) {
    let (a, b, text) = match input {
        [b'{', ..] => {
            let end = input.iter().position(|byte| *byte == b'\n').unwrap_or(input.len());
            let Ok(kind) = serde_json::from_slice::<ColumnType>(&input[..end]) else { return };
            check_stored(&kind);
            let text = input.get(end + 1..).unwrap_or_default();
            (kind.clone(), stored(text.len()), text)
        }
        [a, b, text @ ..] => (stored(usize::from(*a)), stored(usize::from(*b)), text),
        _ => return,
    };
    let text = String::from_utf8_lossy(text);
    let wide = widen(&a, &b);
    assert_eq!(wide, widen(&b, &a));
    assert_eq!(widen(&a, &a), a);
    assert_eq!(widen(&wide, &a), wide);
    for kind in [&a, &b] {
        if comes_back(kind, &text) && !text.is_empty() {
            assert!(comes_back(&wide, &text), "{kind:?} takes {text:?}, {wide:?} does not");
        }
    }
}

fn stored(number: usize) -> ColumnType {
    let json = TYPES[number % TYPES.len()];
    serde_json::from_str(json).unwrap_or_else(|error| panic!("{json}: {error}"))
}

/// Whether the type takes the text; if it does, it has to give it back.
fn comes_back(kind: &ColumnType, text: &str) -> bool {
    match kind.parse(text) {
        Ok(Cell::Null) => text.is_empty(),
        Ok(cell) => {
            assert_eq!(kind.format(&cell), text, "{kind:?}");
            true
        }
        Err(mismatch) => {
            assert!(!mismatch.to_string().is_empty());
            false
        }
    }
}
