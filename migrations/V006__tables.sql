-- A published relation that keeps up with its source. Its name is the name of the view people read.
CREATE TABLE rowmill.tables (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id    bigint NOT NULL REFERENCES rowmill.workspaces ON DELETE CASCADE,
    source_id       bigint NOT NULL UNIQUE REFERENCES rowmill.sources,
    name            text NOT NULL,
    title           text NOT NULL,
    -- 0 until the first publication.
    current_version integer NOT NULL DEFAULT 0,
    created_at      timestamptz NOT NULL DEFAULT now(),
    UNIQUE (workspace_id, name)
);
