//! Short ways through the inference find what the long ones find: a value alone in its batch has nothing behind it, so
//! that it cannot be taken [at sight](crate::batch::ColumnBlock::look).

use proptest::prelude::*;

use super::{ColumnFinding, Inference};
use crate::batch::Batch;

/// Rows of one column, in batches of so many.
fn findings(values: &[String], size: usize) -> Vec<ColumnFinding> {
    let mut inference = Inference::new(&["value".to_owned()]);
    let mut batch = Batch::new();
    let mut line = 1;
    for values in values.chunks(size) {
        batch.reset(1);
        for value in values {
            line += 1;
            let start = batch.push_text(value);
            batch.push_field(start, start + value.len());
            batch.end_row(line, 0);
        }
        inference.observe(&batch);
    }
    inference.finish()
}

/// Kinds of values, each a pattern.
const KINDS: &[&str] = &[
    "[1-9][0-9]{0,3}",
    "-?[1-9][0-9]{0,18}",
    "[1-9][0-9]{0,8}0{0,6}",
    "[0-9]{1,4}\\.[0-9]",
    "-?[1-9][0-9]{0,9}\\.[0-9]{1,8}",
    "0\\.0{0,4}[0-9]{1,6}",
    "[1-9]\\.[0-9]{1,3}e[+-][0-9]{2}",
    "[0-9]{1,3},[0-9]{3}",
    "20[0-4][0-9]-0[1-9]-[0-3][0-9]",
    "[0-3][0-9]/[01][0-9]/20[0-9]{2}",
    "202[0-4]-1[0-2]-[0-2][0-9] [0-2][0-9]:[0-5][0-9]:00",
    "19[0-9]{2}[01][0-9][0-3][0-9]",
    "[0-3][0-9]\\.[01][0-9]\\.20[0-9]{2}, [0-2][0-9]:[0-5][0-9]",
    "1999-12-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]\\.[0-2]{3}Z",
    "[0-2][0-9]:[0-5][0-9](:[0-5][0-9])?",
    "[01]",
    "true|false|",
    " ?[0-9]{2} ?",
    "NA|-|--|-0|0|00|-0\\.0|0\\.0|",
    "[a-z]{0,5}",
];

/// Columns of one kind of value, with some of another.
fn columns() -> impl Strategy<Value = Vec<String>> {
    let kind = || prop::sample::select(KINDS).prop_flat_map(|pattern| pattern);
    (prop::sample::select(KINDS), 0..3_usize).prop_flat_map(move |(usual, others)| {
        let kind = kind();
        (
            prop::collection::vec(usual, 1..120),
            prop::collection::vec((kind, any::<prop::sample::Index>()), others),
        )
            .prop_map(|(mut values, others)| {
                for (other, at) in others {
                    values.insert(at.index(values.len()), other);
                }
                values
            })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]
    #[test]
    fn findings_are_the_same_in_one_batch_and_in_many(values in columns()) {
        prop_assert_eq!(findings(&values, values.len()), findings(&values, 1));
    }
}
