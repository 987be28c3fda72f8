//! Prints measurements as they come.

use serde_json::json;

/// One figure.
#[derive(Debug, Clone)]
pub(crate) struct Measure<'a> {
    /// Stable, snake_case.
    pub(crate) name: &'a str,
    pub(crate) value: f64,
    pub(crate) unit: &'a str,
    /// The same figure of what it is compared with.
    pub(crate) baseline: Option<f64>,
    /// How it was measured, and what it is compared with.
    pub(crate) settings: &'a str,
}

/// Where they go.
#[derive(Debug)]
pub(crate) struct Report {
    json: bool,
    last_settings: String,
}

impl Report {
    pub(crate) fn new(json: bool) -> Self {
        Self { json, last_settings: String::new() }
    }

    /// Says something beside the figures.
    pub(crate) fn note(&self, text: &str) {
        eprintln!("{text}");
    }

    pub(crate) fn add(&mut self, measure: &Measure<'_>) {
        let Measure { name, value, unit, baseline, settings } = measure;
        let ratio = baseline.map(|baseline| value / baseline);
        if self.json {
            println!(
                "{}",
                json!({
                    "bench": "tabular", "measure": name, "value": value, "unit": unit,
                    "baseline": baseline, "ratio": ratio, "settings": settings,
                })
            );
            return;
        }
        if self.last_settings != *settings {
            println!("\n{settings}");
            (*settings).clone_into(&mut self.last_settings);
        }
        let against = match (baseline, ratio) {
            (Some(baseline), Some(ratio)) => format!("   {baseline:>10.1} {unit:<5} ratio {ratio:.2}"),
            _ => String::new(),
        };
        println!("  {name:<28} {value:>10.1} {unit:<5}{against}");
    }
}
