"""The rows of a page by column: texts, ids, counts, amounts; each judged as if it came alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, Any

from adhelm.connectors.wire.numbers import ABSENT, decimal, whole
from adhelm.core.columns import column_of, texts
from adhelm.core.tables import NUMBER

if TYPE_CHECKING:
    import pyarrow as pa

_ONE_BY_ONE: Mapping[str, Callable[[object], object]] = {NUMBER: decimal, "BIGINT": whole}


class Sheet:
    """
    The rows of a page; a field is named by the object of a row that holds it, and its own name.

    Whatever asks for a field raises KeyError if it is left out of a row.
    """

    def __init__(
        self,
        rows: int,
        column: Callable[[str, str], pa.Array],
        extra: Callable[[], Mapping[str, int]],
    ) -> None:
        self._rows = rows
        self._column = column
        self._extra = extra
        self._known: dict[tuple[str, str, str], pa.Array] = {}

    def __len__(self) -> int:
        """Return how many rows there are."""
        return self._rows

    @property
    def extra(self) -> Mapping[str, int]:
        """Return the fields that were not asked for, and how often they are there."""
        return self._extra()

    def texts(self, holder: str, name: str) -> pa.Array:
        """Return a field as it is written."""
        return self._column(holder, name)

    def ids(self, holder: str, name: str) -> pa.Array:
        """Return a field as ids; '-' and the like are NULL."""
        return _told(self.texts(holder, name))

    def numbers(self, holder: str, name: str) -> pa.Array:
        """
        Return a field as amounts or fractional counts, as `decimal` reads each of them.

        :raises FieldMissing: if one is no number that fits.
        """
        return self._once(NUMBER, holder, name)

    def wholes(self, holder: str, name: str) -> pa.Array:
        """
        Return a field as counts, as `whole` reads each of them.

        :raises FieldMissing: if one is no whole number.
        """
        return self._once("BIGINT", holder, name)

    def read_ahead(self, kind: str, holder: str, names: Sequence[str]) -> None:
        """
        Read fields together, as `numbers` (a kind of `NUMBER`) or `wholes` (`BIGINT`) read each.

        That is quicker; where any is odd, each is read when it is asked for.
        """
        import pyarrow as pa

        rows = len(self)
        with suppress(pa.ArrowInvalid):
            all_of = _plainly(pa.concat_arrays([self.texts(holder, one) for one in names]), kind)
            for place, name in enumerate(names):
                self._known[kind, holder, name] = all_of.slice(place * rows, rows)

    def each(self, holder: str, name: str, kind: str, read: Callable[[str], Any]) -> pa.Array:
        """Return what `read` makes of a field, as a column of a kind; each text is read once."""
        said = self.texts(holder, name).dictionary_encode()
        meant = column_of(kind, [read(text) for text in said.dictionary.to_pylist()])
        return meant.take(said.indices)

    def filter(self, chosen: pa.Array) -> Sheet:
        """Return the rows for which a column of yes and no says yes."""
        rows = chosen.true_count
        return Sheet(
            rows, lambda holder, name: self.texts(holder, name).filter(chosen), self._extra
        )

    def counts(self, holder: str, name: str) -> dict[str, int]:
        """Return how often each text is there."""
        found = self.texts(holder, name).value_counts()
        return dict(zip(found.field(0).to_pylist(), found.field(1).to_pylist(), strict=True))

    def _once(self, kind: str, holder: str, name: str) -> pa.Array:
        key = (kind, holder, name)
        if key not in self._known:
            self._known[key] = _read(self.texts(holder, name), kind)
        return self._known[key]


def _read(said: pa.Array, kind: str) -> pa.Array:
    import pyarrow as pa

    try:
        return _plainly(said, kind)
    except pa.ArrowInvalid:
        # Odd ones are rare: dust, more digits than fit, or what is no number at all.
        return column_of(kind, [_ONE_BY_ONE[kind](text) for text in said.to_pylist()])


def _plainly(said: pa.Array, kind: str) -> pa.Array:
    """Let Arrow read amounts or counts; ArrowInvalid if any is odd."""
    import pyarrow as pa
    import pyarrow.compute as pc

    told = _told(said)
    if told.null_count == len(told):
        return pa.nulls(len(told), pa.decimal128(38, 9) if kind == NUMBER else pa.int64())
    if kind == NUMBER:
        return told.cast(pa.decimal128(38, 9))
    # Digits alone: 0x1F, which Arrow takes for a count, is none.
    digits = pc.all(pc.ascii_is_decimal(told)).as_py()
    return (told if digits else told.cast(pa.decimal128(38, 9))).cast(pa.int64())


def _told(said: pa.Array) -> pa.Array:
    """Return texts with NULL for those that say that there is nothing."""
    import pyarrow as pa
    import pyarrow.compute as pc

    absent = pc.is_in(said, value_set=_absent())
    if absent.true_count == len(said):
        return pa.nulls(len(said), pa.string())
    return pc.if_else(absent, _absent()[-1], said) if absent.true_count else said


@cache
def _absent() -> pa.Array:
    """Return what says that there is nothing, NULL last."""
    return texts([*sorted(ABSENT), None])


def table_of(body: bytes, schema: pa.Schema) -> pa.Table | None:
    """Let Arrow read a body that is one object; None if it is not as `schema` has it."""
    import pyarrow as pa
    from pyarrow import json

    try:
        body.isascii() or body.decode()
        table = json.read_json(
            pa.BufferReader(body),
            read_options=json.ReadOptions(use_threads=False, block_size=len(body) + 1),
            parse_options=json.ParseOptions(explicit_schema=schema),
        )
    except (pa.ArrowInvalid, UnicodeDecodeError):
        return None
    return table if table.num_rows == 1 else None
