//! The inputs that fuzzing keeps, replayed: a few for each part of the code, and all that ever failed.

#[path = "../../fuzz/targets/mod.rs"]
mod targets;

use std::fs;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};

use targets::TARGETS;

/// The files of `fuzz/<kind>/<target>`; none when there is no such folder.
fn inputs(kind: &str, target: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz").join(kind).join(target);
    let Ok(files) = fs::read_dir(folder) else { return vec![] };
    files.map(|file| file.unwrap().path()).collect()
}

#[test]
fn every_input_that_fuzzing_keeps_is_read_as_promised() {
    let mut failed = vec![];
    for (name, target) in TARGETS {
        let corpus = inputs("corpus", name);
        assert!(!corpus.is_empty(), "{name} has no corpus");
        for path in corpus.into_iter().chain(inputs("regressions", name)) {
            let bytes = fs::read(&path).unwrap();
            if catch_unwind(|| target(&bytes)).is_err() {
                failed.push(path);
            }
        }
    }
    assert!(failed.is_empty(), "{failed:#?}");
}

#[test]
fn every_kept_input_belongs_to_a_target() {
    for kind in ["corpus", "regressions"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz").join(kind);
        for entry in fs::read_dir(folder).into_iter().flatten() {
            let name = entry.unwrap().file_name();
            assert!(TARGETS.iter().any(|(target, _)| name == *target), "{name:?} is no target");
        }
    }
}
