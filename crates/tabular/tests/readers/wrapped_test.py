"""Data in every compression and archive that Python's standard library writes."""

import bz2
import csv
import gzip
import io
import lzma
import random
import tarfile
import zipfile
import zlib

from .tabular import FilesTest
from .words import hostile, word


def made(seed: str) -> bytes:
    """A CSV of more than a hundred thousand bytes."""
    rng = random.Random(seed)
    text = io.StringIO()
    rows = [[at, word(rng), f"{rng.randint(0, 99999):05}", hostile(rng)] for at in range(3000)]
    csv.writer(text).writerows([["id", "name", "code", "note"], *rows])
    return text.getvalue().encode()


def zipped(data: bytes, method: int, *others: str) -> bytes:
    """An archive of the data and of other files, which are no data."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name in others:
            archive.writestr(name, "not a table\n")
        archive.writestr("folder/data.csv", data)
    return out.getvalue()


def tarred(data: bytes, mode: str, form: int) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode, format=form) as archive:
        entry = tarfile.TarInfo("folder/" + "long-" * 30 + "dätä.csv")
        entry.size = len(data)
        archive.addfile(entry, io.BytesIO(data))
    return out.getvalue()


WRAPPED = {
    "gzip": gzip.compress,
    "gzip-members": lambda data: gzip.compress(data[:50_001]) + gzip.compress(data[50_001:], 1),
    "gzip-stored": lambda data: gzip.compress(data, 0),
    "zlib": zlib.compress,
    "bzip2": bz2.compress,
    "bzip2-members": lambda data: bz2.compress(data[:50_001]) + bz2.compress(data[50_001:]),
    "xz": lzma.compress,
    "xz-members": lambda data: lzma.compress(data[:50_001]) + lzma.compress(data[50_001:]),
    "xz-sha256": lambda data: lzma.compress(data, check=lzma.CHECK_SHA256, preset=1),
    "zip-stored": lambda data: zipped(data, zipfile.ZIP_STORED),
    "zip-deflated": lambda data: zipped(data, zipfile.ZIP_DEFLATED, "README.txt"),
    "tar-ustar-gnu": lambda data: tarred(data, "w", tarfile.GNU_FORMAT),
    "tar-pax": lambda data: tarred(data, "w", tarfile.PAX_FORMAT),
    "tar-gzip": lambda data: tarred(data, "w:gz", tarfile.PAX_FORMAT),
    "tar-bzip2": lambda data: tarred(data, "w:bz2", tarfile.GNU_FORMAT),
    "tar-xz": lambda data: tarred(data, "w:xz", tarfile.PAX_FORMAT),
    "xz-in-zip": lambda data: zipped(lzma.compress(data), zipfile.ZIP_DEFLATED),
}


class WrappedTest(FilesTest):
    def test_every_wrapping(self) -> None:
        """By its content: no name says what it is."""
        truth = {}
        for name, wrap in WRAPPED.items():
            data = made(name)
            (self.folder / name).write_bytes(wrap(data))
            truth[name] = [cells for cells in csv.reader(io.StringIO(data.decode(), newline=""))]
        tables = self.tables()
        self.assertEqual(sorted(tables), sorted(WRAPPED))
        for name, rows in truth.items():
            with self.subTest(name):
                table = self.assert_whole(name, tables[name])
                self.assertEqual([table.labels, table.kinds], [rows[0], ["int", "text", "text", "text"]])
                for layer in (table.text, table.values):
                    found = [[cell or "" for cell in row] for row in layer]
                    self.compare(name, found, rows[1:], lambda one, other: one == other)
