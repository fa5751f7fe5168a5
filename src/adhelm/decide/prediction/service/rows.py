"""From what was gathered to rows that models take, and the same rows as they are kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import isnan
from typing import Any

from adhelm.core.db import Database
from adhelm.decide.prediction import store
from adhelm.decide.prediction.logic.known import rows as known_rows
from adhelm.decide.prediction.service.aims import Aims, aims, headroom, unlike
from adhelm.decide.prediction.service.files import code
from adhelm.decide.prediction.service.gathering import COUNT, Ground, Source
from adhelm.decide.prediction.types import Features, Ints, Panel

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_REMEMBERED = timedelta(days=150)
"""What was kept of the mornings since is used as it was known then."""


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Rows of entities on mornings."""

    ground: Ground
    panel: Panel
    features: Features
    day: Ints
    """The number of each morning, from the first day of the figures."""
    entity: Ints
    aims: Aims
    kinds: Mapping[str, list[str]]
    """What the numbers of kinds stand for."""

    def known(self, row: int) -> dict[str, float | str | None]:
        """Return a row as it is kept."""
        numbers = zip(self.features.names, self.features.numbers[row].tolist(), strict=True)
        found: dict[str, float | str | None] = {
            name: None if isnan(value) else round(value, 6) for name, value in numbers
        }
        for column, (name, values) in enumerate(self.kinds.items()):
            at = int(self.features.kinds[row, column])
            found[name] = values[at] if 0 <= at < len(values) else None
        return found


def rows(
    source: Source, ground: Ground, *, past: bool, kinds: Mapping[str, list[str]] | None = None
) -> Rows:
    """Return rows for the last morning, or for all (`past`); `kinds` as a model knows them."""
    import numpy as np

    said = {
        "platform": [each.platform for each in ground.spending], "objective": ground.objective,
    }  # fmt: skip
    values = {name: _values(each, name, kinds) for name, each in said.items()}
    found = aims(source, ground, past=past)
    panel = Panel(
        spend=ground.values["spend"],
        returns=found.returns,
        target=found.target,
        kinds=np.column_stack(
            [[code(values[name], each) for each in said[name]] for name in said]
        ).astype(np.int64),
        kind_names=tuple(said),
        counts=ground.values[COUNT],
        unit=found.unit,
        shown=ground.values["impressions"],
        clicks=ground.values["clicks"],
        headroom=headroom(source, ground, past=past),
        unlike=unlike(source, ground),
        shares=ground.shares,
        ripe=ground.ripe,
        first_weekday=ground.period.start.weekday(),
    )
    features, day, entity = known_rows(panel, last=not past)
    told = {**values, "weekday": list(_DAYS)}
    made = Rows(ground, panel, features, day, entity, found, told)
    return _as_known(source.database, source.principal.workspace_id, made) if past else made


def _values(said: Sequence[str], name: str, kinds: Mapping[str, list[str]] | None) -> list[str]:
    return sorted(set(said)) if kinds is None else list(kinds.get(name, ()))


def _as_known(database: Database, workspace_id: str, made: Rows) -> Rows:
    """Put what was kept on a morning in place of what is thought to have been known then."""
    ground = made.ground
    places: dict[tuple[tuple[str, str, str, str], int], int] = {}
    for row, (entity, day) in enumerate(zip(made.entity, made.day, strict=True)):
        places[ground.key(int(entity)), int(day)] = row
    numbers = made.features.numbers
    with database.reading() as connection:
        kept = store.known(
            connection, workspace_id, level=ground.level, since=ground.last - _REMEMBERED
        )
        for key, day, features in kept:
            at = places.get((key, (day - ground.period.start).days))
            if at is not None:
                numbers[at] = [
                    _number(features, name, float(numbers[at, column]))
                    for column, name in enumerate(made.features.names)
                ]
    return made


def _number(features: Mapping[str, Any], name: str, otherwise: float) -> float:
    if name not in features:
        return otherwise
    return float("nan") if features[name] is None else float(features[name])
