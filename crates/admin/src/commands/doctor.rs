//! Looks at everything Rowmill needs, and says what to do about what is wrong.

use rowmill_core::{lifecycle, migrations, model::Lane, queue::Bell, store::runs};

use crate::context::Context;

/// Seconds a run may wait before the doctor calls it late.
const LATE_SECONDS: f64 = 60.0;

pub(crate) async fn run(context: Context) -> anyhow::Result<()> {
    let mut faults = Vec::new();
    postgres(&context, &mut faults).await;
    redis(&context, &mut faults).await;
    if faults.is_empty() {
        println!("Everything is in order.");
        return Ok(());
    }
    anyhow::bail!("{} fault(s):\n  - {}", faults.len(), faults.join("\n  - "))
}

async fn postgres(context: &Context, faults: &mut Vec<String>) {
    let client = match context.client().await {
        Ok(client) => client,
        Err(error) => {
            return faults.push(format!("Postgres cannot be reached: {error:#}. Check DATABASE_URL."));
        }
    };
    if let Err(error) = migrations::check(&context.pool).await {
        return faults.push(format!("{error:#}"));
    }
    println!("Postgres answers; the schema is at version {}.", migrations::needed());
    match runs::lane_depths(&client).await {
        Ok(lanes) => {
            for lane in lanes {
                println!("Lane {}: {} waiting, {} running.", lane.lane, lane.queued, lane.running);
                if lane.oldest_seconds.is_some_and(|seconds| seconds > LATE_SECONDS) {
                    faults.push(format!(
                        "Lane {} has a run that waits for more than a minute. Is a worker alive, and a clock? \
                         Start more workers.",
                        lane.lane
                    ));
                }
            }
        }
        Err(error) => faults.push(format!("The queue cannot be read: {error}")),
    }
}

async fn redis(context: &Context, faults: &mut Vec<String>) {
    let Ok(Some(redis)) = context.redis() else {
        return faults.push("REDIS_URL is not set or cannot be read.".to_owned());
    };
    let bell = Bell::new(redis.clone());
    for lane in Lane::ALL {
        if let Err(error) = bell.depth(*lane).await {
            return faults.push(format!("Redis cannot be reached: {error:#}. Check REDIS_URL."));
        }
    }
    match lifecycle::list_processes(&redis).await {
        Ok(processes) => {
            println!("Redis answers; {} processes show signs of life.", processes.len());
            for kind in ["web", "worker", "clock"] {
                if !processes.iter().any(|process| process.kind == kind) {
                    faults.push(format!("No {kind} process is alive. Start one."));
                }
            }
        }
        Err(error) => faults.push(format!("The processes cannot be listed: {error:#}")),
    }
}
