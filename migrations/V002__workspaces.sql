-- A workspace is a tenant; its slug is also the name of the Postgres schema people read.
CREATE TABLE rowmill.workspaces (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    slug       text NOT NULL UNIQUE,
    title      text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE rowmill.members (
    workspace_id bigint NOT NULL REFERENCES rowmill.workspaces ON DELETE CASCADE,
    user_id      bigint NOT NULL REFERENCES rowmill.users ON DELETE CASCADE,
    role         text NOT NULL CHECK (role IN ('owner', 'editor', 'viewer')),
    created_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (workspace_id, user_id)
);
CREATE INDEX members_user ON rowmill.members (user_id);
