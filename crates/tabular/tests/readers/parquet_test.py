"""Parquet as pyarrow writes it."""

import random
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from .arrow_compare import ArrowFilesTest
from .arrow_tables import NESTED, SCALARS, make

NANOSECONDS = [pa.time64("ns"), pa.timestamp("ns"), pa.timestamp("ns", "+05:30")]
COMPRESSIONS = ["none", "snappy", "gzip", "brotli", "lz4", "zstd"]
ENCODINGS = {
    "DELTA_BINARY_PACKED": ["int8", "int16", "int32", "int64", "uint32", "uint64", "date", "time_us", "moment_us"],
    "DELTA_LENGTH_BYTE_ARRAY": ["text", "large_text", "bytes"],
    "DELTA_BYTE_ARRAY": ["text", "digits", "bytes", "fixed", "decimal38"],
    "BYTE_STREAM_SPLIT": ["float32", "float64", "int32", "int64", "fixed", "decimal38", "float16"],
    "RLE": ["bool"],
    "PLAIN": list(SCALARS),
}
"""Encodings besides dictionaries, and columns that they exist for."""


class ParquetTest(ArrowFilesTest):
    def write(self, name: str, table: pa.Table, **options: Any) -> None:
        pq.write_table(table, self.folder / f"{name}.parquet", **options)

    def check(self) -> None:
        """Every file of the folder against what pyarrow reads of it."""
        tables = self.tables()
        files = sorted(self.folder.glob("*.parquet"))
        self.assertTrue(files)
        for file in files:
            self.compare_table(file.name, tables.get(file.name), pq.ParquetFile(file).read())

    def test_every_compression_page_version_and_dictionary(self) -> None:
        rng = random.Random("pages")
        for compression in COMPRESSIONS:
            for version in ("1.0", "2.0"):
                for dictionary in (True, False):
                    self.write(
                        f"{compression}-{version}-{dictionary}",
                        make(rng, SCALARS, 120, rng.choice([0, 0.2])),
                        compression=compression,
                        data_page_version=version,
                        use_dictionary=dictionary,
                        data_page_size=rng.choice([64, 1024, 1 << 20]),
                        row_group_size=rng.choice([7, 50, 1000]),
                        write_page_checksum=rng.random() < 0.5,
                        write_page_index=rng.random() < 0.5,
                    )
        self.check()

    def test_every_encoding(self) -> None:
        rng = random.Random("encodings")
        for encoding, names in ENCODINGS.items():
            for nulls in (0, 0.3, 0.95):
                table = make(rng, {name: SCALARS[name] for name in names}, 700, nulls)
                encodings = {name: encoding for name in names}
                self.write(f"{encoding}-{nulls}", table, use_dictionary=False, column_encoding=encodings, data_page_size=512)
        self.check()

    def test_nested_columns(self) -> None:
        rng = random.Random("nested")
        for nulls in (0, 0.3):
            for compliant in (True, False):
                table = make(rng, NESTED, 200, nulls)
                self.write(
                    f"{nulls}-{compliant}",
                    table,
                    use_compliant_nested_type=compliant,
                    row_group_size=33,
                    data_page_size=100,
                    data_page_version=rng.choice(["1.0", "2.0"]),
                )
        self.check()

    def test_times_and_decimals_of_older_writers(self) -> None:
        rng = random.Random("older")
        moments = {name: SCALARS[name] for name in SCALARS if name.startswith("moment")}
        decimals = {name: SCALARS[name] for name in ("decimal9", "decimal18")}
        self.write("int96", make(rng, moments, 200, 0.1), use_deprecated_int96_timestamps=True)
        # It has no nanoseconds.
        coarse = {name: SCALARS[name] for name in SCALARS if SCALARS[name][0] not in NANOSECONDS}
        self.write("version-1", make(rng, coarse, 200, 0.1), version="1.0")
        self.write("decimals", make(rng, decimals, 200, 0.1), store_decimal_as_integer=True)
        self.check()

    def test_many_rows_of_few_values(self) -> None:
        """Runs, and dictionaries whose indices need more bits from page to page."""
        rng = random.Random("many")
        numbers = [value for size in range(1, 1200) for value in [size] * rng.choice([1, 1, 2, 40])]
        table = pa.table({"n": pa.array(numbers), "flag": pa.array([n % 7 < 6 for n in numbers])})
        self.write("many", table, data_page_size=300, dictionary_pagesize_limit=4000)
        self.check()

    def test_a_table_without_rows(self) -> None:
        self.write("empty", make(random.Random(0), SCALARS, 0, 0))
        self.check()
