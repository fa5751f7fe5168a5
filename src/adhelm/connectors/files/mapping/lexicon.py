"""The words of the platforms' exports, read from `lexicon.yaml` and a file like it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from adhelm.core.ads import CURRENCIES
from adhelm.core.errors import Invalid

_BRACKETS = re.compile(r"\s*[(\uff08]([^()\uff08\uff09]*)[)\uff09]\s*$")
_JOINTS = re.compile(r"[\s_.:*\"'`\u2019\u00b4/#-]+")
# What a header may say in brackets without meaning another column.
_PLAIN_BRACKETS = {"in utc", "utc", "local currency", "account currency", "税込", "税抜"}
_WRITTEN_SIGNS = {"円", "zł", "Kč"}
_CONVERTED = ("converted currency", "umgerechnete wahrung", "devise convertie", "換算後")


class BadLexicon(Invalid):
    """The lexicon file has not the shape of ours."""

    code = "files.bad_lexicon"


@dataclass(frozen=True, slots=True)
class Word:
    """What a header word means, and in which language."""

    column: str
    language: str


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All words, normalised for looking up."""

    columns: dict[str, tuple[Word, ...]]
    own_columns: dict[str, dict[str, str]]
    other: dict[str, str]
    sure: dict[str, frozenset[str]]
    likely: dict[str, frozenset[str]]
    preambles: dict[str, str]
    names: dict[str, str]
    titles: dict[str, tuple[str, str]]
    all_time: frozenset[str]
    totals: frozenset[str]
    own_totals: frozenset[str]
    beside_totals: frozenset[str]
    account_totals: frozenset[str]
    indicators: tuple[tuple[str, str], ...]
    months: dict[str, int]
    symbols: dict[str, str]
    locales: dict[str, tuple[str, str]] = field(default_factory=dict)

    def meaning(self, header: str, platform: str = "") -> str | None:
        """Return the column that a header names; '' if it is known and not mapped."""
        name = bare(header)
        if not name or any(word in name for word in _CONVERTED):
            return "" if name else None
        own = self.own_columns.get(platform, {})
        if name in own:
            return own[name]
        if name in self.columns:
            return self.columns[name][0].column
        return "" if name in self.other or self._of_any_platform(name) else None

    def languages(self, header: str) -> tuple[str, ...]:
        """Return the languages in which a header word is known."""
        found = tuple(word.language for word in self.columns.get(bare(header), ()))
        return found or ((self.other[bare(header)],) if bare(header) in self.other else ())

    def canonical_columns(self) -> frozenset[str]:
        """Return the names a hint may map a header to."""
        return frozenset(word.column for words in self.columns.values() for word in words)

    def _of_any_platform(self, name: str) -> bool:
        return any(name in own for own in self.own_columns.values()) or any(
            name in words for words in self.sure.values()
        )


@cache
def load_lexicon(extra: Path | None = None) -> Lexicon:
    """
    Return our lexicon, with the lists of `extra` added.

    :raises BadLexicon: if `extra` has another shape.
    """
    own = _yaml(Path(__file__).parents[1] / "lexicon.yaml")
    if extra is not None:
        try:
            own = _merged(own, _yaml(extra) or {})
        except (yaml.YAMLError, TypeError, OSError) as error:
            raise BadLexicon(
                f"{extra.name} is no lexicon: {error}", hint="the shape of files/lexicon.yaml"
            ) from error
    return _built(own)


def normal(text: str) -> str:
    """Return a text as it is compared: no case, accents, dots, dashes or repeated blanks."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    plain = "".join(sign for sign in folded if not unicodedata.combining(sign))
    return _JOINTS.sub(" ", plain).strip()


@cache
def bare(header: str) -> str:
    """Return a normalised header without the currency or remark in its brackets."""
    text = header.strip().lstrip("\ufeff")
    while (found := _BRACKETS.search(text)) and _is_remark(found.group(1)):
        text = text[: found.start()]
    return normal(text)


def signs_of(header: str) -> set[str]:
    """Return the forms under which a header may be a platform's sign: `… (in UTC)` is one."""
    return {bare(header), normal(header)}


def header_currency(header: str, symbols: dict[str, str]) -> str | None:
    """Return the code that a header has in brackets; '' for a sign of several currencies."""
    found = _BRACKETS.search(header.strip())
    inside = found.group(1).strip() if found else ""
    if inside.upper() in CURRENCIES:
        return inside.upper()
    return symbols.get(inside)


def _yaml(path: Path) -> Any:
    # The C loader is ten times faster where PyYAML was built with it.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(path.read_text("utf-8"), Loader=loader)  # noqa: S506 - both are safe loaders


def _is_remark(inside: str) -> bool:
    inside = inside.strip()
    is_sign = inside in _WRITTEN_SIGNS or any(unicodedata.category(sign) == "Sc" for sign in inside)
    return inside in CURRENCIES or normal(inside) in _PLAIN_BRACKETS or is_sign


def _merged(own: Any, extra: Any) -> Any:
    if isinstance(own, dict):
        return {
            key: _merged(own[key], extra[key])
            if key in own and key in extra
            else extra.get(key, own.get(key))
            for key in {**own, **extra}
        }
    if isinstance(own, list) and isinstance(extra, list):
        return [*own, *extra]
    raise TypeError(f"{own!r} and {extra!r} do not go together")


def _built(raw: dict[str, Any]) -> Lexicon:
    platforms: dict[str, dict[str, Any]] = raw["platforms"]
    return Lexicon(
        columns=_columns(raw["columns"]),
        own_columns={name: _own(spec.get("columns", {})) for name, spec in platforms.items()},
        other={bare(word): lang for lang, words in raw["other"].items() for word in words},
        sure={name: _signs(spec, raw["columns"]) for name, spec in platforms.items()},
        likely={
            name: frozenset(map(normal, spec.get("likely", ()))) for name, spec in platforms.items()
        },
        preambles={
            normal(words): name
            for name, spec in platforms.items()
            for words in spec.get("preamble", ())
        },
        names={
            normal(word): name
            for name, spec in platforms.items()
            for word in [name, *spec["names"]]
        },
        titles={
            normal(title): (platform, level)
            for platform, levels in raw["titles"].items()
            for level, titles in levels.items()
            for title in titles
        },
        all_time=_set(raw["all_time"]),
        totals=_set(raw["totals"]["words"]),
        own_totals=_set(raw["totals"]["own"]),
        beside_totals=_set(raw["totals"]["beside"]),
        account_totals=_set(raw["totals"]["account"]),
        indicators=tuple(
            (normal(part), event) for event, parts in raw["indicators"].items() for part in parts
        ),
        months={
            normal(word): at % 12 + 1
            for words in raw["months"].values()
            for at, word in enumerate(words)
        },
        symbols={sign: code for code, signs in raw["symbols"].items() for sign in signs},
        locales={name: (order, mark) for name, (order, mark) in raw["locales"].items()},
    )


def _signs(spec: dict[str, Any], columns: dict[str, dict[str, list[str]]]) -> frozenset[str]:
    """Return the headers that only one platform writes, whole columns of words among them."""
    words = [
        word
        for column in spec.get("sure_columns", ())
        for language, words in columns[column].items()
        if language != "api"
        for word in words
    ]
    return frozenset(normal(str(word)) for word in (*spec.get("sure", ()), *words))


def _columns(raw: dict[str, dict[str, list[str]]]) -> dict[str, tuple[Word, ...]]:
    found: dict[str, tuple[Word, ...]] = {}
    for column, languages in raw.items():
        for language, words in languages.items():
            for word in (*words, *((column,) if language == "api" else ())):
                found[bare(str(word))] = (*found.get(bare(str(word)), ()), Word(column, language))
    return found


def _own(raw: dict[str, list[str]]) -> dict[str, str]:
    return {bare(word): column for column, words in raw.items() for word in words}


def _set(words: Any) -> frozenset[str]:
    return frozenset(bare(str(word)) for word in words)
