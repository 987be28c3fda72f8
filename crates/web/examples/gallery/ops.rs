//! The ops page.

use rowmill_web::pages::{
    chrome::Role,
    ops::{FailingTable, LaneLine, LargeTable, Ops, Outcome, ProcessLine, SlotLag, Stateless},
    run_state::RunState,
};

use crate::{Gallery, Shown, chrome::chrome, when::ago};

impl Gallery<'_> {
    pub(crate) fn ops(&self) -> Shown {
        self.show("ops", &ops())
    }
}

fn ops() -> Ops {
    let process = |kind: &str, name: &str, memory: &str, silent| ProcessLine {
        kind: kind.into(),
        name: name.into(),
        uptime: "3 d 4 h".into(),
        memory: memory.into(),
        version: "0.1.0".into(),
        stateless: if kind == "clock" { Stateless::Unsupported } else { Stateless::Enforced },
        seen: ago(if silent { 4 } else { 0 }),
        is_silent: silent,
    };
    let lane = |name: &str, queued, running, oldest: Option<&str>, is_late| LaneLine {
        name: name.into(),
        queued,
        running,
        oldest: oldest.map(str::to_owned),
        is_late,
    };
    let table = |qualified: &str, rows: &str, size: &str| LargeTable {
        url: "#".into(),
        qualified: qualified.into(),
        rows: rows.into(),
        size: size.into(),
    };
    Ops {
        chrome: chrome(Role::Owner),
        at: ago(0),
        warnings: vec![
            "DATABASE_URL is a superuser. Give the processes roles of their own: see docs/operations.md."
                .into(),
        ],
        processes: vec![
            process("web", "node-a:4011", "21.4 MB", false),
            process("web", "node-b:812", "20.9 MB", false),
            process("worker", "node-a:4012", "148 MB", false),
            process("worker", "node-c:77", "22.1 MB", true),
            process("clock", "node-a:4013", "12.8 MB", false),
        ],
        lanes: vec![
            lane("preview", 0, 1, None, false),
            lane("small", 12, 4, Some("3 s"), false),
            lane("large", 3, 1, Some("14 min 2 s"), true),
        ],
        outcomes: [
            (RunState::Published, 212),
            (RunState::Unchanged, 1_904),
            (RunState::Failed, 7),
            (RunState::Cancelled, 0),
        ]
        .into_iter()
        .map(|(state, runs)| Outcome { state, runs })
        .collect(),
        slot_lag: SlotLag { median: Some("4 ms".into()), p99: Some("1.8 s".into()), overdue: 2 },
        tables: vec![
            table("research.air_quality", "12,345,678", "2.41 GB"),
            table("besancon.trees", "901,224", "212 MB"),
        ],
        failing: vec![FailingTable {
            url: "#".into(),
            qualified: "research.permits".into(),
            problem: "The source is gone: HTTP 404".into(),
            times: 3,
            at: ago(22),
        }],
    }
}
