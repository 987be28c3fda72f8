-- Rows that were gone when the others of their relation were written anew are in a relation of their own: their "#id" is
-- base_end or more and below added_from (NULL: there are none), and only older versions have them.
ALTER TABLE rowmill.versions
    ADD COLUMN added_from integer,
    ADD COLUMN has_past boolean NOT NULL DEFAULT false;
