"""The catalogue: names to formulas, versions, dependencies, and what two catalogues differ in."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from adhelm.understand.metrics.logic import formula as formulas
from adhelm.understand.metrics.logic.definition import (
    METRICS,
    Booked,
    CatalogueInvalid,
    Cost,
    Definition,
    Derived,
    Dimension,
    Lookback,
    Measure,
    Ratio,
    Rule,
    Source,
    Window,
    check,
)
from adhelm.understand.metrics.logic.formula import Atom, Formula, Number, Operation
from adhelm.understand.metrics.logic.words import UnknownName, Unreadable, meant

_NAME = re.compile(r"[a-z][a-z0-9_]*\Z")
_DAYS = re.compile(r"([1-9]\d{0,3})d\Z")
_LONGEST_WINDOW = 1100
_NAMING = "name."
_EVENT = "event:"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two catalogues: 'added', 'removed', 'changed' or 'affected'."""

    name: str
    kind: str
    change: str
    before: str
    after: str


@dataclass(frozen=True)
class Catalogue:
    """A checked definition, with names resolved. Equal definitions make equal catalogues."""

    definition: Definition
    _formulas: dict[str, Formula] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, sections: dict[str, Any]) -> Catalogue:
        """
        Make a catalogue of a file's sections.

        :raises CatalogueInvalid: if a field, a name or a reference is wrong.
        """
        made = cls(check(sections))
        problems = list(_problems(made))
        if problems:
            raise CatalogueInvalid(problems)
        return made

    @property
    def metrics(self) -> dict[str, Any]:
        """Return all metrics by name, without windows."""
        return {
            name: entry
            for section in METRICS
            for name, entry in getattr(self.definition, section).items()
        }

    def formula(self, name: str) -> Formula:
        """
        Return what a metric is over sums; `roas.28d` takes each sum over the window.

        :raises UnknownName: if there is no such metric or window.
        """
        if name not in self._formulas:
            self._formulas[name] = self._resolve(name, ())
        return self._formulas[name]

    def dimension(self, name: str) -> Dimension:
        """
        Return a dimension; `name.<part>` is a part of the naming convention.

        :raises UnknownName: if there is no such dimension.
        """
        if name.startswith(_NAMING) and len(name) > len(_NAMING):
            return Dimension.model_validate(
                {"naming": name.removeprefix(_NAMING), "what": "from the campaign's name"}
            )
        known = self.definition.dimensions
        if name not in known:
            raise UnknownName("dimension", name, known)
        return known[name]

    def is_dimension(self, name: str) -> bool:
        """Say whether `name` is a dimension."""
        return name.startswith(_NAMING) or name in self.definition.dimensions

    def is_metric(self, name: str) -> bool:
        """Say whether `name` is a metric, with a window or without."""
        base, _, window = name.partition(".")
        return base in self.metrics and (not window or self._window(window) is not None)

    def window(self, name: str) -> Window:
        """
        Return a window; `21d` is one without being listed.

        :raises UnknownName: if there is no such window.
        """
        found = self._window(name)
        if found is None:
            raise UnknownName("window", name, self.definition.windows)
        return found

    def rule(self, name: str) -> Rule:
        """
        Return a conversion rule.

        :raises UnknownName: if there is no such rule.
        """
        known = self.definition.conversions
        if name.startswith(_EVENT) and len(name) > len(_EVENT):
            return Rule(what=name, sources=(Source(mapped=name.removeprefix(_EVENT)),))
        if name not in known:
            raise UnknownName("conversion rule", name, known)
        return known[name]

    def lookback(self, platform: str) -> Lookback:
        """Return the days until a platform's figures are final."""
        known = self.definition.maturity
        found = known.get(platform) or known.get("*")
        return found or Lookback(spend=3, conversions=30)

    def unit(self, name: str) -> str:
        """Return the unit of a metric: 'count', 'money', 'number' or 'ratio'."""
        entry = self.metrics[name.partition(".")[0]]
        of_part = {"count": "number", "value": "money"}
        return entry.unit if hasattr(entry, "unit") else of_part[entry.of]

    def uses(self, name: str) -> tuple[str, ...]:
        """Return the metrics that a metric's definition mentions."""
        entry = self.metrics[name.partition(".")[0]]
        if isinstance(entry, Ratio):
            return (entry.of, entry.per)
        if isinstance(entry, Cost):
            return (entry.of,) if entry.of else ()
        return tuple(formulas.names(entry.formula)) if isinstance(entry, Derived) else ()

    def version(self, name: str, rule: str = "default") -> str:
        """Return a hash of a metric's definition, all it builds on, and the rule it counts by."""
        return hashlib.sha256(self._canonical(name, rule).encode()).hexdigest()[:12]

    def describe(self, name: str) -> str:
        """Return a metric's definition in one line: `spend / clicks`."""
        entry = self.metrics[name.partition(".")[0]]
        if isinstance(entry, Ratio):
            times = f" × {entry.times}" if entry.times != 1 else ""
            return f"{entry.of} / {entry.per}{times}"
        if isinstance(entry, Derived):
            return entry.formula
        if isinstance(entry, Measure):
            return f"{'sum of' if entry.additive else 'as reported:'} {entry.column}"
        if isinstance(entry, Cost):
            return f"{entry.share} of {entry.of}" if entry.of else f"{entry.share} amounts"
        if isinstance(entry, Booked):
            return f"{entry.of} of {' and '.join(entry.events)} in the client's own books"
        event = getattr(entry, "event", None)
        return f"{entry.of} of {event} events" if event else f"{entry.of} by the rule asked for"

    def _window(self, name: str) -> Window | None:
        if name in self.definition.windows:
            return self.definition.windows[name]
        days = _DAYS.match(name)
        if days and int(days.group(1)) <= _LONGEST_WINDOW:
            return Window.model_validate(
                {"days": int(days.group(1)), "what": f"the last {days.group(1)} days"}
            )
        return None

    def _resolve(self, name: str, path: tuple[str, ...]) -> Formula:
        base, _, window = name.partition(".")
        if base not in self.metrics:
            raise UnknownName("metric", name, self.metrics)
        if base in path:
            raise CatalogueInvalid([f"{base}: defined by itself ({' > '.join((*path, base))})"])
        resolved = self._plain(base, (*path, base))
        if not window:
            return resolved
        self.window(window)
        return formulas.windowed(resolved, window)

    def _plain(self, name: str, path: tuple[str, ...]) -> Formula:
        entry = self.metrics[name]
        if isinstance(entry, Ratio):
            divided = Operation("/", self._resolve(entry.of, path), self._resolve(entry.per, path))
            if entry.times == 1:
                return divided
            top = Operation("*", divided.left, Number(Decimal(entry.times)))
            return Operation("/", top, divided.right)
        if isinstance(entry, Derived):
            return formulas.parse(entry.formula, lambda used: self._resolve(used, path))
        return Atom(name)

    def _canonical(self, name: str, rule: str) -> str:
        base, _, window = name.partition(".")
        entry = self.metrics[base]
        body: dict[str, Any] = {
            "definition": entry.model_dump(exclude={"what"}, by_alias=True),
            "kind": type(entry).__name__,
            "uses": [self._canonical(used, rule) for used in self.uses(base)],
        }
        if window:
            body["window"] = self.window(window).model_dump(exclude={"what"})
        if base in self.definition.headline:
            body["rule"] = self.rule(rule).model_dump(exclude={"what"})
        if base in {**self.definition.headline, **self.definition.events}:
            body["actions"] = self.definition.actions
            body["attribution_windows"] = self.definition.attribution_windows
        return json.dumps(body, sort_keys=True, default=str)


def differences(before: Catalogue, after: Catalogue) -> list[Change]:
    """Return what changed; 'affected' metrics kept their text and build on one that changed."""
    found = list(_metric_differences(before, after))
    for section in ("windows", "dimensions", "hierarchies", "conversions", "actions"):
        old, new = _texts(before, section), _texts(after, section)
        found += list(_entry_differences(section, old, new))
    return found


def _metric_differences(before: Catalogue, after: Catalogue) -> Iterator[Change]:
    old = {name: before.describe(name) for name in before.metrics}
    new = {name: after.describe(name) for name in after.metrics}
    yield from _entry_differences("metrics", old, new)
    for name in sorted(old.keys() & new.keys()):
        versions = before.version(name), after.version(name)
        if old[name] == new[name] and versions[0] != versions[1]:
            yield Change(name, "metrics", "affected", *versions)


def _entry_differences(kind: str, old: dict[str, str], new: dict[str, str]) -> Iterator[Change]:
    for name in sorted(old.keys() | new.keys()):
        if name not in old:
            yield Change(name, kind, "added", "", new[name])
        elif name not in new:
            yield Change(name, kind, "removed", old[name], "")
        elif old[name] != new[name]:
            yield Change(name, kind, "changed", old[name], new[name])


def _texts(catalogue: Catalogue, section: str) -> dict[str, str]:
    entries: dict[str, Any] = getattr(catalogue.definition, section)
    return {
        name: json.dumps(
            entry.model_dump(exclude={"what"}, exclude_defaults=True, by_alias=True)
            if hasattr(entry, "model_dump")
            else entry
        )
        for name, entry in entries.items()
    }


def _problems(catalogue: Catalogue) -> Iterator[str]:
    yield from _name_problems(catalogue)
    for name in catalogue.metrics:
        try:
            catalogue.formula(name)
        except CatalogueInvalid as error:
            yield from error.problems
        except (UnknownName, Unreadable) as error:
            yield f"{name}: {error.message}{'; ' + error.hint if error.hint else ''}"
        else:
            yield from _additivity_problems(catalogue, name)
    yield from _cost_problems(catalogue)
    for name, levels in catalogue.definition.hierarchies.items():
        for each in levels:
            if not catalogue.is_dimension(each):
                hint = meant(each, catalogue.definition.dimensions)
                yield f"hierarchies.{name}: there is no dimension '{each}'; {hint}"


def _name_problems(catalogue: Catalogue) -> Iterator[str]:
    seen: dict[str, str] = {}
    for section in (*METRICS, "dimensions"):
        for name in getattr(catalogue.definition, section):
            if not _NAME.match(name):
                yield f"{section}.{name}: a name has small letters, digits and _"
            if name in seen:
                yield f"{section}.{name}: the name is taken in {seen[name]}"
            seen[name] = section
    if "default" not in catalogue.definition.conversions:
        yield "conversions: there is no rule 'default'"


def _cost_problems(catalogue: Catalogue) -> Iterator[str]:
    summed = {**catalogue.definition.measures, **catalogue.definition.headline}
    for name, cost in catalogue.definition.costs.items():
        if cost.of and cost.of not in summed:
            yield f"{name}: a cost is a share of a measure; {meant(cost.of, summed) or 'spend'}"


def _additivity_problems(catalogue: Catalogue, name: str) -> Iterator[str]:
    measures = catalogue.definition.measures
    for atom in formulas.atoms(catalogue.formula(name)):
        measure = measures.get(atom.measure)
        if measure and not measure.additive and (atom.window or name != atom.measure):
            yield f"{name}: builds on {atom.measure}, which cannot be added up"
