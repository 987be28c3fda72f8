//! Other programs, where they are installed: the processor time they take to read the same file and know its types.

use std::path::Path;
use std::process::Command;

/// Seconds of processor time for a file; `None` where the program is not installed.
pub(crate) type Measure = fn(&Path) -> Option<f64>;

/// DuckDB's own loader on one thread, timed by itself: seconds of processor time.
const DUCKDB: &str = "
import sys, time, duckdb
db = duckdb.connect()
db.execute('SET threads = 1')
start = time.process_time()
db.execute('CREATE TABLE t AS SELECT * FROM read_csv(?)', [sys.argv[1]])
print(time.process_time() - start)
";

/// Seconds of processor time of DuckDB's Python package; `None` where it is not installed.
pub(crate) fn duckdb(file: &Path) -> Option<f64> {
    let output = Command::new("python3").args(["-c", DUCKDB]).arg(file).output().ok()?;
    String::from_utf8(output.stdout).ok()?.trim().parse().ok()
}

/// Seconds of processor time of `qsv stats` on one thread; `None` where it is not installed.
pub(crate) fn qsv(file: &Path) -> Option<f64> {
    let script = "qsv stats --jobs 1 --force \"$1\" >/dev/null && times";
    let output = Command::new("sh").args(["-c", script, "sh"]).arg(file).output().ok()?;
    // The second line has the times of children: `0m1.25s 0m0.03s`.
    let text = String::from_utf8(output.stdout).ok()?;
    text.lines().nth(1)?.split(' ').map(seconds).sum()
}

fn seconds(text: &str) -> Option<f64> {
    let (minutes, seconds) = text.trim_end_matches('s').split_once('m')?;
    Some(minutes.parse::<f64>().ok()? * 60.0 + seconds.parse::<f64>().ok()?)
}
