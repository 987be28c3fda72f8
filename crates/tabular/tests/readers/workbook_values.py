"""Cells as `tabular-cli cells` writes them, from what other libraries read."""

import random
from datetime import date, datetime, time, timedelta
from typing import Any

from .words import hostile, word

EPOCH = datetime(1904, 1, 1)
"""No date is earlier: workbooks of either date system have it."""


def canonical(value: Any) -> str | None:
    """`n:` number, `s:` text, `b:` truth value, `d:` date or timestamp to the second, `t:` time; nothing for no value."""
    match value:
        case None | "":
            return None
        case bool():
            return f"b:{str(value).lower()}"
        case int() | float():
            return f"n:{value:.15g}"
        case datetime():
            return f"d:{value:%Y-%m-%dT%H:%M:%S}"
        case date():
            return f"d:{value:%Y-%m-%d}T00:00:00"
        case time():
            return f"t:{value:%H:%M:%S}"
        case timedelta():
            return f"t:{int(value.total_seconds())}"
    return "s:" + value.replace("\r\n", "\n").replace("\r", "\n")


def cells(sheet: dict[str, Any]) -> dict[tuple[int, int], str]:
    """Of a sheet, by row and column from 1, without empty texts."""
    return {(row, column): value for row, column, value in sheet["cells"] if value != "s:"}


def value(rng: random.Random) -> Any:
    """Of any kind that a cell may have."""
    moment = EPOCH + timedelta(seconds=rng.randint(2 * 86_400, 6_000_000_000))
    return rng.choice(
        [
            None,
            rng.randint(-(10**9), 10**9),
            rng.randint(-(10**15), 10**15) / 10 ** rng.randint(0, 9),
            rng.uniform(-1, 1) * 10.0 ** rng.randint(-20, 20),
            rng.random() < 0.5,
            moment,
            moment.replace(hour=0, minute=0, second=0),
            time(rng.randint(0, 23), rng.randint(0, 59), rng.randint(0, 59)),
            word(rng),
            printable(rng),
            f"{rng.randint(0, 99999):05}",
        ]
    )


def printable(rng: random.Random) -> str:
    """Text as it may stand in XML; one that starts like a formula would be one."""
    return "'" + hostile(rng).replace("\r\n", "\n")
