//! What fuzzing feeds with bytes: each target takes any bytes, and panics where the crate breaks a promise.
//!
//! Shared by the engine (`fuzz/src/main.rs`) and the tests, which replay the inputs that are kept in `fuzz/corpus`, a
//! few for each part of the code, and in `fuzz/regressions`, all that ever failed. Only the public interface is used.

mod charset;
mod chosen;
mod columnar;
mod compound;
mod delimited;
mod file;
mod findings;
mod inference;
mod json;
mod kinds;
mod layers;
mod outcome;
mod slow;
mod tar;
mod workbook;
mod xls;
mod zip;

/// Takes any bytes.
pub(crate) type Target = fn(&[u8]);

/// Every target, by the name of its folder of inputs.
pub(crate) const TARGETS: [(&str, Target); 12] = [
    ("arrow", columnar::run_arrow),
    ("charset", charset::run),
    ("chosen", chosen::run),
    ("delimited", delimited::run),
    ("file", file::run),
    ("inference", inference::run),
    ("json", json::run),
    ("kinds", kinds::run),
    ("layers", layers::run),
    ("parquet", columnar::run_parquet),
    ("workbook", workbook::run),
    ("xls", xls::run),
];
