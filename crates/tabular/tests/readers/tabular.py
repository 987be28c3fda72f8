"""What `tabular-cli` says of files."""

import json
import os
import subprocess
import tempfile
import unittest
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SECONDS = 60
"""For all files of a test."""


@dataclass
class Table:
    """One file as `tabular-cli rows` has it."""

    format: str = ""
    error: str = ""
    columns: list[dict[str, str]] = field(default_factory=list)
    text: list[list[str | None]] = field(default_factory=list)
    values: list[list[str | None]] = field(default_factory=list)
    rejected: list[dict[str, Any]] = field(default_factory=list)

    @property
    def labels(self) -> list[str]:
        return [column["label"] for column in self.columns]

    @property
    def kinds(self) -> list[str]:
        return [column["kind"] for column in self.columns]


class FilesTest(unittest.TestCase):
    """A test that makes files in `folder` and reads them all at once."""

    def setUp(self) -> None:
        temporary = tempfile.TemporaryDirectory(prefix="rowmill-readers.")
        self.addCleanup(temporary.cleanup)
        self.folder = Path(temporary.name)

    def said(self, command: str) -> dict[str, dict[str, Any]]:
        """The lines of a command over the folder, by file."""
        program = os.environ.get("TABULAR_CLI") or f"{os.environ['ROWMILL_BIN_DIR']}/tabular-cli"
        done = subprocess.run([program, command, str(self.folder)], capture_output=True, timeout=SECONDS, check=True)
        # Only a line feed ends a line: values may hold other line ends.
        lines = [json.loads(line) for line in done.stdout.decode().split("\n") if line]
        return {line["file"]: line for line in lines}

    def tables(self) -> dict[str, Table]:
        return {name: Table(**{k: v for k, v in line.items() if k != "file"}) for name, line in self.said("rows").items()}

    def compare(self, name: str, found: list[Any], expected: list[Any], same: Callable[[Any, Any], bool]) -> None:
        """Fails at the first value that is not the same, and says where."""
        self.assertEqual(len(found), len(expected), f"{name}: number of values")
        for at, (one, other) in enumerate(zip(found, expected, strict=True)):
            if not same(one, other):
                self.fail(f"{name}, value {at}: found {one!r}, expected {other!r}")

    def assert_whole(self, name: str, table: Table | None) -> Table:
        """The table, of which nothing was refused or set aside."""
        self.assertIsNotNone(table, f"{name} was not looked at")
        self.assertEqual(table.error, "", name)
        self.assertEqual(table.rejected, [], name)
        return table
