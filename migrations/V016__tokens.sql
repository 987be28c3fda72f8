-- With what programs show who they are. Only the SHA-256 of a token is kept.
CREATE TABLE rowmill.tokens (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id bigint NOT NULL,
    -- Who made it: it ends with their membership.
    user_id      bigint NOT NULL,
    hash         bytea NOT NULL UNIQUE,
    -- The last characters, by which a person tells it from others.
    ending       text NOT NULL,
    name         text NOT NULL,
    scope        text NOT NULL CHECK (scope IN ('read', 'write', 'manage')),
    -- The one table it is good for; NULL: all of the workspace.
    table_id     bigint REFERENCES rowmill.tables ON DELETE CASCADE,
    created_at   timestamptz NOT NULL DEFAULT now(),
    expires_at   timestamptz,
    -- To the minute.
    last_used_at timestamptz,
    FOREIGN KEY (workspace_id, user_id) REFERENCES rowmill.members (workspace_id, user_id) ON DELETE CASCADE
);
CREATE INDEX tokens_workspace ON rowmill.tokens (workspace_id, user_id);
CREATE INDEX tokens_table ON rowmill.tokens (table_id) WHERE table_id IS NOT NULL;

-- Whether anybody may read the table.
ALTER TABLE rowmill.tables ADD COLUMN is_public boolean NOT NULL DEFAULT false;
