//! What each binary needs when it has nothing to do, and how long it takes to be ready.

use std::{collections::BTreeMap, time::Duration};

use testkit::{
    Formation, Kind, Signal,
    bench::{Measure, Report, median},
};

use crate::settings::Settings;

const KINDS: [Kind; 3] = [Kind::Web, Kind::Worker, Kind::Clock];
/// How long a process is left alone before its memory is read.
const IDLE: Duration = Duration::from_secs(3);

pub(crate) async fn measure(settings: &Settings, report: &mut Report) -> anyhow::Result<()> {
    let (mut ready, mut resident) = (BTreeMap::<_, Vec<f64>>::new(), BTreeMap::<_, Vec<f64>>::new());
    for _ in 0..settings.repetitions {
        let mut formation = Formation::builder().prepare().await?;
        for kind in KINDS {
            let took = formation.spawn(kind, &[])?.wait_until_ready(Duration::from_secs(30)).await?;
            ready.entry(kind.program()).or_default().push(took.as_secs_f64() * 1_000.0);
        }
        tokio::time::sleep(IDLE).await;
        for process in formation.processes_mut() {
            let bytes = process.memory("VmRSS")?;
            resident.entry(process.kind().program()).or_default().push(megabytes(bytes));
            process.signal(Signal::Term)?;
        }
        for process in formation.processes_mut() {
            process.wait(Duration::from_secs(25)).await?;
        }
        formation.assert_log_clean(&[]);
    }
    let settings = format!(
        "idle: median of {} interleaved repetitions; ready is from spawn to the first 200 of /readyz, asked every 5 ms; \
         memory is VmRSS three seconds later, default configuration",
        settings.repetitions
    );
    for kind in KINDS {
        let program = kind.program();
        let name = format!("{}_ready", program.replace('-', "_"));
        report.add(&Measure {
            name: &name,
            value: median(ready[program].clone()),
            unit: "ms",
            baseline: None,
            settings: &settings,
        });
        let name = format!("{}_idle_memory", program.replace('-', "_"));
        report.add(&Measure {
            name: &name,
            value: median(resident[program].clone()),
            unit: "MB",
            baseline: None,
            settings: &settings,
        });
    }
    Ok(())
}

/// 1 MB is 1,000,000 bytes.
#[expect(clippy::cast_precision_loss, reason = "memory is far below 2^53 bytes")]
pub(crate) fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}
