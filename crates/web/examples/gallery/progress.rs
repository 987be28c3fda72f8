//! How far a run is.

use rowmill_web::pages::progress::{Progress, Step, StepLine, StepState};

pub(crate) fn progress(step: Option<Step>) -> Progress {
    Progress {
        events: "/research/-/runs/1/events".into(),
        run_url: Some("#".into()),
        step,
        bytes: 482_113_902,
        bytes_total: (step == Some(Step::Load)).then_some(1_204_551_120),
        rows: 4_211_870,
        rows_per_second: 412_300,
    }
}

pub(crate) fn steps(at: usize, state: StepState) -> Vec<StepLine> {
    let notes = [
        "200 OK, 1.20 GB",
        "gzip, Windows-1252, ;",
        "9 columns",
        "12,345 rows",
        "2 checks passed",
        "Version 14",
    ];
    Step::ALL
        .into_iter()
        .zip(notes)
        .enumerate()
        .map(|(index, (step, note))| {
            let state = match index.cmp(&at) {
                std::cmp::Ordering::Less => StepState::Done,
                std::cmp::Ordering::Equal => state,
                std::cmp::Ordering::Greater if state == StepState::Done => StepState::Done,
                std::cmp::Ordering::Greater => StepState::Pending,
            };
            let done = state == StepState::Done;
            StepLine {
                step,
                state,
                took: done.then(|| "1.2 s".into()),
                note: if done { note.into() } else { String::new() },
            }
        })
        .collect()
}
