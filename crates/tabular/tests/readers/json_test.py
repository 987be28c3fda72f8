"""JSON and NDJSON as Python's json module writes and reads them."""

import json
import random
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from .tabular import FilesTest, Table
from .words import hostile, word

def exact(text: str) -> Any:
    """A document, its decimal numbers without loss."""
    return json.loads(text, parse_float=Decimal)


COLUMNS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "id": ("int", int),
    "name": ("text", str),
    "note": ("text", str),
    "amount": ("num", Decimal),
    # Whole numbers beyond 64 bits are kept as the text of what is more likely an id.
    "big": ("text", int),
    "flag": ("bool", exact),
    "digits": ("text", str),
    "tags": ("json", exact),
    "place": ("json", exact),
    "late": ("int", int),
}
"""The type of each, and how its text becomes what the json module has."""
KINDS = [kind for kind, _ in COLUMNS.values()]


def record(rng: random.Random, at: int) -> dict[str, Any]:
    """Its last key is missing at first."""
    made = {
        "id": at,
        "name": f"{word(rng)} {at}",
        "note": hostile(rng),
        "amount": rng.choice([None, rng.randint(-(10**6), 10**6) / 100 + 0.001]),
        "big": 10**30 + rng.randint(0, 10**9),
        "flag": rng.random() < 0.5,
        "digits": f"{rng.randint(0, 9999):05}",
        "tags": [hostile(rng) for _ in range(rng.randint(0, 3))],
        "place": {"lat": rng.randint(-90, 90), "name": hostile(rng), "inner": {"deep": [1, None, True]}},
    }
    return made | ({"late": at} if at > 30 else {})


def records(seed: str) -> list[dict[str, Any]]:
    rng = random.Random(seed)
    return [record(rng, at) for at in range(200)]


def as_read(label: str, cell: str | None) -> Any:
    return None if cell is None else COLUMNS[label][1](cell)


class JsonTest(FilesTest):
    def put(self, name: str, text: str, charset: str = "utf-8") -> None:
        (self.folder / name).write_bytes(text.encode(charset))

    def compare_rows(self, name: str, table: Table | None, truth: list[dict[str, Any]]) -> None:
        table = self.assert_whole(name, table)
        self.assertEqual(table.labels, list(COLUMNS), name)
        self.assertEqual(table.kinds, KINDS, f"{name}: {table.columns}")
        for layer in (table.text, table.values):
            found = [dict(zip(table.labels, map(as_read, table.labels, row), strict=True)) for row in layer]
            expected = [{label: row.get(label) for label in COLUMNS} for row in truth]
            self.compare(name, found, expected, lambda one, other: one == other)

    def test_arrays_of_objects(self) -> None:
        made = records("arrays")
        for name, options in {"dense": {"separators": (",", ":")}, "tabs": {"indent": "\t"}, "raw": {"ensure_ascii": False}}.items():
            self.put(f"{name}.json", json.dumps(made, **options))
        self.put("inside.json", json.dumps({"meta": {"count": len(made), "tags": ["a"]}, "rows": made}))
        for charset in ("utf-8-sig", "utf-16", "utf-16-le", "utf-32"):
            self.put(f"{charset}.json", json.dumps(made, ensure_ascii=False), charset)
        tables = self.tables()
        for file in sorted(self.folder.iterdir()):
            with self.subTest(file.name):
                truth = json.loads(file.read_bytes().decode("utf-8" if file.stem in ("dense", "tabs", "raw", "inside") else file.stem), parse_float=Decimal)
                self.compare_rows(file.name, tables.get(file.name), truth["rows"] if isinstance(truth, dict) else truth)

    def test_a_document_a_line(self) -> None:
        made = records("lines")
        for name, line_end in (("lf.ndjson", "\n"), ("crlf.ndjson", "\r\n"), ("blank.ndjson", "\n\n")):
            self.put(name, line_end.join(json.dumps(row, ensure_ascii=name == "lf.ndjson") for row in made) + line_end)
        tables = self.tables()
        for name, table in tables.items():
            with self.subTest(name):
                lines = (self.folder / name).read_bytes().decode().split("\n")
                self.compare_rows(name, table, [exact(line) for line in lines if line.strip()])
        self.assertEqual(len(tables), 3)

    def test_arrays_of_rows(self) -> None:
        """The first one names the columns."""
        made = records("rows")
        labels = [label for label in COLUMNS if label != "late"]
        self.put("rows.json", json.dumps([labels, *([row[label] for label in labels] for row in made)]))
        table = self.assert_whole("rows.json", self.tables().get("rows.json"))
        self.assertEqual(table.labels, labels)
        self.assertEqual(table.kinds, [COLUMNS[label][0] for label in labels])
        found = [[as_read(label, cell) for label, cell in zip(labels, row, strict=True)] for row in table.values]
        truth = exact((self.folder / "rows.json").read_text())[1:]
        self.compare("rows.json", found, truth, lambda one, other: one == other)
