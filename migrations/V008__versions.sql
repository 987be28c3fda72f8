-- One published state of a table. Immutable, but for the relation, which retention may drop.
CREATE TABLE rowmill.versions (
    table_id      bigint NOT NULL REFERENCES rowmill.tables ON DELETE CASCADE,
    number        integer NOT NULL,
    run_id        bigint NOT NULL REFERENCES rowmill.runs,
    -- tabular's columns, in order: label, name, type.
    columns       jsonb NOT NULL,
    row_count     bigint NOT NULL,
    -- The storage relation in the workspace's storage schema; NULL once retention dropped it.
    relation      text,
    sha256        bytea,
    etag          text,
    last_modified text,
    bytes         bigint,
    published_at  timestamptz NOT NULL DEFAULT now(),
    superseded_at timestamptz,
    PRIMARY KEY (table_id, number),
    UNIQUE (run_id)
);
CREATE INDEX versions_superseded ON rowmill.versions (superseded_at) WHERE relation IS NOT NULL;
