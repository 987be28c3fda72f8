"""Tables with a column of each of Arrow's types, the same for the same seed."""

import random
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa

from .words import hostile, word

Maker = Callable[[random.Random], Any]


def whole(bits: int, signed: bool) -> Maker:
    """Small ones, and the smallest and the largest there are."""
    low, high = (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) if signed else (0, 2**bits - 1)
    return lambda rng: rng.choice([low, high, 0, rng.randint(low, high), rng.randint(0, 100)])


def decimal(precision: int, scale: int) -> Maker:
    return lambda rng: Decimal(f"{rng.randint(1 - 10**precision, 10**precision - 1)}E-{scale}")


def floating(bits: int) -> Maker:
    special = [0.0, -0.0, 1.5, -2.25, float("inf"), float("-inf"), float("nan")]
    large = {16: 60_000.0, 32: 3e38, 64: 1.7e308}[bits]
    return lambda rng: rng.choice([*special, rng.uniform(-1, 1), rng.uniform(-large, large), rng.uniform(0, 1e-4)])


def between(low: int, high: int) -> Maker:
    return lambda rng: rng.choice([rng.randint(low, high), rng.randint(low, high), low, high, 0])


def moments(unit: str) -> Maker:
    """From 1677 to 2262, which is what nanoseconds of 64 bits reach."""
    per_second = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}[unit]
    return between(-9_000_000_000 * per_second, 9_000_000_000 * per_second)


def times(unit: str) -> Maker:
    return between(0, 86_400 * {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}[unit] - 1)


def day(rng: random.Random) -> date:
    return date(1970, 1, 1) + timedelta(days=rng.randint(-300_000, 300_000))


def listed(item: Maker) -> Maker:
    return lambda rng: [rng.choice([None, item(rng)]) for _ in range(rng.randint(0, 4))]


def record(rng: random.Random) -> dict[str, Any]:
    return {"a": rng.choice([None, rng.randint(-9, 9)]), "b": hostile(rng), "c": listed(word)(rng)}


SCALARS: dict[str, tuple[pa.DataType, Maker]] = {
    "bool": (pa.bool_(), lambda rng: rng.random() < 0.5),
    **{f"int{bits}": (getattr(pa, f"int{bits}")(), whole(bits, True)) for bits in (8, 16, 32, 64)},
    **{f"uint{bits}": (getattr(pa, f"uint{bits}")(), whole(bits, False)) for bits in (8, 16, 32, 64)},
    "float16": (pa.float16(), floating(16)),
    "float32": (pa.float32(), floating(32)),
    "float64": (pa.float64(), floating(64)),
    "decimal9": (pa.decimal128(9, 2), decimal(9, 2)),
    "decimal18": (pa.decimal128(18, 18), decimal(18, 18)),
    "decimal38": (pa.decimal128(38, 10), decimal(38, 10)),
    "decimal76": (pa.decimal256(76, 38), decimal(76, 38)),
    "text": (pa.string(), hostile),
    "large_text": (pa.large_string(), word),
    "digits": (pa.string(), lambda rng: f"{rng.randint(0, 99999):05}"),
    "markers": (pa.string(), lambda rng: rng.choice(["NA", "null", "", "-", "N/A", "true"])),
    "category": (pa.dictionary(pa.int32(), pa.string()), word),
    "bytes": (pa.binary(), lambda rng: bytes([0xFF]) + rng.randbytes(rng.randint(0, 9))),
    "fixed": (pa.binary(5), lambda rng: bytes([0xFE]) + rng.randbytes(4)),
    "date": (pa.date32(), day),
    "date_ms": (pa.date64(), day),
    "time_s": (pa.time32("s"), times("s")),
    "time_ms": (pa.time32("ms"), times("ms")),
    "time_us": (pa.time64("us"), times("us")),
    "time_ns": (pa.time64("ns"), times("ns")),
    **{f"moment_{unit}": (pa.timestamp(unit), moments(unit)) for unit in ("s", "ms", "us", "ns")},
    "instant_utc": (pa.timestamp("us", "UTC"), moments("us")),
    "instant_zone": (pa.timestamp("ms", "America/St_Johns"), moments("ms")),
    "instant_offset": (pa.timestamp("ns", "+05:30"), moments("ns")),
    "nothing": (pa.null(), lambda rng: None),
}
NESTED: dict[str, tuple[pa.DataType, Maker]] = {
    "list": (pa.list_(pa.int64()), listed(lambda rng: rng.randint(-(2**63), 2**63 - 1))),
    "lists": (pa.list_(pa.list_(pa.string())), listed(listed(hostile))),
    "pair": (pa.list_(pa.int16(), 2), lambda rng: [rng.randint(0, 9), None]),
    "struct": (
        pa.struct([("a", pa.int32()), ("b", pa.string()), ("c", pa.list_(pa.string()))]),
        record,
    ),
    "map": (pa.map_(pa.string(), pa.int32()), lambda rng: {f"k{i}": rng.randint(0, 9) for i in range(rng.randint(0, 3))}.items()),
}
"""Name, type, and what makes a value of it."""


def make(rng: random.Random, columns: dict[str, tuple[pa.DataType, Maker]], rows: int, nulls: float) -> pa.Table:
    """Of `rows` rows; a share of `nulls` of the values is missing, of no column all."""
    arrays = {}
    for name, (kind, maker) in columns.items():
        values = [None if rng.random() < nulls else maker(rng) for _ in range(rows)]
        arrays[name] = array(values, kind)
    return pa.table(arrays)


def array(values: list[Any], kind: pa.DataType) -> pa.Array:
    if pa.types.is_dictionary(kind):
        return pa.array(values, kind.value_type).dictionary_encode()
    if pa.types.is_map(kind):
        values = [None if value is None else list(value) for value in values]
    return pa.array(values, kind)
