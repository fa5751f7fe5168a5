"""Exchange rates: reading the tables that central banks publish, and finding the rate of a day.

Amounts are exact decimals as published. A day without a fixing (a weekend, a holiday) takes the
last one before it, at most seven days old; two currencies without a rate of their own meet
through the euro.
"""

from __future__ import annotations

import csv
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation, localcontext

from adhelm.core.ads import CURRENCIES, Period, currency
from adhelm.core.errors import Invalid, NotFound
from adhelm.observe.warehouse.types import Fixing, Rate

PIVOT = "EUR"
OLDEST_DAYS = 7
_PLACES = 9
_MOST = Decimal(10) ** 10
_DIGITS = 34
_DATE_FORMATS = ("%Y-%m-%d", "%d %B %Y", "%d.%m.%Y", "%Y%m%d")
_LONG = {
    "base": ("base", "from", "currency_denom"),
    "quote": ("quote", "to", "currency"),
    "date": ("date", "day", "time_period"),
    "rate": ("rate", "value", "obs_value"),
}


class BadRates(Invalid):
    """The file holds no exchange rates that can be read."""

    code = "fx.bad_rates"


class MissingRate(NotFound):
    """There is no rate for a currency and day, nor one of the seven days before."""

    code = "fx.missing_rate"


def read(text: str, *, source: str, base: str = PIVOT) -> list[Fixing]:
    """
    Read a CSV: wide (`Date,USD,JPY,…`: units per one `base`) or long (`base,quote,date,rate`).

    :raises BadRates: if it is neither, or a date, currency or rate cannot be read.
    """
    rows = csv.reader(text.lstrip("\ufeff").splitlines(), skipinitialspace=True)
    header = [cell.strip() for cell in next(rows, [])]
    columns = _long_columns(header)
    body = [(rows.line_num, row) for row in rows if any(cell.strip() for cell in row)]
    if "quote" in columns and "rate" in columns and "date" in columns:
        found = list(_long(body, columns, base, source))
    elif header and header[0].lower() == "date":
        found = list(_wide(body, header, currency(base), source))
    else:
        raise BadRates(
            f"{source}: the first line holds neither Date and currencies nor base, quote, date, "
            f"rate, but {', '.join(header[:6]) or 'nothing'}",
            hint="a CSV such as the European Central Bank's eurofxref-hist.csv",
        )
    if not found:
        raise BadRates(f"{source}: there is no rate in it", hint="one row per day")
    return _without_repeats(found)


def check(fixings: Iterable[Fixing]) -> list[Fixing]:
    """
    Return fixings as they are kept, currencies in capitals.

    :raises BadRates: if a rate is not positive or has more than nine decimals.
    """
    return _without_repeats([_fixing(f.base, f.quote, f.day, f.rate, f.source) for f in fixings])


class Rates:
    """Fixings, ordered to be asked for days."""

    def __init__(self, fixings: Iterable[Fixing]) -> None:
        self._series: dict[tuple[str, str], list[Fixing]] = {}
        for fixing in sorted(fixings, key=lambda one: one.day):
            self._series.setdefault((fixing.base, fixing.quote), []).append(fixing)

    def on(self, day: date, base: str, quote: str) -> Rate | None:
        """Return what one unit of `base` costs in `quote` on a day; None if nobody says."""
        if base == quote:
            return Rate(base, quote, Decimal(1), day, "same currency", day)
        if (own := self._either(day, base, quote)) is not None:
            return own
        first, second = self._either(day, base, PIVOT), self._either(day, PIVOT, quote)
        if PIVOT in {base, quote} or first is None or second is None:
            return None
        with localcontext(prec=_DIGITS):
            # Both from the pivot where possible: one division instead of two.
            rate = _crossed(self._last(day, PIVOT, base), first, second)
        fixed_on = min(first.fixed_on, second.fixed_on)
        return Rate(base, quote, rate, fixed_on, second.source, day)

    def over(self, period: Period, bases: Sequence[str], quote: str) -> list[Rate]:
        """Return the rates of every day that has one."""
        found = (self.on(day, base, quote) for base in bases for day in period)
        return [rate for rate in found if rate is not None]

    def _either(self, day: date, base: str, quote: str) -> Rate | None:
        if (fixing := self._last(day, base, quote)) is not None:
            return Rate(base, quote, fixing.rate, fixing.day, fixing.source, day)
        if (fixing := self._last(day, quote, base)) is not None:
            with localcontext(prec=_DIGITS):
                inverse = 1 / fixing.rate
            return Rate(base, quote, inverse, fixing.day, fixing.source, day)
        return None

    def _last(self, day: date, base: str, quote: str) -> Fixing | None:
        series = self._series.get((base, quote), [])
        at = bisect_right(series, day, key=lambda one: one.day)
        last = series[at - 1] if at else None
        return last if last and (day - last.day).days <= OLDEST_DAYS else None


def missing(day: date, base: str, quote: str) -> MissingRate:
    """Return the error that a rate is missing."""
    return MissingRate(
        f"there is no rate from {base} to {quote} on {day} or the {OLDEST_DAYS} days before",
        hint="bring rates with 'adhelm fx refresh', or load your own: 'adhelm fx load FILE'",
        base=base,
        quote=quote,
        date=day.isoformat(),
    )


def needed_days(period: Period) -> tuple[date, date]:
    """Return the first and last day whose fixings may answer for a period."""
    return period.start - timedelta(days=OLDEST_DAYS), period.last


def _crossed(from_pivot: Fixing | None, first: Rate, second: Rate) -> Decimal:
    return second.rate / from_pivot.rate if from_pivot else first.rate * second.rate


def _long_columns(header: Sequence[str]) -> dict[str, int]:
    lower = [cell.lower() for cell in header]
    return {
        name: lower.index(alias)
        for name, aliases in _LONG.items()
        for alias in aliases[::-1]
        if alias in lower
    }


def _long(
    body: Iterable[tuple[int, list[str]]], columns: Mapping[str, int], base: str, source: str
) -> Iterator[Fixing]:
    for line, row in body:
        cells = {name: row[at].strip() for name, at in columns.items() if at < len(row)}
        if rate := cells.get("rate", ""):
            day = _day(cells.get("date", ""), source, line)
            yield _fixing(cells.get("base", base), cells.get("quote", ""), day,
                          _rate(rate, source, line), source)  # fmt: skip


def _wide(
    body: Iterable[tuple[int, list[str]]], header: Sequence[str], base: str, source: str
) -> Iterator[Fixing]:
    # A table of today may hold currencies that are gone; one we do not know is no reason to stop.
    quotes = [(at, name) for at, name in enumerate(header) if name.upper() in CURRENCIES]
    for line, row in body:
        day = _day(row[0].strip(), source, line)
        for at, quote in quotes:
            text = row[at].strip() if at < len(row) else ""
            if text and text not in {"N/A", "-", "."}:
                yield _fixing(base, quote, day, _rate(text, source, line), source)


def _fixing(base: str, quote: str, day: date, rate: Decimal, source: str) -> Fixing:
    if not rate.is_finite() or not 0 < rate < _MOST or _places(rate) > _PLACES:
        raise BadRates(
            f"{source}: {base} to {quote} on {day} is {rate}",
            hint=f"a positive number of at most ten digits and {_PLACES} decimals",
        )
    return Fixing(currency(base), currency(quote), day, rate, source)


def _places(rate: Decimal) -> int:
    exponent = rate.normalize().as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0


def _day(text: str, source: str, line: int) -> date:
    for form in _DATE_FORMATS:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise BadRates(f"{source}, line {line}: '{text}' is no date", hint="write it as 2026-03-01")


def _rate(text: str, source: str, line: int) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation as error:
        raise BadRates(
            f"{source}, line {line}: '{text}' is no rate", hint="write it as 1.0834"
        ) from error


def _without_repeats(fixings: Iterable[Fixing]) -> list[Fixing]:
    return list({(one.base, one.quote, one.day): one for one in fixings}.values())
