"""Arrow IPC, files and streams, as pyarrow writes them."""

import random
from pathlib import Path

import pyarrow as pa

from .arrow_compare import ArrowFilesTest
from .arrow_tables import NESTED, SCALARS, make

MORE = {
    "duration": (pa.duration("us"), lambda rng: rng.randint(-(10**15), 10**15)),
    "text_view": (pa.string_view(), lambda rng: "view " * rng.randint(0, 5)),
}
"""Types that Arrow has and Parquet has not."""


class ArrowTest(ArrowFilesTest):
    def write(self, name: str, table: pa.Table, compression: str | None, batch: int) -> None:
        options = pa.ipc.IpcWriteOptions(compression=compression)
        for ending, writer in (("arrow", pa.ipc.new_file), ("arrows", pa.ipc.new_stream)):
            with writer(str(self.folder / f"{name}.{ending}"), table.schema, options=options) as out:
                out.write_table(table, max_chunksize=batch)

    def read(self, file: Path) -> pa.Table:
        opened = pa.ipc.open_file if file.suffix == ".arrow" else pa.ipc.open_stream
        with opened(pa.py_buffer(file.read_bytes())) as reader:
            return reader.read_all()

    def test_files_and_streams_of_every_compression(self) -> None:
        rng = random.Random("arrow")
        for compression in (None, "lz4", "zstd"):
            for nulls, batch in ((0, 1000), (0.2, 17)):
                table = make(rng, SCALARS | NESTED | MORE, 150, nulls)
                self.write(f"{compression}-{nulls}", table.unify_dictionaries(), compression, batch)
        tables = self.tables()
        files = sorted(self.folder.iterdir())
        self.assertEqual(len(files), 12)
        for file in files:
            self.compare_table(file.name, tables.get(file.name), self.read(file))
