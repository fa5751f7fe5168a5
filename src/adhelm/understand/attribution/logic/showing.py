"""An attribution as every door shows it: one document, or flat rows of one measure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from adhelm.understand.attribution.types import Attribution

Document = Mapping[str, Any]


def document(found: Attribution) -> dict[str, Any]:
    """Return all of it; amounts stay exact."""
    made: dict[str, Any] = {
        "rows": [
            {
                "name": line.name,
                "paths": line.paths,
                "claimed": line.claimed,
                "claimed_value": line.claimed_value,
                "credit": {model.value: asdict(each) for model, each in line.credit.items()},
                "earlier": None,
            }
            for line in found.lines
        ],
        "overlaps": [asdict(each) for each in found.overlaps],
        "totals": totals(found),
        "earlier_totals": None,
        "provenance": dict(found.provenance),
        "warnings": list(found.warnings),
    }
    return made if found.earlier is None else beside(made, document(found.earlier))


def totals(found: Attribution) -> dict[str, Any]:
    """Return what is shared out, and what the platforms claim together."""
    return {
        **asdict(found.counts),
        "value": found.value,
        "currency": found.currency,
        "claimed": found.claimed,
    }


def beside(now: Document, before: Document) -> dict[str, Any]:
    """Return a document with another one's figures as the earlier ones; None: it has no such."""
    told = {row["name"]: row for row in before["rows"]}
    here = {row["name"] for row in now["rows"]}
    rows = [{**row, "earlier": _figures(told.get(row["name"]))} for row in now["rows"]]
    rows += [
        {
            **row, "paths": 0, "claimed": None, "claimed_value": None,
            "credit": {}, "earlier": _figures(row),
        }
        for name, row in told.items()
        if name not in here
    ]  # fmt: skip
    return {**now, "rows": rows, "earlier_totals": before["totals"]}


def flat(made: Document, *, values: bool) -> Iterator[dict[str, Any]]:
    """
    Yield one row a channel with a column a model: conversions, or their value.

    Beside earlier ones each has `_previous` and `_change`, the relative change; None where there
    is none to tell.
    """
    names = list(dict.fromkeys(name for row in made["rows"] for name in row["credit"]))
    compares = made["earlier_totals"] is not None
    for row in made["rows"]:
        told = _measures(row, names, values=values)
        yield {
            "name": row["name"],
            "paths": row["paths"],
            **(_compared(row, told, names, values=values) if compares else told),
        }


def plain(value: Any) -> Any:
    """Return a document as JSON keeps it: amounts and instants as text, None as null."""
    if isinstance(value, Mapping):
        return {str(name): plain(each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value


def _figures(row: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if row is None:
        return None
    return {name: row[name] for name in ("paths", "claimed", "claimed_value", "credit")}


def _measures(row: Mapping[str, Any], names: list[str], *, values: bool) -> dict[str, Any]:
    what = "value" if values else "conversions"
    claimed = row["claimed_value"] if values else row["claimed"]
    given = {name: row["credit"].get(name, {}).get(what) for name in names}
    return {"claimed": _decimal(claimed), **{name: _decimal(one) for name, one in given.items()}}


def _compared(
    row: Mapping[str, Any], told: Mapping[str, Any], names: list[str], *, values: bool
) -> dict[str, Any]:
    before = _measures(row["earlier"], names, values=values) if row["earlier"] else {}
    made: dict[str, Any] = {}
    for name, now in told.items():
        then = before.get(name)
        made |= {name: now, f"{name}_previous": then, f"{name}_change": _change(now, then)}
    return made


def _change(now: Decimal | None, then: Decimal | None) -> Decimal | None:
    return None if now is None or not then else round((now - then) / abs(then), 6)


def _decimal(told: Any) -> Decimal | None:
    return None if told is None else Decimal(told)
