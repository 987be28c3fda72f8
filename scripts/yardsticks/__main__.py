"""`python3 -m yardsticks`, as scripts/bench.d/yardsticks starts it."""

import argparse
import contextlib
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from . import data, dialect, encodings, hard, json_suite, parquet, pollock, types, workbooks
from .measure import Report
from .programs import Failed, Programs

YARDSTICKS = {
    "pollock_synthetic": pollock.synthetic,
    "pollock_survey": pollock.survey,
    "dialect": dialect.measure,
    "types": types.measure,
    "workbooks": workbooks.measure,
    "parquet": parquet.measure,
    "json": json_suite.measure,
    "encodings": encodings.measure,
    "hard_csv": hard.measure,
}
"""What measures each folder of the data, in the order of the table."""


def main() -> int:
    arguments = argparse.ArgumentParser(prog="scripts/bench yardsticks")
    arguments.add_argument("--data", type=Path, required=True)
    arguments.add_argument("--scorers", type=Path)
    arguments.add_argument("--json", action="store_true")
    chosen = arguments.parse_args()
    report = Report(chosen.json)
    with tempfile.TemporaryDirectory(prefix="rowmill-yardsticks.") as scratch:
        try:
            folder = data.folder(chosen.data, Path(scratch))
            programs = Programs(data.scorers(chosen.data, chosen.scorers), Path(scratch))
            sets = data.sets(folder, programs.scorers, YARDSTICKS)
        except data.Missing as missing:
            sys.exit(f"error: {missing}")
        # The machine has other things to do; two at a time.
        with ThreadPoolExecutor(2) as pool:
            began = [(name, pool.submit(list_measures, name, path, programs)) for name, path in sets]
            for name, measures in began:
                try:
                    for measure in measures.result():
                        report.add(measure)
                except Failed as failure:
                    report.fail(name, failure)
    return report.exit_code


def list_measures(name: str, folder: Path, programs: Programs) -> list:
    return list(YARDSTICKS[name](folder, programs))


if __name__ == "__main__":
    with contextlib.suppress(BrokenPipeError):
        sys.exit(main())
