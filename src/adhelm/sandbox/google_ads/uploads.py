"""Offline conversions: taken row by row, each only once."""

from __future__ import annotations

import re
from typing import Any

from adhelm.sandbox.google_ads.errors import Fault, Refused, partial
from adhelm.sandbox.google_ads.things import ACTIONS, Things

_MOST = 2000
_TIME = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[+-]\d\d:\d\d")
_CLICKS = ("gclid", "gbraid", "wbraid")


class Uploads:
    """What was uploaded so far."""

    def __init__(self) -> None:
        self._seen: set[tuple[object, ...]] = set()

    def take(self, things: Things, body: dict[str, Any]) -> dict[str, Any]:
        """
        Take conversions; those that are wrong leave an empty result.

        :raises Refused: if the call as a whole cannot be taken.
        """
        rows = body.get("conversions") or []
        if not body.get("partialFailure"):
            raise Refused(Fault("partialFailureError", "PARTIAL_FAILURE_MODE_REQUIRED", "Set it."))
        if len(rows) > _MOST:
            raise Refused(
                Fault("conversionUploadError", "TOO_MANY_CONVERSIONS_IN_REQUEST", "2,000.")
            )
        faults, results = [], []
        for number, row in enumerate(rows):
            fault = self._wrong(things, row)
            if fault is not None:
                faults.append(fault.under(("conversions", number)))
            elif not body.get("validateOnly"):
                self._seen.add(_key(things, row))
            kept = ("gclid", "gbraid", "wbraid", "conversionAction", "conversionDateTime")
            results.append({} if fault else {name: row[name] for name in kept if name in row})
        said: dict[str, Any] = {"results": results, "jobId": str(body.get("jobId", 0))}
        return {"partialFailureError": partial(faults), **said} if faults else said

    def _wrong(self, things: Things, row: dict[str, Any]) -> Fault | None:
        actions = {things.name("conversionActions", str(id_)) for id_, *_ in ACTIONS}
        clicks = [name for name in _CLICKS if row.get(name)]
        if row.get("conversionAction") not in actions:
            return Fault(
                "conversionUploadError",
                "NO_CONVERSION_ACTION_FOUND",
                "No such action.",
                ("conversion_action",),
            )
        if not _TIME.fullmatch(str(row.get("conversionDateTime", ""))):
            message = "A time looks like 2026-11-01 14:03:00+01:00."
            return Fault(
                "dateError",
                "INVALID_STRING_DATE_TIME_SECONDS_WITH_OFFSET",
                message,
                ("conversion_date_time",),
            )
        if len(clicks) > 1:
            return Fault("fieldError", "VALUE_MUST_BE_UNSET", "One click id.", (clicks[1],))
        if not clicks and not row.get("userIdentifiers"):
            return Fault("conversionUploadError", "UNPARSEABLE_GCLID", "One click id.")
        if _key(things, row) in self._seen:
            return Fault(
                "conversionUploadError",
                "CLICK_CONVERSION_ALREADY_EXISTS",
                "It was uploaded before.",
                (clicks[0] if clicks else "order_id",),
            )
        return None


def _key(things: Things, row: dict[str, Any]) -> tuple[object, ...]:
    names = (*_CLICKS, "conversionAction", "conversionDateTime", "orderId")
    return (things.account.id, *(row.get(name) for name in names))
