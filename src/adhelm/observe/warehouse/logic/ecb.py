"""The euro reference rates of the European Central Bank: its files, and the XML of ninety days.

They are published at about 16:00 CET of working days, one euro in other currencies, in
`eurofxref-hist-90d.xml` and, since 1999, in a CSV within `eurofxref-hist.zip`.
Source: www.ecb.europa.eu, "Euro foreign exchange reference rates".
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from xml.parsers import expat

from adhelm.core.ads import CURRENCIES
from adhelm.observe.warehouse.logic.rates import PIVOT, BadRates
from adhelm.observe.warehouse.types import Fixing

NAME = "ecb"
"""The source that its fixings say."""
LATEST, HISTORY = "eurofxref-hist-90d.xml", "eurofxref-hist.zip"
_REACH_DAYS = 85
"""So far back the file of ninety days is sure to reach."""
_RATE = re.compile(r"[0-9]{1,10}(\.[0-9]{1,9})?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_HINT = "it may have been an error page; earlier rates stay"


def file_for(first: date | None, *, today: date) -> str:
    """Return the smallest file that holds the fixings from a day on; of None, of lately."""
    reach = today - timedelta(days=_REACH_DAYS)
    return HISTORY if first is not None and first < reach else LATEST


def read(data: bytes) -> list[Fixing]:
    """
    Read the XML of reference rates; currencies that nobody here knows are passed over.

    A document type is refused, and with it every entity.

    :raises BadRates: if it is no such XML, or a day or rate in it cannot be one.
    """
    reading = _Reading()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = reading.refuse
    parser.StartElementHandler = reading.begin
    try:
        parser.Parse(data, True)  # noqa: FBT003 - expat takes no names
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise BadRates(f"{NAME}: this is no XML: {str(error)[:100]}", hint=_HINT) from error
    if not reading.found:
        raise BadRates(f"{NAME}: there is no rate in the XML", hint=_HINT)
    return list(reading.found.values())


class _Reading:
    """What was read so far: a day's element holds one element for each currency."""

    def __init__(self) -> None:
        self.found: dict[tuple[str, date], Fixing] = {}
        self._day: date | None = None

    def refuse(self, *_: object) -> None:
        """Refuse a document type."""
        raise BadRates(f"{NAME}: XML with a document type is not read", hint=_HINT)

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        """Take note of an element."""
        if name.rpartition(" ")[2] != "Cube":
            return
        if "time" in attributes:
            self._day = _day(attributes["time"])
        elif "currency" in attributes:
            self._take(attributes["currency"], attributes.get("rate", ""))

    def _take(self, code: str, text: str) -> None:
        if self._day is None:
            raise BadRates(f"{NAME}: a rate of {code[:10]} is of no day", hint=_HINT)
        if not _RATE.fullmatch(text) or not (rate := Decimal(text)):
            raise BadRates(
                f"{NAME}: {code[:10]} on {self._day} is '{text[:40]}', which is no rate", hint=_HINT
            )
        if code in CURRENCIES and code != PIVOT:
            self.found[code, self._day] = Fixing(PIVOT, code, self._day, rate, NAME)


def _day(text: str) -> date:
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise BadRates(f"{NAME}: '{text[:40]}' is no day", hint=_HINT)
