"""Files with one thing wrong each, and real ones of a survey: what comes out as plain CSV."""

from collections.abc import Iterator
from pathlib import Path

from .measure import Measure
from .programs import Programs


def synthetic(folder: Path, programs: Programs) -> Iterator[Measure]:
    scores = converted(folder, programs, "--weights", folder / "weights.json")
    yield Measure("pollock_simple", scores["simple"], 9.95)
    yield Measure("pollock_weighted", scores["weighted"], 9.70)


def survey(folder: Path, programs: Programs) -> Iterator[Measure]:
    scores = converted(folder, programs)
    yield Measure("pollock_survey", scores["simple"], 9.30)
    yield Measure("pollock_survey_header_f1", scores["header_f1"], 0.87)


def converted(folder: Path, programs: Programs, *options: str | Path) -> dict:
    out = programs.new_folder("pollock")
    programs.tabular("convert", folder / "csv", out)
    return programs.score_json("pollock_score.py", "--clean", folder / "clean", "--out", out, "--json", *options)
