"""What a rule may name, by the catalogue of metrics and the team's naming convention."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from adhelm.core.db import Database
from adhelm.core.principal import Principal
from adhelm.decide.rules.logic import reading, writing
from adhelm.decide.rules.logic.reader import Known
from adhelm.decide.rules.types import Rule
from adhelm.observe import conventions
from adhelm.understand import metrics

INCIDENTS = (
    "robust_z", "level_shift", "zero_delivery", "tracking_break", "missed_target",
    "over_budget",
)  # fmt: skip


class _Any(Sequence[str]):
    """Every name there could be: for texts that were checked when they were written."""

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 1

    def __getitem__(self, at: Any) -> Any:
        raise IndexError(at)


LENIENT = Known(metrics=_Any(), incidents=_Any())


def knowledge(principal: Principal, database: Database) -> Known:
    """Return what a new rule of the workspace may name."""
    known = metrics.catalogue_for(principal=principal, database=database)
    return Known(
        metrics=tuple(known.metrics),
        not_additive=tuple(
            name for name, each in known.metrics.items() if not getattr(each, "additive", True)
        ),
        incidents=INCIDENTS,
        labels=conventions.dimensions(
            conventions.documents(principal=principal, database=database)
        ),
    )


def read_any(text: str | Mapping[str, Any], *, known: Known) -> tuple[Rule, str]:
    """
    Return the rule of a YAML text or of a document, and its text.

    :raises BadRule: with every problem.
    """
    if isinstance(text, str):
        return reading.read(text, known=known), text
    rule = reading.read_document(text, known=known)
    return rule, writing.text_of(rule)
