//! How much is measured.

use anyhow::{Context, bail};

/// What `--help` prints.
pub(crate) const HELP: &str = "\
Usage: scripts/bench formation [--json] [NAME=NUMBER ...] [PART ...]

Parts, all unless some are named:
  idle        memory after three idle seconds, and start-up, per binary
  latency     from ringing for a run to its start on an idle worker
  throughput  runs of tiny files per second, one worker and two
  load        a large file: rows per second against psql's \\copy, and the worker's peak memory

Sizes:
  repetitions=5        of start-ups, and of loads up to three
  latency-runs=300     runs started one after the other
  tiny-runs=300        runs queued at once, in each repetition
  load-bytes=2000000000

With --json one object a line: bench, measure, value, unit, baseline, ratio, settings.";

/// The arguments.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    pub(crate) json: bool,
    pub(crate) repetitions: usize,
    pub(crate) latency_runs: usize,
    pub(crate) tiny_runs: usize,
    pub(crate) load_bytes: u64,
    parts: Vec<String>,
}

impl Settings {
    /// `None` when help is asked for.
    pub(crate) fn from_arguments(arguments: impl Iterator<Item = String>) -> anyhow::Result<Option<Self>> {
        let mut settings = Self {
            json: false,
            repetitions: 5,
            latency_runs: 300,
            tiny_runs: 300,
            load_bytes: 2_000_000_000,
            parts: Vec::new(),
        };
        for argument in arguments {
            match argument.as_str() {
                "--help" | "-h" => return Ok(None),
                "--json" => settings.json = true,
                "idle" | "latency" | "throughput" | "load" => settings.parts.push(argument),
                other => settings.set(other)?,
            }
        }
        Ok(Some(settings))
    }

    fn set(&mut self, argument: &str) -> anyhow::Result<()> {
        let (name, value) =
            argument.split_once('=').with_context(|| format!("what is {argument}?\n\n{HELP}"))?;
        let number: u64 = value.replace('_', "").parse().with_context(|| format!("{name} takes a number"))?;
        let count = usize::try_from(number)?.max(1);
        match name.trim_start_matches("--") {
            "repetitions" => self.repetitions = count,
            "latency-runs" => self.latency_runs = count,
            "tiny-runs" => self.tiny_runs = count,
            "load-bytes" => self.load_bytes = number.max(1),
            _ => bail!("there is no size {name}\n\n{HELP}"),
        }
        Ok(())
    }

    pub(crate) fn wants(&self, part: &str) -> bool {
        self.parts.is_empty() || self.parts.iter().any(|wanted| wanted == part)
    }
}
