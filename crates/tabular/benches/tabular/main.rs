//! `scripts/bench tabular`: how fast data files are read, next to others in the same run.
//!
//! Arguments: `--json`, `--rows PART` (of the usual number of rows, 1 by default), and the names of files to measure.

mod clock;
mod files;
mod memory;
mod reading;
mod report;
mod rivals;

use std::error::Error;
use std::io::Write;
use std::time::Duration;

use files::Shape;
use report::{Measure, Report};
use tabular::input::Bytes;

/// Measurements of each kind, one after the other in turn; the middle one counts.
const ROUNDS: usize = 7;

/// Times that the large file of the memory measurement repeats the rows of the usual one.
const LARGE: usize = 8;

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
    let is_chosen = |shape: &Shape| arguments.iter().any(|a| a == shape.name);
    let all = !files::SHAPES.iter().any(is_chosen);
    for shape in files::SHAPES.iter().filter(|shape| all || is_chosen(shape)) {
        measure(shape, part, &mut report)?;
    }
    Ok(())
}

fn measure(shape: &Shape, part: f64, report: &mut Report) -> Result<(), Box<dyn Error>> {
    let text = shape.text(part);
    let megabytes = text.len() as f64 / 1e6;
    let name = |what: &str| format!("{}_{what}", shape.name);
    speed(&name, &text, report)?;

    let folder = tempfile::tempdir()?;
    let path = folder.path().join("rows.csv");
    let mut file = std::fs::File::create(&path)?;
    file.write_all(text.as_bytes())?;
    let rivals = [("duckdb", rivals::duckdb(&path)), ("qsv", rivals::qsv(&path))];
    for (rival, seconds) in rivals {
        let Some(seconds) = seconds else { continue };
        let ours = repeated(|| Ok(reading::parse_and_infer(&Bytes::whole(text.as_bytes()))?.0))?;
        let settings = format!(
            "{}: processor seconds to read and type all, next to {rival}; lower is better",
            shape.name
        );
        let name = name(&format!("against_{rival}"));
        report.add(&Measure {
            name: &name,
            value: ours,
            unit: "s",
            baseline: Some(seconds),
            settings: &settings,
        });
    }

    let rows = text.find('\n').map_or("", |header| &text[header + 1..]);
    for _ in 1..LARGE {
        file.write_all(rows.as_bytes())?;
    }
    let size = megabytes * LARGE as f64;
    let settings = format!("{}: a file of {size:.0} MB on disk", shape.name);
    let preview = repeated(|| reading::preview(&path))?;
    let name_ = name("preview");
    report.add(&Measure {
        name: &name_,
        value: preview * 1e3,
        unit: "ms",
        baseline: None,
        settings: &settings,
    });
    if let Some(peak) = memory::peak(&path) {
        let name = name("peak_memory");
        report.add(&Measure { name: &name, value: peak, unit: "MB", baseline: None, settings: &settings });
    }
    Ok(())
}

fn speed(name: &dyn Fn(&str) -> String, text: &str, report: &mut Report) -> Result<(), Box<dyn Error>> {
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
        "{megabytes:.0} MB in memory, one thread, medians of {ROUNDS} rounds in turn; next to the csv crate's records \
         of bytes, and these with our inference"
    );
    let figures = [
        ("parse", parse, Some(csv)),
        ("parse_and_infer", all, Some(csv + inference)),
        ("infer", inference, None),
    ];
    for (what, seconds, baseline) in figures {
        let baseline = baseline.map(|baseline| megabytes / baseline);
        let value = megabytes / seconds;
        report.add(&Measure { name: &name(what), value, unit: "MB/s", baseline, settings: &settings });
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
