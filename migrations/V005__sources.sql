-- Where the bytes come from. A source without a table is a draft: somebody looks at its preview.
CREATE TABLE rowmill.sources (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id  bigint NOT NULL REFERENCES rowmill.workspaces ON DELETE CASCADE,
    kind          text NOT NULL CHECK (kind IN ('url', 'upload')),
    url           text,
    upload_id     bigint REFERENCES rowmill.uploads,
    -- What the person set by hand about the format; {} leaves everything to detection.
    overrides     jsonb NOT NULL DEFAULT '{}',
    -- Cron with five fields or a name such as @hourly; NULL refreshes by hand only.
    schedule      text,
    time_zone     text NOT NULL DEFAULT 'UTC',
    next_due_at   timestamptz,
    -- Validators and digest of the bytes behind the current version.
    etag          text,
    last_modified text,
    sha256        bytea,
    bytes         bigint,
    created_by    bigint REFERENCES rowmill.users ON DELETE SET NULL,
    created_at    timestamptz NOT NULL DEFAULT now(),
    CHECK ((kind = 'url') = (url IS NOT NULL)),
    CHECK ((kind = 'upload') = (upload_id IS NOT NULL))
);
CREATE INDEX sources_due ON rowmill.sources (next_due_at) WHERE next_due_at IS NOT NULL;
CREATE INDEX sources_workspace ON rowmill.sources (workspace_id);
CREATE INDEX sources_upload ON rowmill.sources (upload_id) WHERE upload_id IS NOT NULL;
