"""Types of real columns, and whether a value was changed by its type."""

from collections.abc import Iterator
from pathlib import Path

from .measure import Measure
from .programs import Programs


def measure(folder: Path, programs: Programs) -> Iterator[Measure]:
    found = programs.saved(programs.tabular("types", folder))
    scores = programs.score_json("types_score.py", folder, found, "--json")
    yield Measure("types_score", scores["score"], 0.95)
    yield Measure("types_damaged", scores["damage"], 0, unit="columns", at_most=True)
