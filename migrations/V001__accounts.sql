-- People who sign in. An e-mail address is stored in lower case.
CREATE TABLE rowmill.users (
    id               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    email            text NOT NULL UNIQUE CHECK (email = lower(email)),
    name             text NOT NULL,
    password_hash    text NOT NULL,
    is_administrator boolean NOT NULL DEFAULT false,
    -- Raised to end every session of this person at once.
    session_epoch    integer NOT NULL DEFAULT 0,
    created_at       timestamptz NOT NULL DEFAULT now(),
    disabled_at      timestamptz
);
