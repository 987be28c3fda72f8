-- One-time links: the first administrator, and invitations to a workspace. Only the SHA-256 of the token is kept.
CREATE TABLE rowmill.links (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    token_hash   bytea NOT NULL UNIQUE,
    purpose      text NOT NULL CHECK (purpose IN ('first_administrator', 'invitation')),
    workspace_id bigint REFERENCES rowmill.workspaces ON DELETE CASCADE,
    role         text CHECK (role IN ('owner', 'editor', 'viewer')),
    -- Whom an invitation was made for, to tell one from another; whoever has the link may take it up.
    email        text,
    created_at   timestamptz NOT NULL DEFAULT now(),
    expires_at   timestamptz NOT NULL,
    used_at      timestamptz,
    CHECK ((purpose = 'invitation') = (workspace_id IS NOT NULL AND role IS NOT NULL AND email IS NOT NULL))
);
CREATE INDEX links_workspace ON rowmill.links (workspace_id) WHERE used_at IS NULL;
