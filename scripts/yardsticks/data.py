"""Where the files and their scorers are."""

import subprocess
from collections.abc import Iterable
from pathlib import Path

ARCHIVE = "dev.tar.zst"
UNPACK_SECONDS = 300
WINDOW = "--long=27"
"""The archive is compressed with a window of 128 MiB, more than zstd takes unasked."""


class Missing(Exception):
    """What is not there, and what to do about it."""


def folder(given: Path, scratch: Path) -> Path:
    """The folder that holds the sets: the one given, or what its archive unpacks to."""
    archive = given / ARCHIVE
    if not given.is_dir():
        raise Missing(f"{given} is no folder\n  next: name the folder of the unpacked yardsticks: --data DIR")
    if any((given / name).is_dir() for name in ("dialect", "types", "json", "parquet")) or not archive.is_file():
        return given
    unpacked = scratch / "data"
    unpacked.mkdir()
    program = ["tar", "--extract", f"--use-compress-program=zstd {WINDOW}", f"--file={archive}", f"--directory={unpacked}"]
    try:
        subprocess.run(program, check=True, timeout=UNPACK_SECONDS)
    except (OSError, subprocess.SubprocessError) as error:
        raise Missing(f"{archive} could not be unpacked: {error}\n  next: install zstd, or unpack it yourself") from error
    return unpacked


def scorers(given: Path, chosen: Path | None) -> Path:
    """The folder of the scorers: the one chosen, else one in or beside the data."""
    for place in [chosen] if chosen else [given / "scorers", given.resolve().parent / "scorers"]:
        if (place / "pollock_score.py").is_file():
            return place.resolve()
    raise Missing("the scorers were not found\n  next: name their folder: --scorers DIR")


def sets(folder: Path, scorers: Path, known: Iterable[str]) -> list[tuple[str, Path]]:
    """The sets that are there, and where. `hard_csv` is a program beside the scorers that writes its file."""
    places = {name: folder / name for name in known} | {"hard_csv": scorers.parent / "hard_csv.py"}
    there = [(name, place) for name, place in places.items() if place.exists()]
    if all(name == "hard_csv" for name, _ in there):
        raise Missing(f"none of {', '.join(known)} is in {folder}\n  next: name the folder that holds them: --data DIR")
    return there
