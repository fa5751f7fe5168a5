"""A workspace's own metrics, as people write them: checked, each problem with its line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from adhelm.core import nesting
from adhelm.understand.metrics.logic.catalogue import Catalogue
from adhelm.understand.metrics.logic.definition import CatalogueInvalid, merged, read

SECTIONS = ("ratios", "derived", "events", "books")
"""What a workspace may define: what is made of Adhelm's own metrics and of known events."""
_MOST_SIGNS, _MOST_METRICS, _MOST_TERMS = 20_000, 100, 400
_WORD = re.compile(r"[a-z][a-z0-9_]*")
_DEEPEST = 20
_PLACE = re.compile(r"([A-Za-z0-9_.]+): ?(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, where, and what would be right."""

    message: str
    line: int
    """From 1."""
    place: str = ""
    """'ratios.margin.per'; '': the whole text."""
    hint: str = ""


class _Wrong(Exception):
    def __init__(self, *problems: Problem) -> None:
        super().__init__()
        self.problems = problems


def checked(text: str, built_in: str) -> tuple[Catalogue | None, list[str], list[Problem]]:
    """
    Return the catalogue with the text's metrics, their names, and what is wrong.

    `built_in` is Adhelm's own catalogue, which a text adds to and never overrules. Without
    problems there is a catalogue.
    """
    try:
        lines = _lines(text)
        sections = _sections(text)
        ours = read(built_in)
        _refuse_unfit(sections, ours, lines)
        names = [name for entries in sections.values() for name in entries]
        try:
            return Catalogue.of(merged(ours, sections)), names, []
        except CatalogueInvalid as error:
            raise _Wrong(*(_problem(each, lines) for each in error.problems)) from error
    except _Wrong as wrong:
        return None, [], sorted(wrong.problems, key=lambda each: each.line)


def _lines(text: str) -> dict[str, int]:
    """Return place -> line of all that a text holds."""
    if len(text) > _MOST_SIGNS:
        raise _Wrong(Problem(f"it is longer than {_MOST_SIGNS} signs", 1))
    if nesting.depth(text) > _DEEPEST:
        raise _Wrong(Problem("it is nested too deeply", 1))
    try:
        if any(isinstance(token, yaml.AliasToken) for token in yaml.scan(text)):
            raise _Wrong(Problem("write each entry out", 1, hint="no '*' that repeats another"))
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        return dict(_walked(root, "")) if root is not None else {}
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        said = getattr(error, "problem", None) or "it cannot be read"
        line = mark.line + 1 if mark else 1
        raise _Wrong(Problem(f"this is no YAML: {said}", line, hint="name: {of: …}")) from error
    except RecursionError as error:
        raise _Wrong(Problem("it is nested too deeply", 1)) from error


def _walked(node: yaml.Node, place: str) -> Iterator[tuple[str, int]]:
    yield place, node.start_mark.line + 1
    if not isinstance(node, yaml.MappingNode):
        return
    seen: set[str] = set()
    for key, value in node.value:
        name = str(key.value)
        inner = f"{place}.{name}" if place else name
        line = key.start_mark.line + 1
        if name in seen:
            raise _Wrong(Problem(f"'{name[:60]}' is there twice", line, inner))
        seen.add(name)
        yield from _walked(value, inner)
        yield inner, line


def _sections(text: str) -> dict[str, Any]:
    try:
        return read(text, name="the text")
    except CatalogueInvalid as error:
        raise _Wrong(*(Problem(each, 1, hint="ratios: …") for each in error.problems)) from error


def _refuse_unfit(
    sections: Mapping[str, Any], ours: Mapping[str, Any], lines: Mapping[str, int]
) -> None:
    taken = {name: section for section, entries in ours.items() for name in entries}
    wrong = []
    for section, entries in sections.items():
        line = lines.get(section, 1)
        if section not in SECTIONS:
            hint = f"one of: {', '.join(SECTIONS)}"
            wrong.append(Problem(f"'{section[:60]}' cannot be written here", line, section, hint))
        elif not isinstance(entries, dict) or not all(isinstance(name, str) for name in entries):
            wrong.append(Problem("expected names, each with its entry", line, section))
        else:
            wrong += [
                Problem(f"'{name}' is Adhelm's own", lines.get(f"{section}.{name}", line),
                        f"{section}.{name}", "give yours another name")
                for name in entries if name in taken
            ]  # fmt: skip
    if wrong:
        raise _Wrong(*wrong)
    if sum(len(entries) for entries in sections.values()) > _MOST_METRICS:
        raise _Wrong(Problem(f"at most {_MOST_METRICS} metrics", 1))
    _refuse_heavy({name: one for each in sections.values() for name, one in each.items()}, lines)


def _refuse_heavy(entries: Mapping[str, Any], lines: Mapping[str, int]) -> None:
    """Refuse what spells out to more terms than anybody reads: each use counts anew."""
    known: dict[str, int] = {}

    def weight(name: str, path: frozenset[str]) -> int:
        if name not in entries or name in path:
            return 1
        if name not in known:
            used = _used(entries[name])
            known[name] = min(_MOST_TERMS + 1, sum(weight(one, path | {name}) for one in used))
        return known[name]

    for name in entries:
        if weight(name, frozenset()) > _MOST_TERMS:
            place = next((each for each in lines if each.endswith(f".{name}")), "")
            text = f"'{name}' spells out to more than {_MOST_TERMS} terms"
            raise _Wrong(Problem(text, lines.get(place, 1), place))


def _used(entry: object) -> list[str]:
    if not isinstance(entry, Mapping):
        return []
    texts = [str(entry.get(field, "")) for field in ("of", "per", "is")]
    return [word for text in texts for word in _WORD.findall(text)]


def _problem(text: str, lines: Mapping[str, int]) -> Problem:
    found = _PLACE.fullmatch(text)
    begun = text.partition(" ")[0]
    place, said = (found[1], found[2]) if found else (begun if begun in lines else "", text)
    message, _, hint = said.partition("; ")
    whole = next((each for each in lines if each == place or each.endswith(f".{place}")), "")
    while place and not whole:
        place = place.rpartition(".")[0]
        whole = place if place in lines else ""
    return Problem(message, lines.get(whole, 1), whole, hint)
