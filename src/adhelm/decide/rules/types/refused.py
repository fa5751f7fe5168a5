"""Why a rule is refused."""

from __future__ import annotations

from dataclasses import dataclass

from adhelm.core.errors import AdhelmError, Conflict, Invalid, Kind, NotFound


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a rule, where, and what would be right."""

    code: str
    message: str
    line: int = 0
    """Of the YAML text, from 1; 0 where there is none."""
    path: str = ""
    """'scope.level', 'if.all[1]'."""
    hint: str = ""

    def as_dict(self) -> dict[str, object]:
        """Return it as answers show it."""
        return {
            "code": self.code, "message": self.message, "line": self.line, "path": self.path,
            "hint": self.hint,
        }  # fmt: skip

    def __str__(self) -> str:
        where = f"line {self.line}: " if self.line else ""
        return f"{where}{self.path + ': ' if self.path else ''}{self.message}"


class BadRule(Invalid):
    """The rule cannot be; every problem is told at once."""

    code = "rule.invalid"

    def __init__(self, problems: list[Problem]) -> None:
        shown = "; ".join(str(each) for each in problems[:3])
        more = f"; and {len(problems) - 3} more" if len(problems) > 3 else ""  # noqa: PLR2004
        super().__init__(
            shown + more,
            hint=problems[0].hint or "docs/guide/rules.md",
            problems=[each.as_dict() for each in problems[:100]],
        )
        self.problems = tuple(problems)


class NoSuchRule(NotFound):
    """There is no such rule, or not in this workspace."""

    code = "rule.not_found"


class RuleChanged(Conflict):
    """Somebody changed the rule meanwhile."""

    code = "rule.changed"


class RuleExists(Conflict):
    """There is a rule of that name."""

    code = "rule.exists"


@dataclass(frozen=True, slots=True)
class Clash:
    """Two rules, or one by itself, that would work against each other or never come to rest."""

    code: str
    """'rule.conflict', 'rule.triggers_itself' or 'rule.ping_pong'."""
    rules: tuple[str, ...]
    """Names."""
    message: str
    hint: str
    basis: str = "static"
    """'static': from what the rules say; 'simulation': from the days that were replayed."""
    examples: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, object]:
        """Return it as answers show it."""
        return {
            "code": self.code, "rules": list(self.rules), "message": self.message,
            "hint": self.hint, "basis": self.basis, "examples": list(self.examples),
        }  # fmt: skip


class Clashing(AdhelmError):
    """The rule works against itself or another one."""

    kind = Kind.conflict

    def __init__(self, clashes: list[Clash]) -> None:
        first = clashes[0]
        super().__init__(
            first.message, hint=first.hint, clashes=[each.as_dict() for each in clashes[:20]]
        )
        self.clashes = tuple(clashes)


class Conflicting(Clashing):
    """Two rules would move the same thing in opposite directions."""

    code = "rule.conflict"


class TriggersItself(Clashing):
    """A rule's own effect would make it fire again, without end."""

    code = "rule.triggers_itself"


class PingPong(Clashing):
    """Two rules would each undo the other's work, without end."""

    code = "rule.ping_pong"
