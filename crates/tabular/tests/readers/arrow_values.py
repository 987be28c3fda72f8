"""Values of Arrow's types: made from a seed, as pyarrow has them, and as their text is to be read."""

import json
import math
import re
import struct
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.types as is_a

PER_UNIT = {"s": 10**9, "ms": 10**6, "us": 10**3, "ns": 1}
"""Nanoseconds of a unit."""


def expected(column: pa.ChunkedArray) -> list[Any]:
    """What pyarrow has: times as nanoseconds, maps as objects, everything else as Python does."""
    kind = column.type
    if is_a.is_dictionary(kind) or is_a.is_run_end_encoded(kind):
        return expected(column.cast(kind.value_type))
    if is_a.is_timestamp(kind) or is_a.is_time(kind) or is_a.is_duration(kind):
        width = pa.int32() if is_a.is_time32(kind) else pa.int64()
        values = pa.chunked_array([chunk.view(width) for chunk in column.chunks], type=width).to_pylist()
        return [None if value is None else value * PER_UNIT[kind.unit] for value in values]
    if is_a.is_map(kind):
        return [None if value is None else dict(value) for value in column.to_pylist()]
    return column.to_pylist()


def reading(kind: pa.DataType) -> tuple[str, Callable[[str], Any]]:
    """The type that a column of a table is to have, and how the text of a value becomes what `expected` has."""
    if is_a.is_dictionary(kind) or is_a.is_run_end_encoded(kind):
        return reading(kind.value_type)
    for belongs, column, read in READINGS:
        if belongs(kind):
            return column, read
    raise TypeError(f"no reading of {kind}")


def is_finer_than_tables(kind: pa.DataType, values: list[Any]) -> bool:
    """Whether there are times of nanoseconds, which tables have not; the column is text then."""
    fine = (is_a.is_time(kind) or is_a.is_timestamp(kind)) and kind.unit == "ns"
    return fine and any(value is not None and value % 1000 for value in values)


def same(found: Any, expected: Any) -> bool:
    """Equal, and of the same type; a NaN is a NaN."""
    if isinstance(expected, float) and math.isnan(expected):
        return isinstance(found, float) and math.isnan(found)
    return type(found) is type(expected) and found == expected


def clock(text: str) -> int:
    """Nanoseconds of `hh:mm:ss.fraction`."""
    hours, minutes, seconds = text.split(":")
    whole, _, fraction = seconds.partition(".")
    return (int(hours) * 3600 + int(minutes) * 60 + int(whole)) * 10**9 + int(fraction.ljust(9, "0") or 0)


def moment(text: str) -> int:
    """Nanoseconds since 1970 of a date and a time, parted by `T` or a blank."""
    day, time = re.split("[T ]", text.removesuffix("Z"))
    return (date.fromisoformat(day) - date(1970, 1, 1)).days * 86_400 * 10**9 + clock(time)


def duration(text: str) -> int:
    """Nanoseconds of `PT1H2M3.5S`; each part may have a sign."""
    parts = re.fullmatch(r"PT(?:(-?\d+)H)?(?:(-?\d+)M)?(?:(-?)(\d+)(?:\.(\d+))?S)?", text)
    hours, minutes, sign, seconds, fraction = parts.groups()
    last = int(seconds or 0) * 10**9 + int((fraction or "").ljust(9, "0"))
    return (int(hours or 0) * 3600 + int(minutes or 0) * 60) * 10**9 + (-last if sign else last)


def octets(text: str) -> bytes:
    return bytes.fromhex(text[2:]) if text.startswith("\\x") else text.encode()


def single(text: str) -> float:
    """The number of 32 bits that is nearest."""
    return struct.unpack("f", struct.pack("f", float(text)))[0]


def half(text: str) -> float:
    """The number of 16 bits that is nearest."""
    return struct.unpack("e", struct.pack("e", float(text)))[0]


READINGS: list[tuple[Callable[[pa.DataType], bool], str, Callable[[str], Any]]] = [
    (is_a.is_null, "text", str),
    (is_a.is_boolean, "bool", {"true": True, "false": False}.__getitem__),
    (is_a.is_uint64, "num", int),
    (is_a.is_integer, "int", int),
    (is_a.is_float16, "float", half),
    (is_a.is_float32, "float", single),
    (is_a.is_float64, "float", float),
    (is_a.is_decimal, "num", Decimal),
    (is_a.is_date, "date", date.fromisoformat),
    (is_a.is_time, "time", clock),
    (lambda kind: is_a.is_timestamp(kind) and kind.tz is not None, "tstz", moment),
    (is_a.is_timestamp, "ts", moment),
    # An interval, which `rows` has no short name for.
    (is_a.is_duration, "text", duration),
    (is_a.is_nested, "json", json.loads),
    (lambda kind: is_a.is_string(kind) or is_a.is_large_string(kind) or is_a.is_string_view(kind), "text", str),
    (lambda kind: is_a.is_binary(kind) or is_a.is_fixed_size_binary(kind), "text", octets),
]
