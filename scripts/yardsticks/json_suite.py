"""JSONTestSuite: whether what is JSON loads and what is not is refused, by the first letter of a file's name."""

from collections.abc import Iterator
from pathlib import Path

from .measure import Measure
from .programs import Programs

RIGHT = {"y": (0,), "n": (1,), "i": (0, 1)}
"""Exit codes of `check`: 0 loads, 1 is refused. What the standard leaves open may be either."""


def measure(folder: Path, programs: Programs) -> Iterator[Measure]:
    files = [file for file in sorted(folder.rglob("*.json")) if file.name[:2] in ("y_", "n_", "i_")]
    right = [programs.exit_code("check", file) in RIGHT[file.name[0]] for file in files]
    yield Measure("json_files", sum(right), 1, whole=len(files))
