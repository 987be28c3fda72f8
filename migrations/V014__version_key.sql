-- The columns by which the digests of a version's rows are made: half of each digest stands for them. None without a key.
ALTER TABLE rowmill.versions ADD COLUMN key_columns text[] NOT NULL DEFAULT '{}';
