"""Reports, however large: asked at once, then as a job, then in halves, then entity by entity.

What is left to ask is a row of parts; a cursor is that row as text, so that it alone continues.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import orjson

from adhelm.connectors.contract import Fetch, NotThere, Page, Refused, TooMuch, Transient
from adhelm.connectors.meta.client import Graph, Paged, paged
from adhelm.connectors.meta.mapping import ASKS, ENTITIES, insight_fields
from adhelm.connectors.meta.mapping.claims import WINDOWS
from adhelm.connectors.wire import Answer

_LIMIT, _LEAST = 1000, 25
# Rows may be many: fetches of more entity-days than this begin as a job.
_DAYS_AT_ONCE = {"account": 400, "campaign": 31, "adset": 14, "ad": 7}
_HOURLY = 24
_STATES = "async_status,async_percent_completion,error_code,error_message"
_DONE, _DEAD = "Job Completed", frozenset({"Job Failed", "Job Skipped"})
_FIRST_WAIT_S, _LONGEST_WAIT_S, _STALLED_S = 1.0, 15.0, 1800.0
_EMPTY_READS, _SHORT = 3, 1000
_NEXT_LEVEL = {"": "campaigns", "campaigns": "ad_groups", "ad_groups": "ads"}


@dataclass(frozen=True, slots=True)
class _Part:
    """Some days of an account or of one entity, and how far they were read."""

    first: date
    last: date
    scope: str = ""
    """Stream of entities that the entity is of, such as 'campaigns'; '' for all of the account."""
    entity: str = ""
    job: bool = False
    run: str = ""
    after: str = ""

    def path(self, fetch: Fetch) -> str:
        """Return the node whose report it is."""
        return self.entity or f"act_{fetch.account.id}"


class Reports:
    """Brings the pages of reports."""

    def __init__(self, graph: Graph, *, pause: Callable[[float], None]) -> None:
        """`pause` waits for jobs."""
        self._graph = graph
        self._pause = pause

    def pages(self, fetch: Fetch, cursor: str | None) -> Iterator[Page]:
        """
        Yield the pages of a report from a cursor on.

        :raises PlatformError: if Meta does not answer, or cannot even one entity's day.
        """
        left = _decoded(cursor) if cursor else [_begun(fetch)]
        while left:
            part, *rest = left
            body, more = self._step(fetch, part)
            left = [*more, *rest]
            if body is not None:
                yield Page(body, _encoded(left) if left else None)

    def _step(self, fetch: Fetch, part: _Part) -> tuple[bytes | None, list[_Part]]:
        """Return a page, if there is one yet, and what is left of a part."""
        try:
            if not part.job:
                page = self._read(fetch, part, f"{part.path(fetch)}/insights", _params(fetch, part))
            elif not part.run:
                return None, [replace(part, run=self._run(fetch, part))]
            else:
                page = self._read(fetch, part, f"{part.run}/insights", {})
        except TooMuch as error:
            if part.after:
                raise
            return None, self._smaller(fetch, part, error)
        return page.body, [replace(part, after=page.after)] if page.after else []

    def _read(self, fetch: Fetch, part: _Part, path: str, params: dict[str, object]) -> Paged:
        limit = _LIMIT
        while True:
            asked = {**params, "limit": str(limit), **({"after": part.after} if part.after else {})}
            try:
                return paged(self._ready(fetch, part, path, asked).body)
            except TooMuch:
                # Halfway through, the page is too large, not the report.
                limit //= 2
                if not part.after or limit < _LEAST:
                    raise

    def _ready(self, fetch: Fetch, part: _Part, path: str, params: dict[str, object]) -> Answer:
        # Right after a job is done, its report may still be missing, or look empty.
        for _ in range(_EMPTY_READS if part.run and not part.after else 0):
            try:
                answer = self._graph.get(path, params, account_id=fetch.account.id)
                if not _is_empty(answer):
                    return answer
            except NotThere:
                pass
            self._pause(_FIRST_WAIT_S)
        return self._graph.get(path, params, account_id=fetch.account.id)

    def _run(self, fetch: Fetch, part: _Part) -> str:
        """
        Order a report and wait until it is there.

        :raises TooMuch: if the job fails, is skipped, or never ends.
        """
        said = self._graph.post(
            f"{part.path(fetch)}/insights",
            _params(fetch, part),
            account_id=fetch.account.id,
            repeatable=True,  # a run more changes nothing
        )
        run = str(said.get("report_run_id") or "")
        if not run:
            raise Transient("Meta took the order for a report and gave no id")
        waited, wait = 0.0, _FIRST_WAIT_S
        while waited < _STALLED_S:
            state = self._graph.get(run, {"fields": _STATES}, account_id=fetch.account.id).json()
            if _is_done(state):
                return run
            self._pause(wait)
            waited += wait
            wait = min(wait * 1.5, _LONGEST_WAIT_S)
        raise TooMuch(f"the report {run} did not come within {_STALLED_S / 60:.0f} minutes")

    def _smaller(self, fetch: Fetch, part: _Part, error: TooMuch) -> list[_Part]:
        """Return smaller parts that come to the same as one that was too much."""
        if not part.job:
            return [replace(part, job=True)]
        days = (part.last - part.first).days + 1
        if days > 1:
            middle = part.first + timedelta(days=days // 2 - 1)
            return [
                replace(part, last=middle, job=False, run=""),
                replace(part, first=middle + timedelta(days=1), job=False, run=""),
            ]
        below = _NEXT_LEVEL.get(part.scope)
        level = ASKS[fetch.stream.name].level
        words = ["campaigns", "ad_groups", "ads"]
        deepest = {"account": -1, "campaign": 0, "adset": 1, "ad": 2}[level]
        if below is None or words.index(below) > deepest:
            raise Refused(
                f"Meta cannot report {part.path(fetch)} on {part.first}: {error.message}",
                hint="try again later; other days and entities are not affected",
            ) from error
        found = self._graph.nodes(
            f"{part.path(fetch)}/{ENTITIES[below].edge}",
            {"fields": "id", "effective_status": sorted(ENTITIES[below].statuses)},
            account_id=fetch.account.id,
        )
        return [_Part(part.first, part.last, below, str(one["id"])) for one in found]


def _params(fetch: Fetch, part: _Part) -> dict[str, object]:
    ask = ASKS[fetch.stream.name]
    params: dict[str, object] = {
        "level": ask.level,
        "fields": ",".join(insight_fields(fetch)),
        "breakdowns": ",".join(ask.breakdowns),
        "time_range": {"since": part.first.isoformat(), "until": part.last.isoformat()},
        "time_increment": "1",
        "action_attribution_windows": WINDOWS,
        "use_unified_attribution_setting": "true",
    }
    entities = {"campaign": "campaigns", "adset": "ad_groups", "ad": "ads"}.get(ask.level)
    if entities:
        statuses = sorted(ENTITIES[entities].statuses)
        field = f"{ask.level}.effective_status"
        params["filtering"] = [{"field": field, "operator": "IN", "value": statuses}]
    return params


def _begun(fetch: Fetch) -> _Part:
    period = fetch.period
    if period is None or not period.days:
        raise Refused(f"{fetch.stream.name} is asked for days")
    ask = ASKS[fetch.stream.name]
    most = _DAYS_AT_ONCE[ask.level] // (len(ask.split) + 1) // (_HOURLY if ask.hourly else 1)
    return _Part(period.start, period.last, job=period.days > max(most, 1))


def _is_done(state: dict[str, Any]) -> bool:
    status = str(state.get("async_status", ""))
    if status in _DEAD:
        said = state.get("error_message") or status
        raise TooMuch(f"the report failed: {said}", code=state.get("error_code"))
    return status == _DONE and state.get("async_percent_completion") == 100  # noqa: PLR2004


def _is_empty(answer: Answer) -> bool:
    return len(answer.body) < _SHORT and not answer.json().get("data")


def _encoded(parts: list[_Part]) -> str:
    return orjson.dumps(
        [
            [part.first, part.last, part.scope, part.entity, part.job, part.run, part.after]
            for part in parts
        ]
    ).decode()


def _decoded(cursor: str) -> list[_Part]:
    return [
        _Part(date.fromisoformat(first), date.fromisoformat(last), *rest)
        for first, last, *rest in orjson.loads(cursor)
    ]
