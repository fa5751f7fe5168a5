"""The catalogue that is asked: the one that comes with Adhelm, extended by a file of one's own."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from adhelm.core.errors import NotFound
from adhelm.understand.metrics.logic.catalogue import Catalogue, Change, differences
from adhelm.understand.metrics.logic.definition import CatalogueInvalid, merged, read
from adhelm.understand.metrics.logic.formula import atoms

if TYPE_CHECKING:
    from pydantic import BaseModel

_MOST_BYTES = 2_000_000


class NoCatalogue(NotFound):
    """There is no such catalogue file."""

    code = "catalogue.not_found"


def catalogue(own: Path | str | None = None) -> Catalogue:
    """
    Return Adhelm's catalogue, with the entries of the file `own` added or overruling.

    :raises NoCatalogue: if there is no such file.
    :raises CatalogueInvalid: naming each entry and field that is wrong.
    """
    if own is None:
        return _built_in()
    text, name = _text(Path(own))
    return Catalogue.of(merged(read(built_in_text()), read(text, name=name)))


def built_in_text() -> str:
    """Return Adhelm's own catalogue as it is written."""
    package = files("adhelm.understand.metrics")
    return (package / "catalogue.yaml").read_text(encoding="utf-8")


def diff(before: Path | str | None, after: Path | str | None) -> list[Change]:
    """
    Return what differs between two catalogues; None is Adhelm's own.

    :raises CatalogueInvalid: if one of them is wrong.
    """
    return differences(catalogue(before), catalogue(after))


def problems(own: Path | str) -> Sequence[str]:
    """
    Return what is wrong with a catalogue file, each with its place; empty if nothing.

    :raises NoCatalogue: if there is no such file.
    """
    try:
        catalogue(own)
    except CatalogueInvalid as error:
        return error.problems
    return []


def listed(known: Catalogue) -> list[dict[str, str]]:
    """Return every metric, dimension, window and conversion rule with its definition."""
    definition = known.definition
    rows = [
        _line(name, "metric", entry.what, known.unit(name), known.describe(name))
        for name, entry in known.metrics.items()
    ]
    rows += [
        _line(name, "dimension", each.what, "", _short(each))
        for name, each in definition.dimensions.items()
    ]
    rows += [
        _line(name, "window", each.what, "", _short(each))
        for name, each in definition.windows.items()
    ]
    rows += [_line(name, "rule", each.what) for name, each in definition.conversions.items()]
    return rows


def shows_fees(known: Catalogue, name: str) -> bool:
    """Say whether a metric is made of fees, taxes, margins: what a client's people do not see."""
    costs = known.definition.costs
    return known.is_metric(name) and any(
        atom.measure in costs for atom in atoms(known.formula(name))
    )


def explain(known: Catalogue, name: str, *, rule: str = "default") -> dict[str, object]:
    """
    Return what is known of one metric or dimension.

    :raises UnknownName: if there is neither.
    """
    if known.is_dimension(name):
        dimension = known.dimension(name)
        return {"name": name, "kind": "dimension", "what": dimension.what, **_fields(dimension)}
    formula = known.formula(name)
    sums = dict.fromkeys(atom.column for atom in atoms(formula))
    entry = known.metrics[name.partition(".")[0]]
    return {
        "name": name,
        "kind": "metric",
        "what": entry.what,
        "unit": known.unit(name),
        "definition": known.describe(name),
        "builds_on": list(known.uses(name)),
        "sums": list(sums),
        "additive": getattr(entry, "additive", True) and not known.uses(name),
        "conversions": rule,
        "version": known.version(name, rule),
    }


def _line(name: str, kind: str, what: str, unit: str = "", definition: str = "") -> dict[str, str]:
    return {"name": name, "kind": kind, "unit": unit, "definition": definition, "what": what}


def _short(entry: BaseModel) -> str:
    return ", ".join(f"{name}: {value}" for name, value in _fields(entry).items())


def _fields(entry: BaseModel) -> dict[str, object]:
    return entry.model_dump(exclude={"what"}, exclude_defaults=True, by_alias=True)


@lru_cache(maxsize=1)
def _built_in() -> Catalogue:
    return Catalogue.of(read(built_in_text()))


def _text(path: Path) -> tuple[str, str]:
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise CatalogueInvalid([f"{path.name} is larger than {_MOST_BYTES} bytes"])
        return path.read_text(encoding="utf-8-sig"), path.name
    except UnicodeDecodeError as error:
        raise CatalogueInvalid([f"{path.name} is no UTF-8 text"]) from error
    except OSError as error:
        reason = (error.strerror or "cannot be read").lower()
        raise NoCatalogue(f"'{path}': {reason}", hint="a YAML file") from error
