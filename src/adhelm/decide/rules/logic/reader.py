"""Walks over a tree and writes down what is wrong, each with its line."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

from adhelm.core.ads import CURRENCIES
from adhelm.decide.rules.logic.nodes import Node
from adhelm.decide.rules.types import Problem

_DURATION = re.compile(r"(\d{1,4})(m|h|d)")
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_DECIMAL = re.compile(r"\d{1,15}(\.\d{1,6})?")
LONGEST_COOL_DOWN = timedelta(days=90)
_MOST_LISTED = 200


@dataclass(frozen=True)
class Known:
    """What the metrics' catalogue and the analysis have: what a rule may name."""

    metrics: Collection[str]
    not_additive: Collection[str] = ()
    """Metrics that are told by the day alone."""
    incidents: Collection[str] = ()
    labels: Collection[str] | None = None
    """Parts of the naming convention; None: whatever is named."""


@dataclass
class Reader:
    """Walks over a tree, and writes down what is wrong."""

    known: Known
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, node: Node, path: str, message: str, hint: str = "", code: str = "") -> None:
        """Write a problem down."""
        made = f"rule.{code or 'value'}"
        self.problems.append(Problem(made, message, node.line, path, hint))

    def mapping(self, node: Node, path: str, fields: Iterable[str]) -> dict[str, Node]:
        """Return a mapping's known fields."""
        known = list(fields)
        if node.value is None:
            return {}
        if not isinstance(node.value, dict):
            self.wrong(node, path, f"expected a mapping of {', '.join(known)}", code="shape")
            return {}
        for name in node.twice:
            self.wrong(node.value[name], join(path, name), f"'{name}' is there twice", code="twice")
        for name, inner in node.value.items():
            if name not in known:
                hint = meant(name, known) or f"one of: {', '.join(known)}"
                text = f"there is no field '{name[:60]}'"
                self.wrong(inner, join(path, name[:60]), text, hint, code="unknown_field")
        return {name: inner for name, inner in node.value.items() if name in known}

    def texts(self, node: Node | None, path: str) -> tuple[str, ...]:
        """Return a text or a list of texts, each once and in order."""
        if node is None or node.value is None:
            return ()
        if isinstance(node.value, str):
            return (node.value,)
        if not isinstance(node.value, list) or len(node.value) > _MOST_LISTED:
            self.wrong(node, path, f"expected a text, or a list of at most {_MOST_LISTED}")
            return ()
        found = [self.text(each, f"{path}[{at}]") for at, each in enumerate(node.value)]
        return tuple(dict.fromkeys(filter(None, found)))

    def text(self, node: Node | None, path: str, *, longest: int = 200) -> str:
        """Return a line of text."""
        if node is None or node.value is None:
            return ""
        if not isinstance(node.value, str):
            self.wrong(node, path, "expected a text", code="shape")
            return ""
        plain = node.value.strip()
        if len(plain) > longest or any(ord(sign) < ord(" ") or _half(sign) for sign in plain):
            self.wrong(node, path, f"at most {longest} signs on one line", code="text")
            return ""
        return plain

    def one_of(self, node: Node | None, path: str, allowed: Iterable[str], usual: str) -> str:
        """Return one of a few words."""
        text = self.text(node, path)
        if not text:
            return usual
        words = list(allowed)
        if node is not None and text not in words:
            hint = meant(text, words) or f"one of: {', '.join(words[:20])}"
            self.wrong(node, path, f"'{text[:60]}' is none of what can stand here", hint)
            return usual
        return text

    def number(self, node: Node | None, path: str, *, most: int, least: int, usual: int) -> int:
        """Return a whole number within bounds."""
        if node is None:
            return usual
        text = self.text(node, path)
        if not re.fullmatch(r"\d{1,9}", text) or not least <= int(text) <= most:
            self.wrong(node, path, f"'{text[:40]}' is no whole number of {least} to {most}",
                       code="number")  # fmt: skip
            return usual
        return int(text)

    def truth(self, node: Node | None, path: str, *, usual: bool) -> bool:
        """Return yes or no."""
        told = self.one_of(node, path, ("true", "false"), "true" if usual else "false")
        return told == "true"

    def duration(self, node: Node | None, path: str, usual: timedelta) -> timedelta:
        """Return how long: `90m`, `24h`, `3d`."""
        if node is None:
            return usual
        text = self.text(node, path)
        found = _DURATION.fullmatch(text)
        made = timedelta(**{_UNITS[found[2]]: int(found[1])}) if found else None
        if made is None or made > LONGEST_COOL_DOWN:
            self.wrong(node, path, f"'{text[:40]}' is no duration", "90m, 24h or 3d", "duration")
            return usual
        return made

    def share(self, node: Node | None, path: str, *, most: Decimal) -> Decimal | None:
        """Return a share: `20%` or `0.2`; above 0."""
        if node is None:
            return None
        text = self.text(node, path)
        bare = text.removesuffix("%").strip()
        value = Decimal(bare) if _DECIMAL.fullmatch(bare) else Decimal(-1)
        value = value / 100 if text.endswith("%") else value
        if not 0 < value <= most:
            self.wrong(
                node, path, f"'{text[:40]}' is no share of at most {most:%}", "20%", "number"
            )
            return None
        return value.normalize()

    def amount(self, node: Node | None, path: str) -> Decimal | None:
        """Return an amount of money above 0, exactly as written."""
        if node is None:
            return None
        text = self.text(node, path)
        value = Decimal(text) if _DECIMAL.fullmatch(text) else Decimal(0)
        if value <= 0:
            self.wrong(node, path, f"'{text[:40]}' is no amount", '"100.00"', "number")
            return None
        return value

    def currency(self, node: Node | None, path: str) -> str:
        """Return an ISO 4217 code, or ''."""
        text = self.text(node, path).upper()
        if node is not None and text not in CURRENCIES:
            self.wrong(node, path, f"'{text[:20]}' is no currency", "such as EUR")
            return ""
        return text


def meant(name: str, known: Iterable[str]) -> str:
    """Return `did you mean 'x'?` for the nearest known name, or an empty string."""
    near = difflib.get_close_matches(name.lower(), list(known), n=1, cutoff=0.6)
    return f"did you mean '{near[0]}'?" if near else ""


def join(path: str, name: str) -> str:
    """Return the path of a field inside another."""
    return f"{path}.{name}" if path else name


def _half(sign: str) -> bool:
    return "\ud800" <= sign <= "\udfff"
