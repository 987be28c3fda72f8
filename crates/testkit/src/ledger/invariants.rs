//! The invariants of the ledger. Each statement lists what breaks one; an empty answer is a good one.

use std::time::{Duration, Instant};

use rowmill_core::model::{Lane, SourceId};

use super::Ledger;

/// Name and statement. A statement gives one text per breach.
const INVARIANTS: &[(&str, &str)] = &[
    (
        "a version has a number of its own, without gaps, and the newest is current",
        "SELECT format('table %s: versions %s to %s, %s of them, current %s', t.id, min(v.number), max(v.number),
                count(v.number), t.current_version)
         FROM rowmill.tables t LEFT JOIN rowmill.versions v ON v.table_id = t.id
         GROUP BY t.id
         HAVING count(v.number) <> t.current_version OR COALESCE(max(v.number), 0) <> t.current_version",
    ),
    (
        "a published run made one version, and a version comes from a published run",
        "SELECT format('run %s: state %s, run says version %s, versions say %s', r.id, r.state, r.version, v.number)
         FROM rowmill.runs r FULL JOIN rowmill.versions v ON v.run_id = r.id
         WHERE r.kind IS DISTINCT FROM 'preview'
           AND (r.state = 'published') IS DISTINCT FROM (v.number IS NOT NULL)
            OR r.version IS DISTINCT FROM v.number",
    ),
    (
        "two versions in a row differ",
        "SELECT format('table %s: versions %s and %s have the same digest', a.table_id, a.number, b.number)
         FROM rowmill.versions a JOIN rowmill.versions b ON b.table_id = a.table_id AND b.number = a.number + 1
         WHERE a.sha256 = b.sha256",
    ),
    (
        "a slot has one run",
        "SELECT format('source %s: %s runs for %s', source_id, count(*), slot)
         FROM rowmill.runs WHERE slot IS NOT NULL GROUP BY source_id, slot HAVING count(*) > 1",
    ),
    (
        "a running run has a lease that holds",
        "SELECT format('run %s of worker %s is silent since %s', id, worker, leased_until)
         FROM rowmill.runs WHERE state = 'running' AND leased_until < now() - interval '10 seconds'",
    ),
    (
        "what is published was loaded by the attempt that held the run",
        "SELECT format('version %s of table %s: relation %s, attempt %s', v.number, v.table_id, v.relation, r.attempt)
         FROM rowmill.versions v JOIN rowmill.runs r ON r.id = v.run_id
         LEFT JOIN rowmill.versions b ON b.table_id = v.table_id AND b.number = v.number - 1
         WHERE v.relation IS NOT NULL AND v.relation IS DISTINCT FROM b.relation
           -- A later run may have written the rows anew. Whose rows a version shares is forgotten with the one before it.
           AND NOT EXISTS (SELECT FROM rowmill.runs o
                WHERE o.table_id = v.table_id AND o.state = 'published'
                  AND (o.version >= v.number OR b.number IS NOT NULL AND b.relation IS NULL)
                  AND v.relation = format('t%s_r%s_a%s', o.table_id, o.id, o.attempt))",
    ),
];

/// What a formation at rest leaves nowhere.
const LEAKS: &[(&str, &str)] = &[
    (
        "no run waits or runs",
        "SELECT format('run %s is %s, attempt %s, strikes %s, not before %s', id, state, attempt, strikes, not_before)
         FROM rowmill.runs WHERE state IN ('queued', 'running')",
    ),
    (
        "every relation belongs to a version, and every version kept has its relation",
        "WITH there AS (
             SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE n.nspname ~ '^rowmill_w[0-9]+$' AND c.relkind = 'r'),
           known AS (
             SELECT 'rowmill_w' || t.workspace_id AS nspname, v.relation || suffix AS relname
             FROM rowmill.versions v JOIN rowmill.tables t ON t.id = v.table_id
             CROSS JOIN unnest(ARRAY['', '_alive', '_digests', CASE WHEN v.has_past THEN '_past' END]) suffix
             WHERE v.relation IS NOT NULL AND suffix IS NOT NULL)
         SELECT format('%s.%s', nspname, relname) FROM (
             (SELECT * FROM there EXCEPT SELECT * FROM known)
             UNION ALL (SELECT * FROM known EXCEPT SELECT * FROM there)) AS odd",
    ),
    (
        "no session is idle in a transaction",
        "SELECT format('%s since %s: %s', application_name, state_change, left(query, 80)) FROM pg_stat_activity
         WHERE datname = current_database() AND state LIKE 'idle in transaction%'
           AND state_change < now() - interval '1 second'",
    ),
    (
        "no advisory lock is held",
        "SELECT format('%s %s', l.pid, l.objid) FROM pg_locks l
         WHERE l.locktype = 'advisory' AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())",
    ),
];

impl Ledger {
    /// Every breach of the invariants that hold at any moment.
    ///
    /// # Errors
    /// When Postgres is away.
    pub async fn breaches(&self) -> anyhow::Result<Vec<String>> {
        self.gather(INVARIANTS).await
    }

    /// Waits until nothing is left to do and nothing is left over, then checks every invariant.
    ///
    /// # Errors
    /// When Postgres is away.
    ///
    /// # Panics
    /// With every breach, and with what is still left over after `patience`.
    pub async fn assert_at_rest(&self, patience: Duration) -> anyhow::Result<()> {
        let began = Instant::now();
        loop {
            let mut left = self.gather(LEAKS).await?;
            for lane in Lane::ALL {
                let depth = self.bell.depth(*lane).await?;
                left.extend((depth > 0).then(|| format!("Redis still holds {depth} ids in the lane {lane}")));
            }
            if left.is_empty() {
                break;
            }
            assert!(began.elapsed() < patience, "left over after {patience:?}:\n{}", left.join("\n"));
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        let breaches = self.breaches().await?;
        assert!(breaches.is_empty(), "invariants broken:\n{}", breaches.join("\n"));
        Ok(())
    }

    /// How far a schedule of one slot a second was accounted for: slots from the first to the last that a run answers
    /// for, and slots that runs say they answer for. They are the same where none was lost and none was doubled.
    ///
    /// # Errors
    /// When the source has no scheduled run.
    pub async fn slots(&self, source: SourceId) -> anyhow::Result<(i64, i64)> {
        let client = self.client().await?;
        let row = client
            .query_one(
                "SELECT (extract(epoch FROM max(s.next_due_at)) - extract(epoch FROM min(r.slot)))::bigint AS due,
                    sum(1 + r.slots_merged)::bigint AS answered
                 FROM rowmill.runs r JOIN rowmill.sources s ON s.id = r.source_id
                 WHERE r.source_id = $1 AND r.slot IS NOT NULL",
                &[&source.0],
            )
            .await?;
        Ok((row.try_get("due")?, row.try_get("answered")?))
    }

    async fn gather(&self, checks: &[(&str, &str)]) -> anyhow::Result<Vec<String>> {
        let client = self.client().await?;
        let mut found = Vec::new();
        for (name, statement) in checks {
            for row in client.query(*statement, &[]).await? {
                found.push(format!("{name}: {}", row.try_get::<_, &str>(0)?));
            }
        }
        Ok(found)
    }
}
