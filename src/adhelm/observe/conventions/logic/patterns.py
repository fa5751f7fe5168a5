"""The little language of naming patterns: `{market}_{product}[_{variant}]_{rest...}`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from adhelm.core.errors import Invalid

_TOKEN = re.compile(r"\{(?P<part>[^{}]*)\}|(?P<open>\[)|(?P<close>\])|(?P<text>[^{}\[\]]+)")
_PART = re.compile(r"[a-z][a-z0-9_]*(\.\.\.)?")


class BadPattern(Invalid):
    """The pattern cannot be read, or would match one name in several ways."""

    code = "convention.bad_pattern"


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    """'part', 'rest', 'open', 'close' or 'text'."""
    text: str


class Pattern:
    """A compiled pattern. Codes of looked-up parts match whatever their case."""

    def __init__(self, text: str, lookups: Mapping[str, Mapping[str, str]]) -> None:
        """
        Compile `text`.

        :raises BadPattern: if it cannot be read or two parts touch without a separator.
        """
        self.text = text
        self._tokens = tuple(_tokens(text))
        self.parts = tuple(token.text for token in self._tokens if token.kind in {"part", "rest"})
        _check(text, self._tokens)
        self._lookups = {
            part: {code.casefold(): value for code, value in table.items()}
            for part, table in lookups.items()
            if part in self.parts
        }
        _check_touching(text, self._tokens, self._lookups)

    def match(self, name: str) -> dict[str, str] | None:
        """Return part -> value (looked up where there is a table), or None if nothing fits."""
        found = self._strict.fullmatch(name.strip())
        if found is None:
            return None
        values = {part: value for part, value in found.groupdict().items() if value is not None}
        return {part: self._value(part, value) for part, value in values.items()}

    def why_not(self, name: str) -> str:
        """Return in one sentence why `name` does not match."""
        found = self._loose.fullmatch(name.strip())
        for part, value in found.groupdict().items() if found else ():
            table = self._lookups.get(part)
            if table is not None and value is not None and value.casefold() not in table:
                return f"{part}: '{value}' is not in the look-up ({_some(table)})"
        return f"does not follow {self.text}"

    def _value(self, part: str, value: str) -> str:
        table = self._lookups.get(part)
        return value.strip() if table is None else table[value.casefold()]

    @cached_property
    def _strict(self) -> re.Pattern[str]:
        return self._compile(self._lookups)

    @cached_property
    def _loose(self) -> re.Pattern[str]:
        return self._compile({})

    def _compile(self, lookups: Mapping[str, Mapping[str, str]]) -> re.Pattern[str]:
        marks = {"open": "(?:", "close": ")?"}
        pieces = [
            marks.get(token.kind) or self._piece(at, lookups)
            for at, token in enumerate(self._tokens)
        ]
        return re.compile("".join(pieces), re.IGNORECASE | re.DOTALL)

    def _piece(self, at: int, lookups: Mapping[str, Mapping[str, str]]) -> str:
        token = self._tokens[at]
        if token.kind == "text":
            return re.escape(token.text)
        if token.kind == "part" and token.text in lookups:
            codes = sorted(lookups[token.text], key=lambda code: (-len(code), code))
            # An empty table matches nothing at all.
            return f"(?P<{token.text}>{'|'.join(map(re.escape, codes)) or '(?!)'})"
        if token.kind == "rest":
            return f"(?P<{token.text}>.+)"
        return f"(?P<{token.text}>[^{self._separators}]+)"

    @cached_property
    def _separators(self) -> str:
        """Return every character that separates parts somewhere in this pattern, escaped."""
        texts = "".join(token.text for token in self._tokens if token.kind == "text")
        marks = {mark for mark in texts if not mark.isalnum()} or set(texts)
        return "".join(map(re.escape, sorted(marks))) or r"\n"


def _tokens(text: str) -> Iterator[_Token]:
    at = 0
    for found in _TOKEN.finditer(text):
        if found.start() != at:
            break
        at = found.end()
        part = found["part"]
        if part is None:
            yield _Token(str(found.lastgroup), found.group())
        elif not _PART.fullmatch(part):
            raise BadPattern(
                f"'{{{part}}}' is no part",
                hint="small letters, digits and underscores: {market}, or {rest...}",
            )
        else:
            yield _Token("rest" if part.endswith("...") else "part", part.removesuffix("..."))
    if at != len(text):
        raise BadPattern(
            f"'{text}' has a stray '{text[at]}' at character {at + 1}",
            hint="parts are written {market}, optional stretches [_{variant}]",
        )


def _check(text: str, tokens: tuple[_Token, ...]) -> None:
    names = [token.text for token in tokens if token.kind in {"part", "rest"}]
    twice = sorted({name for name in names if names.count(name) > 1})
    if not names:
        raise BadPattern(f"'{text}' has no part", hint="such as {market}_{product}")
    if twice:
        raise BadPattern(f"'{text}' has {{{twice[0]}}} twice", hint="name each part once")
    if sum(token.kind == "rest" for token in tokens) > 1:
        raise BadPattern(f"'{text}' has two parts with '...'", hint="only one may hold separators")
    depth = 0
    for token in tokens:
        depth += {"open": 1, "close": -1}.get(token.kind, 0)
        if depth not in {0, 1}:
            break
    if depth != 0:
        raise BadPattern(f"'{text}': brackets do not pair", hint="[_{variant}], not nested")


def _check_touching(
    text: str, tokens: tuple[_Token, ...], lookups: Mapping[str, Mapping[str, str]]
) -> None:
    before: _Token | None = None
    for token in tokens:
        if token.kind in {"open", "close"}:
            continue
        free = before is not None and before.kind != "text" and before.text not in lookups
        if before is not None and free and token.kind != "text":
            raise BadPattern(
                f"'{text}': nothing separates {{{before.text}}} from {{{token.text}}}",
                hint=f"put a separator between them, or give {{{before.text}}} a look-up",
            )
        before = token


def _some(table: Mapping[str, str]) -> str:
    codes = sorted(code.upper() for code in table)
    return ", ".join(codes[:4]) + (", …" if len(codes) > 4 else "")  # noqa: PLR2004 - a handful
