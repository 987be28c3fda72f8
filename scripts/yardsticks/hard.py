"""`hard.csv`, whose columns every known tool damages somewhere: cells as they stood, and values under their types."""

import csv
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from .measure import Measure
from .programs import Programs, lines, run

Reading = Callable[[str], object]


def moment(form: str, written: str) -> Reading:
    """A date or timestamp of this form, as `types` writes it."""
    return lambda raw: datetime.strptime(raw, form).strftime(written)


AS_WRITTEN: dict[str, Reading] = {"text": str}
DAY_FIRST: dict[str, Reading] = {"date": moment("%d/%m/%Y", "%Y-%m-%d")}
ENGINEER: dict[str, dict[str, Reading]] = {
    "bigid": AS_WRITTEN | {"num": Decimal},
    "date_iso": {"date": moment("%Y-%m-%d", "%Y-%m-%d")},
    "date_dmy": DAY_FIRST,
    # Day and month are the same in each value.
    "date_amb": AS_WRITTEN | DAY_FIRST,
    "yesno": {"bool": {"yes": "true", "no": "false"}.__getitem__},
    "dec_comma": {"num": lambda raw: Decimal(raw.replace(",", "."))},
    # Thousands or three decimals: nothing in the column tells.
    "thousands": AS_WRITTEN,
    "money": {"num": Decimal},
    "pct": {kind: lambda raw: Decimal(raw.removesuffix("%")) for kind in ("int", "num")},
    "uuid": {"uuid": str},
    "ts": {"tstz": moment("%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%d %H:%M:%S")},
    "json": {"json": str},
    "late_blank_float": {"num": Decimal},
}
"""The types that a careful engineer would take, and what a value is then; every other column is text."""


def measure(maker: Path, programs: Programs) -> Iterator[Measure]:
    folder = programs.new_folder("hard")
    run([sys.executable, str(maker)], folder)
    rows = read(folder / "hard.csv")
    yield as_they_stood(folder, rows, programs)
    columns = split(rows, programs.new_folder("hard"))
    found = {line["id"]: line for line in lines(programs.tabular("types", columns))}
    verdicts = [verdict(name, values, found.get(name, {})) for name, *values in zip(*rows, strict=True)]
    yield Measure("hard_csv_columns_undamaged", sum(kept for kept, _ in verdicts), 1, whole=len(verdicts))
    yield Measure("hard_csv_columns_typed", sum(typed for _, typed in verdicts), 1, whole=len(verdicts))


def as_they_stood(folder: Path, rows: list[list[str]], programs: Programs) -> Measure:
    out = programs.new_folder("hard")
    programs.tabular("convert", folder, out)
    again = read(out / "hard.csv_converted.csv")
    same = sum(a == b for row, other in zip(rows, again, strict=False) for a, b in zip(row, other, strict=False))
    return Measure("hard_csv_cells_as_they_stood", same, 1, whole=sum(map(len, rows)))


def verdict(name: str, values: list[str], found: dict) -> tuple[bool, bool]:
    """Whether no value is damaged, and whether the type is one that an engineer would take besides."""
    careful = ENGINEER.get(name, AS_WRITTEN)
    reading = (AS_WRITTEN | careful).get(found.get("kind"))
    if reading is None or len(found["values"]) != len(values):
        return False, False
    kept = all(same(reading, raw, value) for raw, value in zip(values, found["values"], strict=True))
    return kept, kept and found["kind"] in careful


def same(reading: Reading, raw: str, value: str | None) -> bool:
    if raw == "" or value is None:
        return raw == "" and value is None
    expected = reading(raw)
    return Decimal(value) == expected if isinstance(expected, Decimal) else value == expected


def split(rows: list[list[str]], folder: Path) -> Path:
    """Each column as a file of its own, after the number of its row."""
    (folder / "columns").mkdir()
    for name, *values in zip(*rows, strict=True):
        with open(folder / "columns" / f"{name}.csv", "w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([("n", name), *enumerate(values)])
    return folder


def read(file: Path) -> list[list[str]]:
    with open(file, newline="", encoding="utf-8") as text:
        return list(csv.reader(text))
