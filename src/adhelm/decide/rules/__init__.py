"""If this, then that: decision rules in YAML, watched before they act, replayed as days were known.

Reads all entities of a workspace through `understand.metrics` at one data version. A rule only
watches until it may propose; then its firings are recommendations of `decide.optimization`.
`replay` gives exactly the firings that live evaluation gave. `run` looks at rules now.
"""

from __future__ import annotations

from adhelm.decide.rules.logic.entities import is_learning, launched
from adhelm.decide.rules.logic.expression import parse as parse_condition
from adhelm.decide.rules.logic.sentence import sentence
from adhelm.decide.rules.logic.writing import document, text_of
from adhelm.decide.rules.service.checking import Checked, conflicts, validate
from adhelm.decide.rules.service.firings import list_firings, list_runs
from adhelm.decide.rules.service.keeping import (
    change_rule,
    create_rule,
    get_rule,
    list_rules,
    pause_rule,
    remove_rule,
    rule_history,
    set_mode,
)
from adhelm.decide.rules.service.looking import dry_run
from adhelm.decide.rules.service.replaying import replay
from adhelm.decide.rules.service.running import Done, acting, run
from adhelm.decide.rules.types import (
    BadRule,
    Clash,
    Clashing,
    Conflicting,
    Finding,
    Firing,
    Kept,
    Looked,
    Mode,
    NoSuchRule,
    PingPong,
    Problem,
    Ran,
    Replay,
    ReplayDay,
    Rule,
    RuleChanged,
    RuleExists,
    RuleVersion,
    TriggersItself,
    Truth,
    Verdict,
)

__all__ = [
    "BadRule",
    "Checked",
    "Clash",
    "Clashing",
    "Conflicting",
    "Done",
    "Finding",
    "Firing",
    "Kept",
    "Looked",
    "Mode",
    "NoSuchRule",
    "PingPong",
    "Problem",
    "Ran",
    "Replay",
    "ReplayDay",
    "Rule",
    "RuleChanged",
    "RuleExists",
    "RuleVersion",
    "TriggersItself",
    "Truth",
    "Verdict",
    "acting",
    "change_rule",
    "conflicts",
    "create_rule",
    "document",
    "dry_run",
    "get_rule",
    "is_learning",
    "launched",
    "list_firings",
    "list_rules",
    "list_runs",
    "parse_condition",
    "pause_rule",
    "remove_rule",
    "replay",
    "rule_history",
    "run",
    "sentence",
    "set_mode",
    "text_of",
    "validate",
]
