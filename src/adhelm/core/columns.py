"""Arrow columns out of Python values and of numpy's, made of their bytes.

Arrow's own `array` imports pandas, some 60 MB, to see whether the values are pandas'.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from adhelm.core.tables import NUMBER

if TYPE_CHECKING:
    import pyarrow as pa

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_DAY = _EPOCH.toordinal()
_MICROSECOND = timedelta(microseconds=1)
_DIGITS, _PLACES = 38, 9
"""Of DECIMAL(38,9)."""
_WHOLE_DIGITS = _DIGITS - _PLACES
_LEAST = Decimal(1).scaleb(-_PLACES)
_ROOM = Context(prec=60)
_ALL_DIGITS = Context(prec=_DIGITS)


def column_of(kind: str, values: Sequence[Any]) -> pa.Array:
    """
    Return values of a type of the warehouse (`VARCHAR`, `DATE`, …).

    :raises TypeError: if a value is not of the column's type.
    :raises ValueError: if a number is none, or too large.
    """
    return _MAKERS[kind](values)


def texts(values: Sequence[str | None]) -> pa.Array:
    """Return a column of texts."""
    first = values[0] if values else None
    if isinstance(first, str) and values.count(first) == len(values):
        return constant(first, len(values))
    said = ["" if value is None else value for value in values]
    return _joined(said, "".join(said), values=values)


def decimals(values: Sequence[Decimal | int | None], places: int) -> pa.Array:
    """
    Return exact values as decimals with so many places, rounded half even.

    :raises decimal.InvalidOperation: if a value has more than 38 digits with these places.
    """
    import pyarrow as pa

    unit = Decimal(1).scaleb(-places)
    rounded = [Decimal(value or 0).quantize(unit, context=_ALL_DIGITS) for value in values]
    numbers = (int(value.scaleb(places, _ALL_DIGITS)) for value in rounded)
    data = b"".join(number.to_bytes(16, "little", signed=True) for number in numbers)
    buffers = [_validity(values), pa.py_buffer(data)]
    return pa.Array.from_buffers(pa.decimal128(_DIGITS, places), len(values), buffers)


def wholes(numbers: Any, known: Any = None) -> pa.Array:
    """Return numpy's whole numbers; `known` says which are, None: all."""
    import pyarrow as pa

    buffers = [_bits(known), pa.py_buffer(numbers.tobytes())]
    return pa.Array.from_buffers(pa.from_numpy_dtype(numbers.dtype), len(numbers), buffers)


def scaled(numbers: Any, places: int, known: Any = None) -> pa.Array:
    """Return numpy's whole numbers of 64 bits as decimals: their last digits are `places`."""
    import numpy as np
    import pyarrow as pa

    halves = np.empty((len(numbers), 2), dtype=np.int64)
    halves[:, 0], halves[:, 1] = numbers, numbers >> 63
    buffers = [_bits(known), pa.py_buffer(halves.tobytes())]
    return pa.Array.from_buffers(pa.decimal128(_DIGITS, places), len(numbers), buffers)


def _joined(said: Sequence[str], joined: str, *, values: Sequence[object]) -> pa.Array:
    import numpy as np
    import pyarrow as pa

    data = joined.encode()
    plain = len(data) == len(joined)
    lengths = map(len, said) if plain else (len(value.encode()) for value in said)
    offsets = np.zeros(len(said) + 1, dtype=np.int32)
    np.cumsum(np.fromiter(lengths, dtype=np.int32, count=len(said)), out=offsets[1:])
    buffers = [_validity(values), pa.py_buffer(offsets), pa.py_buffer(data)]
    return pa.Array.from_buffers(pa.string(), len(said), buffers)


def constant(value: str, rows: int) -> pa.Array:
    """Return a column that is the same in all rows."""
    import numpy as np
    import pyarrow as pa

    data = value.encode()
    offsets = np.arange(rows + 1, dtype=np.int32) * len(data)
    buffers = [None, pa.py_buffer(offsets), pa.py_buffer(data * rows)]
    return pa.Array.from_buffers(pa.string(), rows, buffers)


def same(value: str, rows: int) -> pa.DictionaryArray:
    """Return a column that is the same in all rows, and holds its text once."""
    import pyarrow as pa

    places = pa.Array.from_buffers(pa.int32(), rows, [None, pa.py_buffer(bytes(4 * rows))])
    return pa.DictionaryArray.from_arrays(places, _once(value))


@lru_cache(maxsize=256)
def _once(value: str) -> pa.Array:
    return constant(value, 1)


def _numbers(values: Sequence[Decimal | int | None]) -> pa.Array:
    import pyarrow as pa

    # As text: Arrow would take the digits of each array's own largest value.
    said = ["" if value is None else str(value) for value in values]
    kind = pa.decimal128(_DIGITS, _PLACES)
    try:
        return _joined(said, "".join(said), values=values).cast(kind)
    except pa.ArrowInvalid:
        finest = [text and str(_finest(Decimal(text))) for text in said]
        return _joined(finest, "".join(finest), values=values).cast(kind)


def _finest(value: Decimal) -> Decimal:
    if not value.is_finite() or (value and value.adjusted() >= _WHOLE_DIGITS):
        raise ValueError("a number is none, or has too many digits")
    return value.quantize(_LEAST, ROUND_HALF_UP, _ROOM)


def _days(values: Sequence[date | None]) -> pa.Array:
    import pyarrow as pa

    days = array("i", [0 if day is None else day.toordinal() - _EPOCH_DAY for day in values])
    return _fixed(pa.date32(), values, days)


def _instants(values: Sequence[datetime | None]) -> pa.Array:
    import pyarrow as pa

    since = [0 if at is None else (at - _EPOCH) // _MICROSECOND for at in values]
    return _fixed(pa.timestamp("us", "UTC"), values, array("q", since))


def _wholes(values: Sequence[int | None]) -> pa.Array:
    import pyarrow as pa

    return _fixed(pa.int64(), values, array("q", [0 if v is None else v for v in values]))


def _smalls(values: Sequence[int | None]) -> pa.Array:
    import pyarrow as pa

    return _fixed(pa.int8(), values, array("b", [0 if v is None else v for v in values]))


def _fixed(kind: pa.DataType, values: Sequence[Any], data: array[int]) -> pa.Array:
    import pyarrow as pa

    return pa.Array.from_buffers(kind, len(values), [_validity(values), pa.py_buffer(data)])


def _validity(values: Sequence[Any]) -> pa.Buffer | None:
    import pyarrow as pa

    if None not in values:
        return None
    bits = "".join(["0" if value is None else "1" for value in reversed(values)])
    return pa.py_buffer(int(bits, 2).to_bytes((len(bits) + 7) // 8, "little"))


def _bits(known: Any) -> pa.Buffer | None:
    import numpy as np
    import pyarrow as pa

    return None if known is None else pa.py_buffer(np.packbits(known, bitorder="little").tobytes())


_MAKERS: Mapping[str, Callable[[Sequence[Any]], Any]] = {
    NUMBER: _numbers,
    "VARCHAR": texts,
    "BIGINT": _wholes,
    "TINYINT": _smalls,
    "DATE": _days,
    "TIMESTAMPTZ": _instants,
}
