"""Google's change history as pages: a day at a time, and in parts where a day holds too much."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

import orjson

from adhelm.connectors.contract.errors import Refused, TooMuch
from adhelm.connectors.contract.reading import Account, Fetch, Page
from adhelm.connectors.google_ads.client import Client
from adhelm.connectors.google_ads.connector.streams import CHANGES
from adhelm.connectors.google_ads.mapping import history

_SECOND, _DAY = timedelta(seconds=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Span:
    """Whole seconds of the account's own clock, the end excluded."""

    start: datetime
    end: datetime

    def halves(self) -> list[_Span]:
        """
        Return both halves.

        :raises TooMuch: if it is a single second.
        """
        seconds = (self.end - self.start) // _SECOND
        if seconds <= 1:
            raise TooMuch(
                f"{history.MOST} changes or more in the second of {self.start}",
                hint="Google tells no more at once: read this day in its change history",
            )
        middle = self.start + seconds // 2 * _SECOND
        return [_Span(self.start, middle), _Span(middle, self.end)]


def change_pages(client: Client, fetch: Fetch, *, cursor: str | None) -> Iterator[Page]:
    """
    Yield the changes of the days asked for, oldest first, a page for each span that is told whole.

    Google tells at most 10,000 changes at once, and of more only the newest: where so many come,
    the span is asked for again in halves.

    :raises TooMuch: if a single second has more.
    :raises PlatformError: if Google does not say.
    """
    waiting = _spans(fetch, cursor)[::-1]
    while waiting:
        span = waiting.pop()
        body = client.page(fetch.account, history.changes_query(span.start, span.end)).body
        if history.is_cut_off(body):
            waiting += span.halves()[::-1]
            continue
        following = orjson.dumps({"from": span.end}).decode() if waiting else None
        yield Page(_with_users(client, fetch.account, body), following)


def _spans(fetch: Fetch, cursor: str | None) -> list[_Span]:
    """Return the days that are left, the first of them from where a cursor is."""
    if fetch.period is None:
        raise ValueError(f"{fetch.stream.name} is asked for days")
    first = fetch.period.start
    if fetch.today:
        # What is older is forgotten, and asking for it refused.
        first = max(first, fetch.today - timedelta(days=CHANGES.history_days or 0))
    start = datetime.combine(first, time())
    end = datetime.combine(fetch.period.end, time())
    if cursor:
        start = max(start, _instant(cursor))
    found = []
    while start < end:
        midnight = datetime.combine(start.date(), time()) + _DAY
        found.append(_Span(start, midnight))
        start = midnight
    return found


def _instant(cursor: str) -> datetime:
    try:
        return datetime.fromisoformat(orjson.loads(cursor)["from"])
    except (ValueError, KeyError, TypeError) as error:
        raise Refused(
            f"the cursor is not one of Google's changes: {error!r}", hint="begin the fetch anew"
        ) from None


def _with_users(client: Client, account: Account, body: bytes) -> bytes:
    """Put beside changed budgets the campaigns that spend them."""
    bodies = [body]
    for asked in history.user_queries(body):
        token: str | None = ""
        while token is not None:
            answer = client.page(account, asked, token=token)
            bodies.append(answer.body)
            token = history.next_token(answer.body) or None
    return history.joined(bodies) if len(bodies) > 1 else body
