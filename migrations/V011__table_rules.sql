-- What a person decided about a table beyond when it is refreshed. The defaults are how tables were kept before.
ALTER TABLE rowmill.tables
    ADD COLUMN load_mode text NOT NULL DEFAULT 'replace' CHECK (load_mode IN ('replace', 'append', 'merge')),
    -- Names of columns that together tell rows apart; none for a table without a key.
    ADD COLUMN key_columns text[] NOT NULL DEFAULT '{}',
    ADD COLUMN drift text NOT NULL DEFAULT 'evolve' CHECK (drift IN ('evolve', 'freeze')),
    -- Percent of the rows of the version before that a refresh may lose; 100 lets it lose all.
    ADD COLUMN max_lost_percent smallint NOT NULL DEFAULT 50 CHECK (max_lost_percent BETWEEN 0 AND 100),
    -- Percent of the rows of a file that may be rejected. NULL: one in ten, or ten at most where they are less than half.
    ADD COLUMN max_rejected_percent smallint CHECK (max_rejected_percent BETWEEN 0 AND 100),
    -- Checks in order, as core's model::Check writes them.
    ADD COLUMN checks jsonb NOT NULL DEFAULT '[]';
