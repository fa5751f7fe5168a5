"""Rules from Python: what one matches now, and what it would have done."""

from __future__ import annotations

from typing import Any

from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.principal import Principal
from adhelm.core.services import Services
from adhelm.decide import rules
from adhelm.decide.rules import Looked, Replay, Rule
from adhelm.observe.warehouse import Warehouse


class TryingRules:
    """The part of an opened home that tries rules."""

    _services: Services
    _principal: Principal

    def try_rule(self, rule: str) -> Looked:
        """
        Show what a rule matches this moment, as `adhelm rule test` does; nothing is written down.

        `rule` is the id of one that is kept, or YAML.

        :raises adhelm.core.errors.AdhelmError: if there is none of that id, or it cannot be read.
        """
        found, rule_id, _ = self._rule(rule)
        return rules.dry_run(**self._looking(), rule=found, rule_id=rule_id)

    def replay_rule(self, rule: str, *, days: int = 90, hindsight: bool = False) -> Replay:
        """
        Show what a rule would have done, as `adhelm rule replay` does: as each day was known then.

        `rule` is the id of one that is kept, or YAML. With `hindsight` days are as known today.

        :raises adhelm.core.errors.AdhelmError: if there is none of that id, or it cannot be read.
        """
        found, rule_id, version = self._rule(rule)
        return rules.replay(
            **self._looking(), rule=found, rule_id=rule_id, version=version, days=days,
            hindsight=hindsight,
        )  # fmt: skip

    def _rule(self, rule: str) -> tuple[Rule, str, int]:
        if "\n" in rule or ":" in rule:
            return rules.validate(**self._looking(), text=rule).rule, "", 0
        found = rules.get_rule(
            principal=self._principal, database=self._services.get(Database), rule_id=rule
        )
        return found.current.rule, found.id, found.current.version

    def _looking(self) -> dict[str, Any]:
        return {
            "principal": self._principal,
            "database": self._services.get(Database),
            "warehouse": self._services.get(Warehouse),
            "clock": self._services.get(Clock),  # type: ignore[type-abstract]  # the key
        }
