//! Share nothing, enforced: a process cannot write outside its scratch folder, whoever it runs as.

use std::{fs, time::Duration};

use rowmill_core::model::{RunCause, RunState};
use testkit::{Answer, Edition, Formation, Kind, Origin, Process};

use crate::support::{SOON, beside_others};

const KINDS: [Kind; 3] = [Kind::Web, Kind::Worker, Kind::Clock];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn processes_say_how_far_the_kernel_goes_and_enforce_insists_on_all_of_it() -> anyhow::Result<()> {
    let _machine = beside_others().await;
    let mut formation = Formation::builder().start().await?;
    let possible = status(formation.process(Kind::Worker, 0)).await?;
    for process in formation.processes_mut() {
        assert_eq!(status(process).await?, possible, "{}", process.name());
    }
    for kind in KINDS {
        let process = formation.spawn(kind, &[("STATELESS", "enforce")])?;
        if possible == "enforced" {
            process.wait_until_ready(SOON).await?;
            assert_eq!(status(process).await?, "enforced");
        } else {
            let ended = process.wait(Duration::from_secs(5)).await?;
            assert!(!ended.success(), "{kind:?} started, although the kernel is {possible}");
        }
        let process = formation.spawn(kind, &[("STATELESS", "off")])?;
        process.wait_until_ready(SOON).await?;
        assert_eq!(status(process).await?, "off");
    }
    formation.assert_log_clean(&["use Linux 6.2 or newer"]);
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_worker_cannot_write_outside_its_scratch_folder() -> anyhow::Result<()> {
    let _machine = beside_others().await;
    let origin = Origin::start()?;
    origin.set("/a.csv", Answer::csv(Edition { number: 1, base: 10 }.csv()));
    let mut formation = Formation::builder().counts(0, 1, 0).start().await?;
    let ledger = formation.ledger()?;
    let restricted = status(formation.process(Kind::Worker, 0)).await? == "enforced";

    // The kernel's rule is about the folder, not about its name: under this name there is now a folder that the worker
    // may not write in, while its user may.
    let aside = formation.folder().join("aside");
    fs::rename(formation.scratch(), &aside)?;
    fs::create_dir(formation.scratch())?;
    let table = ledger.table_of_url("a", &origin.url("/a.csv"), None).await?;
    let run = ledger.ask(&table, RunCause::Create).await?;
    let run = ledger.wait_for(run, SOON, |run| run.strikes > 0 || !run.state.is_active()).await?;
    if restricted {
        assert_eq!(run.state, RunState::Queued);
        assert_eq!(run.failure.as_ref().map(|failure| failure.code.as_str()), Some("no_scratch_space"));
        // One that is not restricted can.
        formation.process_mut(Kind::Worker, 0).kill().await?;
        formation.spawn(Kind::Worker, &[("STATELESS", "off")])?;
        formation.wait_until_ready().await?;
        let table = ledger.table_of_url("b", &origin.url("/a.csv"), None).await?;
        let run = ledger.ask(&table, RunCause::Create).await?;
        assert_eq!(ledger.wait_until_ended(run, SOON).await?.state, RunState::Published);
    } else {
        println!("this kernel cannot restrict a process: nothing was denied");
        assert_eq!(run.state, RunState::Published);
    }
    assert_eq!(formation.scratch_files()?, Vec::<String>::new());
    formation.assert_log_clean(&["The run met a passing fault"]);
    Ok(())
}

/// What `/healthz` says.
async fn status(process: &Process) -> anyhow::Result<String> {
    let (code, body) = process.get("/healthz").await?;
    anyhow::ensure!(code == 200, "{}: {body}", process.name());
    let health: serde_json::Value = serde_json::from_str(&body)?;
    Ok(health["stateless"].as_str().unwrap_or_default().to_owned())
}
