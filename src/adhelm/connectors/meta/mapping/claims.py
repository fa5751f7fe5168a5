"""Meta's actions by column: what was claimed in each window, and the headline of each row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from adhelm.connectors.meta.mapping.actions import action
from adhelm.connectors.wire import Entries, Sheet, groups
from adhelm.core.columns import column_of, constant
from adhelm.core.tables import NUMBER

if TYPE_CHECKING:
    import pyarrow as pa

WINDOWS = ("1d_click", "7d_click", "1d_view")
"""Attribution windows told apart, beside the setting's own total. 7d_view answers no more."""
LISTS: Mapping[str, str] = {"actions": "count", "action_values": "value"}
"""List of a row -> what its numbers are of a conversion."""
_FIELDS = ("value", *WINDOWS)


@dataclass(frozen=True, slots=True)
class _Said:
    """What one of the lists says: whose each entry is, of which action, and its numbers."""

    owner: groups.Places
    name: groups.Places
    """Number of the action among all names of the page."""
    sheet: Sheet


class Claims:
    """The actions of a page's rows."""

    def __init__(self, lists: Mapping[str, Entries], group: groups.Places, count: int) -> None:
        """
        Take the lists of rows, each row's group, and how many groups there are.

        :raises KeyError: if an action has no name.
        """
        self.unknown: Counter[str] = Counter()
        self._group, self._count = group, count
        self._numbers: dict[str, int] = {}
        self._said = {what: self._taken(lists[name]) for name, what in LISTS.items()}

    def headlines(self) -> dict[str, pa.Array]:
        """
        Return the headline conversions of each group, and their value.

        :raises KeyError: if one of them has no number.
        """
        import numpy as np

        head, rank, heads = self._ranked
        best = np.full(len(self._group) * heads, len(rank))
        claims: dict[str, tuple[_Said, groups.Places, groups.Places]] = {}
        for what, said in self._said.items():
            known = np.flatnonzero(head[said.name] >= 0)
            place = said.owner[known] * heads + head[said.name[known]]
            np.minimum.at(best, place, rank[said.name[known]])
            claims[what] = said, known, place
        return {
            f"platform_conversion{ending}": self._summed(
                claims[what][0], known[best[place] == rank[claims[what][0].name[known]]]
            )
            for what, ending in (("count", "s"), ("value", "_value"))
            for _, known, place in (claims[what],)
        }

    def cells(self) -> tuple[pa.Array, dict[str, pa.Array]]:
        """Return conversions by group, action and window: their groups, and what they say."""
        import numpy as np
        import pyarrow as pa
        import pyarrow.compute as pc

        keys, columns = [], {what: list[pa.Array]() for what in self._said}
        for what, said in self._said.items():
            for number in range(len(_FIELDS)):
                key, amounts = self._cell(said, number)
                keys.append(key)
                for other, column in columns.items():
                    column.append(amounts if other == what else _untold(len(key)))
        joined = {what: pa.concat_arrays(column) for what, column in columns.items()}
        key, found = groups.sums(np.concatenate(keys), joined)
        rest, window = np.divmod(key, len(_FIELDS))
        group, name = np.divmod(rest, self._width)
        return groups.as_column(group), {
            **self._named(groups.as_column(name)),
            "attribution_window": column_of("VARCHAR", ["", *WINDOWS]).take(
                groups.as_column(window)
            ),
            "basis": constant("", len(key)),
            # Meta leaves out what is nothing: a value without its count is a count of zero.
            "count": pc.fill_null(found["count"], column_of(NUMBER, [0])[0]),
            "value": found["value"],
        }

    def _taken(self, listed: Entries) -> _Said:
        import numpy as np

        told = listed.sheet.texts("", "action_type")
        if told.null_count:
            raise KeyError("action_type")
        numbers, names = groups.codes(told)
        for name, times in zip(names, np.bincount(numbers, minlength=len(names)), strict=True):
            self._numbers.setdefault(name, len(self._numbers))
            if not action(name).known:
                self.unknown[f"action_type={name}"] += int(times)
        here = np.array([self._numbers[name] for name in names], dtype=np.int64)
        return _Said(groups.places_of(listed.owner), here[numbers], listed.sheet)

    @cached_property
    def _ranked(self) -> tuple[groups.Places, groups.Places, int]:
        """Return of each action the headline that it may be, or -1, its rank, and how many are."""
        import numpy as np

        known = [action(name) for name in self._numbers]
        heads = sorted({one.headline for one in known} - {""})
        ranks = sorted(one.rank for one in known)
        head = [heads.index(one.headline) if one.headline else -1 for one in known]
        rank = [ranks.index(one.rank) for one in known]
        return np.array(head, dtype=np.int64), np.array(rank, dtype=np.int64), len(heads)

    @property
    def _width(self) -> int:
        return max(len(self._numbers), 1)

    def _summed(self, said: _Said, chosen: groups.Places) -> pa.Array:
        places = groups.as_column(chosen)
        if said.sheet.texts("", "value").take(places).null_count:
            raise KeyError("value")
        amounts = said.sheet.numbers("", "value").take(places)
        return groups.totals(self._group[said.owner[chosen]], amounts, self._count)

    def _cell(self, said: _Said, number: int) -> tuple[groups.Places, pa.Array]:
        """Return what is told of one window: keys of group, action and window, and amounts."""
        import numpy as np

        field = _FIELDS[number]
        told = groups.where(said.sheet.texts("", field).is_valid())
        if number:
            apart = np.array([action(name).windowed for name in self._numbers], dtype=bool)
            told = told[apart[said.name[told]]]
        group, name = self._group[said.owner[told]], said.name[told]
        key = (group * self._width + name) * len(_FIELDS) + number
        return key, said.sheet.numbers("", field).take(groups.as_column(told))

    def _named(self, name: pa.Array) -> dict[str, pa.Array]:
        events = column_of("VARCHAR", [action(one).event for one in self._numbers])
        return {
            "event_type": events.take(name),
            "conversion_name": column_of("VARCHAR", [*self._numbers]).take(name),
        }


def _untold(rows: int) -> pa.Array:
    import pyarrow as pa

    return pa.nulls(rows, pa.decimal128(38, 9))
