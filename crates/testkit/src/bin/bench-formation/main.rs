//! `scripts/bench formation`: what a formation costs when it has nothing to do, how soon it begins, and how much it does.

mod idle;
mod latency;
mod load;
mod settings;
mod throughput;

use settings::Settings;
use testkit::bench::Report;

fn main() -> anyhow::Result<()> {
    let Some(settings) = Settings::from_arguments(std::env::args().skip(1))? else {
        println!("{}", settings::HELP);
        return Ok(());
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(measure(&settings))
}

async fn measure(settings: &Settings) -> anyhow::Result<()> {
    let mut report = Report::new("formation", settings.json);
    if settings.wants("idle") {
        idle::measure(settings, &mut report).await?;
    }
    if settings.wants("latency") {
        latency::measure(settings, &mut report).await?;
    }
    if settings.wants("throughput") {
        throughput::measure(settings, &mut report).await?;
    }
    if settings.wants("load") {
        load::measure(settings, &mut report).await?;
    }
    Ok(())
}
