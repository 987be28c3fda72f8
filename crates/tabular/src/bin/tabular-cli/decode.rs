//! `decode DIR OUT_DIR`: the text of every file as UTF-8, and on standard output a JSON line per file with the charset.

use std::error::Error;
use std::fs::{self, File};
use std::io::{self, BufWriter};
use std::path::Path;

use serde::Serialize;
use tabular::input::LocalFile;
use tabular::{Limits, Overrides, decode, sniff};

#[derive(Serialize)]
struct Line {
    file: String,
    #[serde(flatten)]
    outcome: Outcome,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Outcome {
    Decoded { encoding: String, confidence: f32, evidence: String },
    Failed { error: String },
}

/// Decodes each file of `from` into a file of the same name in `into`, which is made.
pub(crate) fn run(from: &Path, into: &Path) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(into)?;
    let mut files: Vec<_> = fs::read_dir(from)?.collect::<io::Result<_>>()?;
    files.sort_by_key(fs::DirEntry::file_name);
    for file in files {
        if file.file_type()?.is_dir() {
            continue;
        }
        let outcome = match decoded(&file.path(), &into.join(file.file_name())) {
            Ok(outcome) => outcome,
            Err(error) => Outcome::Failed { error: error.to_string() },
        };
        let line = Line { file: file.file_name().to_string_lossy().into_owned(), outcome };
        println!("{}", serde_json::to_string(&line)?);
    }
    Ok(())
}

fn decoded(file: &Path, into: &Path) -> Result<Outcome, Box<dyn Error>> {
    let (input, limits) = (LocalFile::new(file), Limits::default());
    let layout = sniff::survey(&input, &Overrides::default(), &limits)?;
    let mut text = decode::open_text(&input, &layout, &limits)?;
    io::copy(&mut text, &mut BufWriter::new(File::create(into)?))?;
    let charset = layout.charset().ok_or("not a text")?;
    Ok(Outcome::Decoded {
        encoding: charset.value.to_string(),
        confidence: charset.confidence,
        evidence: charset.evidence.clone(),
    })
}
