"""An attribution as every door shows it: one document, or flat rows of one measure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from adhelm.understand.attribution.types import Attribution


def document(found: Attribution) -> dict[str, Any]:
    """Return all of it; amounts stay exact."""
    return {
        "rows": [
            {
                "name": line.name,
                "paths": line.paths,
                "claimed": line.claimed,
                "claimed_value": line.claimed_value,
                "credit": {model.value: asdict(each) for model, each in line.credit.items()},
            }
            for line in found.lines
        ],
        "overlaps": [asdict(each) for each in found.overlaps],
        "totals": totals(found),
        "provenance": dict(found.provenance),
        "warnings": list(found.warnings),
    }


def totals(found: Attribution) -> dict[str, Any]:
    """Return what is shared out, and what the platforms claim together."""
    return {
        **asdict(found.counts),
        "value": found.value,
        "currency": found.currency,
        "claimed": found.claimed,
    }


def flat(found: Attribution, *, values: bool) -> Iterator[dict[str, Any]]:
    """Yield one row a channel with a column a model: conversions, or their value."""
    for line in found.lines:
        claimed = line.claimed_value if values else line.claimed
        given = {
            model.value: each.value if values else each.conversions
            for model, each in line.credit.items()
        }
        yield {"name": line.name, "paths": line.paths, "claimed": claimed, **given}
