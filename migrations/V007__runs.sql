-- The ledger. A run is one attempt to bring a table in step, or to preview a source. Redis only says that one waits.
CREATE TABLE rowmill.runs (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id bigint NOT NULL REFERENCES rowmill.workspaces ON DELETE CASCADE,
    source_id    bigint NOT NULL REFERENCES rowmill.sources ON DELETE CASCADE,
    table_id     bigint REFERENCES rowmill.tables ON DELETE CASCADE,
    kind         text NOT NULL CHECK (kind IN ('preview', 'refresh')),
    cause        text NOT NULL CHECK (cause IN ('preview', 'create', 'schedule', 'manual', 'retry', 'upload')),
    lane         text NOT NULL,
    -- The host bytes come from, for the cap on concurrent runs per host; NULL for uploads.
    host         text,
    -- The scheduled instant this run answers for; NULL when no schedule asked for it.
    slot         timestamptz,
    -- Further slots that fell due while an earlier run was still active and are answered by this one.
    slots_merged integer NOT NULL DEFAULT 0,
    state        text NOT NULL DEFAULT 'queued'
                 CHECK (state IN ('queued', 'running', 'published', 'unchanged', 'previewed', 'failed', 'cancelled')),
    -- Raised by every claim: the fencing token.
    attempt      integer NOT NULL DEFAULT 0,
    -- Lost leases and passing faults; at max_strikes the run fails for good.
    strikes      integer NOT NULL DEFAULT 0,
    max_strikes  integer NOT NULL DEFAULT 8,
    not_before   timestamptz NOT NULL DEFAULT now(),
    rung_at      timestamptz,
    leased_until timestamptz,
    worker       text,
    step         text,
    bytes_done   bigint NOT NULL DEFAULT 0,
    bytes_total  bigint,
    rows_done    bigint NOT NULL DEFAULT 0,
    report       jsonb NOT NULL DEFAULT '{}',
    failure      jsonb,
    version      integer,
    created_at   timestamptz NOT NULL DEFAULT now(),
    started_at   timestamptz,
    finished_at  timestamptz,
    CHECK ((kind = 'refresh') = (table_id IS NOT NULL)),
    CHECK ((state = 'running') = (leased_until IS NOT NULL)),
    CHECK ((finished_at IS NOT NULL) = (state NOT IN ('queued', 'running')))
);
-- One run per scheduled slot, however many clocks there are.
CREATE UNIQUE INDEX runs_slot ON rowmill.runs (source_id, slot) WHERE slot IS NOT NULL;
-- One active refresh per table, however often somebody presses the button.
CREATE UNIQUE INDEX runs_active ON rowmill.runs (table_id) WHERE kind = 'refresh' AND state IN ('queued', 'running');
CREATE INDEX runs_queued ON rowmill.runs (lane, not_before) WHERE state = 'queued';
CREATE INDEX runs_leased ON rowmill.runs (leased_until) WHERE state = 'running';
CREATE INDEX runs_of_table ON rowmill.runs (table_id, id DESC);
CREATE INDEX runs_of_source ON rowmill.runs (source_id, id DESC);
CREATE INDEX runs_finished ON rowmill.runs (finished_at);
