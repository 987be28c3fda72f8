-- A run may be asked for by a person who saw what the guard rails said of a file, and wants it published all the same.
ALTER TABLE rowmill.runs
    -- core's model::Overruling: of which bytes, and which failures. NULL for a run that overrules nothing.
    ADD COLUMN overruling jsonb,
    ADD COLUMN overruled_by bigint REFERENCES rowmill.users ON DELETE SET NULL;
CREATE INDEX runs_overruled_by ON rowmill.runs (overruled_by) WHERE overruled_by IS NOT NULL;
