"""Delimiter, quote, header and charset of real files."""

from collections.abc import Iterator
from pathlib import Path

from .measure import Measure
from .programs import Programs

GOALS = {"delimiter": 0.99, "table": 0.97, "header": 0.92, "encoding": 0.985}


def measure(folder: Path, programs: Programs) -> Iterator[Measure]:
    found = programs.saved(programs.tabular("sniff", folder))
    scores = programs.score_json("dialect_score.py", folder, found, "--json")["ALL"]
    for part, goal in GOALS.items():
        # A part that no file of the set tells the truth of is not scored.
        if part in scores:
            yield Measure(f"dialect_{part}", scores[part][0], goal)
