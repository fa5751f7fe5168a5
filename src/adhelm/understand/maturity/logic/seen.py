"""What was known of each day at each age: arrays, one entry for each time that it was reported."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from adhelm.understand.maturity.types import Account

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Seen:
    """
    Reports of days: by account, then day, then age, each age of a day once.

    `account` is the place in `accounts`, `day` an ordinal, `age` days after it where the account
    is, and `value` what the platform had said in all by then.
    """

    accounts: tuple[Account, ...]
    account: Ints
    day: Ints
    age: Ints
    value: Floats

    def newest(self) -> dict[tuple[Account, int], int]:
        """Return at what age each day of each account was reported last."""
        last = self._last()
        names = (self.accounts[number] for number in self.account[last].tolist())
        days, ages = self.day[last].tolist(), self.age[last].tolist()
        return {(name, day): age for name, day, age in zip(names, days, ages, strict=True)}

    def newest_of_each(self) -> Ints:
        """Return for each report the place of its day's newest one."""
        import numpy as np

        last = self._last()
        places: Ints = np.flatnonzero(last)[np.cumsum(last) - last]
        return places

    def grown(self) -> Ints:
        """Return the places of the reports of days that were over, after which others came."""
        import numpy as np

        places: Ints = np.flatnonzero(~self._last()[:-1] & (self.age[:-1] >= 1))
        return places

    def has_gaps(self) -> bool:
        """Say whether days lie between two reports of one day."""
        first = self.grown()
        return bool((self.age[first + 1] - self.age[first] > 1).any())

    def days_grown(self) -> Ints:
        """Return how many days of each account were seen to grow."""
        import numpy as np

        first, count = self.grown(), len(self.accounts)
        if not len(first):
            return np.zeros(count, dtype=np.int64)
        pairs = np.unique(np.stack([self.account[first], self.day[first]]), axis=1)
        return np.bincount(pairs[0], minlength=count).astype(np.int64)

    def _last(self) -> Bools:
        import numpy as np

        last = np.ones(len(self.day), dtype=bool)
        last[:-1] = (np.diff(self.account) != 0) | (np.diff(self.day) != 0)
        return last


def seen(accounts: tuple[Account, ...], found: dict[str, Ints], value: Floats) -> Seen:
    """
    Return reports in order, of `account`, `day`, `age` and `at` (an instant).

    Of several at one age the latest counts; what was said before the day began does not.
    """
    import numpy as np

    keys = [found[name] for name in ("at", "age", "day", "account")]
    order = np.lexsort(keys)
    order = order[found["age"][order] >= 0]
    sorted_ = [each[order] for each in keys[1:]]
    later = np.zeros(len(order), dtype=bool)
    later[:-1] = np.logical_and.reduce([each[1:] == each[:-1] for each in sorted_])
    kept = order[~later]
    account, day, age = (found[name][kept] for name in ("account", "day", "age"))
    return Seen(accounts, account, day, age, value[kept])


@dataclass(frozen=True, slots=True)
class Steps:
    """What came between one age and the next: a part of what came between two reports."""

    account: Ints
    age: Ints
    """At which it came: from 2 on, for a day that runs says nothing of one that is over."""
    came: Floats
    """Below zero where something was taken back."""
    upto: Floats
    """What was known then in all."""


def steps(found: Seen, horizon: Ints, growth: Floats) -> Steps:
    """
    Return the steps of all days up to the horizon of their accounts.

    Where days lie between two reports, what came is spread over them as `growth` (by age) says.
    """
    import numpy as np

    first = found.grown()
    start, end = found.age[first], np.minimum(found.age[first + 1], horizon[found.account[first]])
    within = end > start
    first, start, count = first[within], start[within], (end - start)[within]
    ends = np.cumsum(count)
    whole = np.repeat(np.arange(len(first)), count)
    age = start[whole] + 1 + np.arange(count.sum()) - np.repeat(ends - count, count)
    weight = growth[np.minimum(age, len(growth) - 1)]
    part = weight / np.bincount(whole, weight, minlength=len(first))[whole]
    gain = (found.value[first + 1] - found.value[first])[whole] * part
    so_far = np.cumsum(gain)
    # What earlier days had gained when this one's steps begin.
    before = np.concatenate([[0.0], so_far])[np.repeat(ends - count, count)]
    upto = found.value[first][whole] + so_far - before
    return Steps(found.account[first][whole], age, gain, upto)
