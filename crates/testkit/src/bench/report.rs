//! Prints measurements as they come.

use serde_json::json;

/// One figure.
#[derive(Debug, Clone)]
pub struct Measure<'a> {
    /// Stable, snake_case.
    pub name: &'a str,
    /// What was measured.
    pub value: f64,
    /// Of the value.
    pub unit: &'a str,
    /// The same figure of what it is compared with.
    pub baseline: Option<f64>,
    /// How it was measured, and what it is compared with.
    pub settings: &'a str,
}

/// Where they go.
#[derive(Debug)]
pub struct Report {
    bench: &'static str,
    json: bool,
    last_settings: String,
}

impl Report {
    /// Of this bench; as JSON, one object a line, or to look at.
    pub fn new(bench: &'static str, json: bool) -> Self {
        Self { bench, json, last_settings: String::new() }
    }

    /// Prints a figure.
    pub fn add(&mut self, measure: &Measure<'_>) {
        let Measure { name, value, unit, baseline, settings } = measure;
        let ratio = baseline.map(|baseline| value / baseline);
        if self.json {
            println!(
                "{}",
                json!({
                    "bench": self.bench, "measure": name, "value": value, "unit": unit,
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
            (Some(baseline), Some(ratio)) => format!("   {baseline:>14.3} {unit:<7} ratio {ratio:.3}"),
            _ => String::new(),
        };
        println!("  {name:<36} {value:>14.3} {unit:<7}{against}");
    }
}

/// The smallest value that so large a part of all does not exceed.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "counts of measurements are small"
)]
pub fn percentile(values: &[f64], part: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let rank = (part * sorted.len() as f64).ceil() as usize;
    sorted.get(rank.max(1) - 1).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentile_is_a_value_that_was_measured() {
        let values = [4.0, 1.0, 3.0, 2.0];
        assert_eq!(
            (percentile(&values, 0.5), percentile(&values, 0.99), percentile(&values, 0.25)),
            (2.0, 4.0, 1.0)
        );
    }
}
