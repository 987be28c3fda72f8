-- A version is a set of the rows of its relation, which may serve many versions: rows are never changed once they are
-- written, only added. All three are NULL for versions of earlier releases, whose relation is theirs alone.
ALTER TABLE rowmill.versions
    -- Rows with a smaller "#id" were loaded together, in the order of their file.
    ADD COLUMN base_end integer,
    -- Rows with a smaller "#id" were there when the version was published.
    ADD COLUMN rows_end integer,
    -- Whether it has all of them; else the relation's bitmap says which.
    ADD COLUMN is_whole boolean,
    -- Rows it has and the one before had not, and the other way round; changed rows are in neither. NULL where it was not
    -- found out.
    ADD COLUMN rows_added bigint,
    ADD COLUMN rows_removed bigint,
    ADD COLUMN rows_changed bigint;
CREATE INDEX versions_relation ON rowmill.versions (table_id, relation) WHERE relation IS NOT NULL;
