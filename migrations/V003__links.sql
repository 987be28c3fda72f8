-- One-time links: the first administrator, and invitations to a workspace. Only the SHA-256 of the token is kept.
CREATE TABLE rowmill.links (
    token_hash   bytea PRIMARY KEY,
    purpose      text NOT NULL CHECK (purpose IN ('first_administrator', 'invitation')),
    workspace_id bigint REFERENCES rowmill.workspaces ON DELETE CASCADE,
    role         text CHECK (role IN ('owner', 'editor', 'viewer')),
    created_at   timestamptz NOT NULL DEFAULT now(),
    expires_at   timestamptz NOT NULL,
    used_at      timestamptz,
    CHECK ((purpose = 'invitation') = (workspace_id IS NOT NULL AND role IS NOT NULL))
);
