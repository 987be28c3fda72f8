-- Rows that did not fit, as they stood in the file. Written with the outcome of the run; a run keeps the first thousand.
CREATE TABLE rowmill.rejected_rows (
    run_id      bigint NOT NULL REFERENCES rowmill.runs ON DELETE CASCADE,
    number      integer NOT NULL,
    line        bigint NOT NULL,
    byte        bigint NOT NULL,
    column_no   integer,
    column_name text,
    code        text NOT NULL,
    reason      text NOT NULL,
    raw         text NOT NULL,
    PRIMARY KEY (run_id, number)
);
