"""Calls of `tabular-cli` and of the scorers, each with a time limit."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

SET_SECONDS = 900
"""For all files of a set."""
FILE_SECONDS = 30
"""For one file."""


class Failed(Exception):
    """A program ended in another way than it should."""


class Programs:
    """`tabular-cli`, the scorers in their folder, and a folder for what passes between them."""

    def __init__(self, scorers: Path, scratch: Path) -> None:
        self.tabular_cli = os.environ["TABULAR_CLI"]
        self.scorers = scorers
        self.scratch = scratch

    def new_folder(self, name: str) -> Path:
        return Path(tempfile.mkdtemp(prefix=f"{name}.", dir=self.scratch))

    def tabular(self, *words: str | Path) -> str:
        """What it prints."""
        return run([self.tabular_cli, *map(str, words)])

    def exit_code(self, *words: str | Path) -> int | None:
        """How it ends on one file; a signal is negative, none is a file on which it does not end in time."""
        try:
            done = subprocess.run([self.tabular_cli, *map(str, words)], capture_output=True, timeout=FILE_SECONDS)
        except subprocess.TimeoutExpired:
            return None
        return done.returncode

    def score(self, scorer: str, *words: str | Path) -> str:
        """What it prints."""
        return run([sys.executable, str(self.scorers / scorer), *map(str, words)])

    def score_json(self, scorer: str, *words: str | Path) -> Any:
        return json.loads(self.score(scorer, *words))

    def saved(self, text: str) -> Path:
        """A file with this text."""
        path = self.new_folder("said") / "out.jsonl"
        path.write_text(text, encoding="utf-8")
        return path


def run(command: list[str], folder: Path | None = None) -> str:
    """Standard output of a command that must exit with 0."""
    what = " ".join(Path(word).name for word in command[:3])
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, timeout=SET_SECONDS)
    except subprocess.TimeoutExpired as error:
        raise Failed(f"{what} did not end within {SET_SECONDS} s") from error
    if done.returncode != 0:
        last = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
        raise Failed(f"{what} exited with {done.returncode}: {' '.join(last)}")
    return done.stdout.decode()


def lines(text: str) -> list[Any]:
    """Of JSONL; only a line feed ends a line, other line ends may stand in values."""
    return [json.loads(line) for line in text.split("\n") if line]
