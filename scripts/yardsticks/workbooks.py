"""Cells of workbooks on which two other readers agree; files that neither opens must be refused."""

from collections.abc import Iterator
from pathlib import Path

from .measure import Measure
from .programs import Programs, lines


def measure(folder: Path, programs: Programs) -> Iterator[Measure]:
    said = programs.tabular("cells", folder)
    scores = programs.score_json("xlsx_score.py", folder / "gold.jsonl", programs.saved(said))
    refused = {line["file"] for line in lines(said) if "error" in line}
    truth = lines((folder / "gold.jsonl").read_text(encoding="utf-8"))
    unreadable = {book["file"] for book in truth if book["status"] == "neither"}
    readable = {book["file"] for book in truth if book["status"] == "both"}
    yield Measure("workbooks_cells", scores["cells_right"], 0.999, whole=scores["cells"])
    yield Measure("workbooks_unreadable_refused", len(unreadable & refused), 1, whole=len(unreadable))
    yield Measure("workbooks_readable_refused", len(readable & refused), 5, unit="files", at_most=True)
