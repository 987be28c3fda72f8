-- Files a person dropped. Any web process receives them, any worker reads them, so the bytes live here, in chunks.
CREATE TABLE rowmill.uploads (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id bigint NOT NULL REFERENCES rowmill.workspaces ON DELETE CASCADE,
    file_name    text NOT NULL,
    bytes        bigint NOT NULL DEFAULT 0,
    sha256       bytea,
    created_at   timestamptz NOT NULL DEFAULT now(),
    -- NULL while bytes still arrive; an upload that was cut off never completes and is pruned.
    completed_at timestamptz
);

CREATE TABLE rowmill.upload_chunks (
    upload_id bigint NOT NULL REFERENCES rowmill.uploads ON DELETE CASCADE,
    number    integer NOT NULL,
    content   bytea NOT NULL,
    PRIMARY KEY (upload_id, number)
);
-- Files are mostly compressed or large: do not spend time compressing chunks again.
ALTER TABLE rowmill.upload_chunks ALTER COLUMN content SET STORAGE EXTERNAL;
