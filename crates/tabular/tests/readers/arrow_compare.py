"""A table that `tabular-cli` has read, against the same one in Arrow."""

import pyarrow as pa

from .arrow_values import expected, is_finer_than_tables, reading, same
from .tabular import FilesTest, Table


class ArrowFilesTest(FilesTest):
    """A test whose truth is what pyarrow reads."""

    def compare_table(self, name: str, table: Table | None, truth: pa.Table) -> None:
        """Names and types of the columns, and each value: its text and what it is under the type."""
        table = self.assert_whole(name, table)
        self.assertEqual(table.labels, truth.column_names)
        for at, (label, column) in enumerate(zip(truth.column_names, truth.columns, strict=True)):
            what = f"{name} {label} {column.type}"
            kind, read = reading(column.type)
            values = expected(column)
            if is_finer_than_tables(column.type, values):
                kind = "text"
            for layer in (table.text, table.values):
                found = [None if row[at] is None else read(row[at]) for row in layer]
                self.compare(what, found, values, same)
            if column.null_count < len(column):
                self.assertEqual(table.kinds[at], kind, f"{what}: {table.columns[at]['evidence']}")
