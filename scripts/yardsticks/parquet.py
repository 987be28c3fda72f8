"""Columns of Parquet files as another reader has them; damaged files must be refused, and none may kill the reader."""

from collections.abc import Iterator
from pathlib import Path

from .measure import Measure
from .programs import Programs, lines


def measure(folder: Path, programs: Programs) -> Iterator[Measure]:
    gold = folder / "gold.jsonl"
    found = programs.saved(programs.tabular("columns", folder))
    scores = programs.score_json("parquet_gold.py", "score", gold, found)
    yield Measure("parquet_columns", scores["cols_ok"], 1408 / 1412, whole=scores["cols"])
    yield Measure("parquet_bad_refused", scores["bad_rejected"], 1, whole=scores["bad"])
    bombs = [truth["file"] for truth in lines(gold.read_text(encoding="utf-8")) if truth.get("kind") == "resource"]
    if bombs:
        ended = [programs.exit_code("check", folder / file) in (0, 1) for file in bombs]
        yield Measure("parquet_bombs_survived", sum(ended), 1, whole=len(bombs))
