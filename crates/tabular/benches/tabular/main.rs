//! `scripts/bench tabular`: how fast data files are read, next to others in the same run.
//!
//! Arguments: `--json`, `--rows PART` (of the usual number of rows, 1 by default), and the names of files or formats to
//! measure: `narrow`, `wide`, `quoted`; `csv`, `parquet`, `xlsx`…

mod clock;
mod files;
mod formats;
mod memory;
mod reading;
mod repeated;
mod report;
mod rivals;

use std::error::Error;
use std::time::Duration;

use files::Shape;
use reading::OnDisk;
use report::{Measure, Report};
use tabular::input::Bytes;

/// Measurements of each kind, one after the other in turn; the middle one counts.
const ROUNDS: usize = 7;

/// Megabytes of a large text file.
const LARGE: usize = 400;

/// Megabytes that a process may take, whatever the size of the file.
const MEMORY_BOUND: f64 = 64.0;

/// Milliseconds that a preview may take, whatever the size of the file.
const PREVIEW_BOUND: f64 = 50.0;

fn main() -> Result<(), Box<dyn Error>> {
    // Cargo adds `--bench`.
    let arguments: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    if let [flag, file] = arguments.as_slice()
        && flag == memory::READ
    {
        return Ok(memory::tell(file)?);
    }
    let mut report = Report::new(arguments.iter().any(|a| a == "--json"));
    let part = arguments.iter().position(|a| a == "--rows").and_then(|i| arguments.get(i + 1));
    let part: f64 = part.map_or(Ok(1.0), |part| part.parse())?;
    let is_chosen = |name: &str| arguments.iter().any(|a| a == name);
    let all = !files::SHAPES.iter().map(|shape| shape.name).chain(formats::names()).any(is_chosen);
    for shape in files::SHAPES.iter().filter(|shape| all || is_chosen(shape.name)) {
        let text = shape.text(part);
        speed(shape, &text, &mut report)?;
        against_rivals(shape, &text, &mut report)?;
    }
    for name in formats::names().filter(|name| all || is_chosen(name)) {
        bounds(name, part, &mut report)?;
    }
    Ok(())
}

/// Processor time to find out the dialect, read all and type all, next to programs that do the same.
fn against_rivals(shape: &Shape, text: &str, report: &mut Report) -> Result<(), Box<dyn Error>> {
    let file = tempfile::NamedTempFile::new()?;
    std::fs::write(file.path(), text)?;
    let rivals: [(&str, rivals::Measure); 2] = [("duckdb", rivals::duckdb), ("qsv", rivals::qsv)];
    for (rival, measure) in rivals {
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            theirs.extend(measure(file.path()).map(Duration::from_secs_f64));
            if theirs.is_empty() {
                break;
            }
            ours.push(reading::survey_parse_and_infer(&OnDisk::new(file.path()))?);
        }
        if theirs.is_empty() {
            report.note(&format!("{}: {rival} is not installed", shape.name));
            continue;
        }
        let settings = format!(
            "{}: processor seconds to sniff, read and type all on one thread, medians of {ROUNDS} rounds in turn; next to \
             {rival}, of which the ratio is how many times as long it takes",
            shape.name
        );
        report.add(&Measure {
            name: &format!("{}_{rival}", shape.name),
            value: median(theirs),
            unit: "s",
            baseline: Some(median(ours)),
            settings: &settings,
        });
    }
    Ok(())
}

/// Preview and memory of a large file, next to what they may be.
fn bounds(name: &str, part: f64, report: &mut Report) -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let Some(file) = formats::write(name, (LARGE as f64 * part) as usize, folder.path())? else {
        return Ok(());
    };
    let settings = format!("{}: {:.0} MB within the file; next to the bound", file.name, file.megabytes);
    let preview = repeated(|| reading::preview(&file.path))? * 1e3;
    let figures = [
        ("preview", Some(preview), "ms", PREVIEW_BOUND),
        ("peak_memory", memory::peak(&file.path)?, "MB", MEMORY_BOUND),
    ];
    for (what, value, unit, bound) in figures {
        let Some(value) = value else { continue };
        let name = &format!("{}_{what}", file.name);
        report.add(&Measure { name, value, unit, baseline: Some(bound), settings: &settings });
    }
    Ok(())
}

/// Parsing, and parsing with inference, next to the csv crate.
fn speed(shape: &Shape, text: &str, report: &mut Report) -> Result<(), Box<dyn Error>> {
    let file = Bytes::whole(text.as_bytes());
    let megabytes = text.len() as f64 / 1e6;
    let mut times: [Vec<Duration>; 4] = Default::default();
    for _ in 0..ROUNDS {
        times[0].push(reading::parse(&file)?);
        times[1].push(reading::parse_csv(text.as_bytes())?);
        let (all, inference) = reading::parse_and_infer(&file)?;
        times[2].push(all);
        times[3].push(inference);
    }
    let [parse, csv, all, inference] = times.map(median);
    let settings = format!(
        "{}: {megabytes:.0} MB in memory, one thread, medians of {ROUNDS} rounds in turn; next to the csv crate's records \
         of bytes, and these with our inference",
        shape.name
    );
    let figures = [
        ("parse", parse, Some(csv)),
        ("parse_and_infer", all, Some(csv + inference)),
        ("infer", inference, None),
    ];
    for (what, seconds, baseline) in figures {
        let baseline = baseline.map(|baseline| megabytes / baseline);
        let value = megabytes / seconds;
        let name = format!("{}_{what}", shape.name);
        report.add(&Measure { name: &name, value, unit: "MB/s", baseline, settings: &settings });
    }
    Ok(())
}

/// Seconds: the middle one; of an even number the lower of the two.
fn median(mut times: Vec<Duration>) -> f64 {
    times.sort();
    times.get(times.len().saturating_sub(1) / 2).map_or(f64::NAN, Duration::as_secs_f64)
}

/// Seconds of a measurement that was repeated.
fn repeated(measure: impl Fn() -> Result<Duration, tabular::Error>) -> Result<f64, tabular::Error> {
    Ok(median((0..ROUNDS).map(|_| measure()).collect::<Result<_, _>>()?))
}
