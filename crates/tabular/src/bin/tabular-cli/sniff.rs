//! `tabular-cli sniff DIR`: the dialect of each file, a line of JSON a file.

use std::error::Error;
use std::io::{self, Write};
use std::path::Path;

use serde_json::{Value, json};
use tabular::input::LocalFile;
use tabular::sniff::{Charset, Delimited, Escape};
use tabular::{Limits, Overrides, sniff};

use crate::files;

pub(crate) fn run(dir: &Path) -> Result<(), Box<dyn Error>> {
    // A set of files may keep its description beside a folder that holds them.
    let dir = if dir.join("files").is_dir() { dir.join("files") } else { dir.to_owned() };
    let mut out = io::stdout().lock();
    for (name, path) in files::below(&dir)? {
        writeln!(out, "{}", line(&name, &path))?;
    }
    Ok(out.flush()?)
}

fn line(name: &str, path: &Path) -> Value {
    let survey = sniff::survey(&LocalFile::new(path), &Overrides::default(), &Limits::default());
    match survey {
        Ok(layout) => match layout.delimited() {
            Some(found) => dialect(name, found),
            None => json!({ "file": name, "error": "not delimited text" }),
        },
        Err(error) => json!({ "file": name, "error": error.to_string() }),
    }
}

fn dialect(name: &str, found: &Delimited) -> Value {
    let delimiter = found.delimiter.value.as_str();
    let quote = found.quote.value.byte().map(|byte| char::from(byte).to_string());
    let escape = match found.escape.value {
        Escape::Doubled => quote.clone(),
        Escape::Backslash | Escape::Both => Some("\\".to_owned()),
        Escape::None => None,
    };
    json!({
        "file": name,
        "delimiter": if delimiter.is_empty() { "," } else { delimiter },
        "quote": quote,
        "escape": escape,
        "encoding": encoding(found.charset.value),
        "leading_space": found.leading_space.value,
        "skip_rows": found.frame.skip.value,
        "has_header": found.frame.header.value > 0,
    })
}

/// The name by which other programs know a charset.
fn encoding(charset: Charset) -> String {
    charset.to_string().to_ascii_lowercase()
}
