"""From a team's words to rows to join on. Pure: text and dataclasses in, dataclasses out."""

from adhelm.observe.conventions.logic.bodies import TABLES, Read, build, content, read_back
from adhelm.observe.conventions.logic.conversions import conversion_events
from adhelm.observe.conventions.logic.costs import allocate, bill, cost_factors
from adhelm.observe.conventions.logic.naming import dimensions, naming_table
from adhelm.observe.conventions.logic.patterns import BadPattern, Pattern
from adhelm.observe.conventions.logic.sheets import Row, Sheets, read_csv, read_xlsx, read_yaml
from adhelm.observe.conventions.logic.validity import gaps, holding, overridden, stretches

__all__ = [
    "TABLES",
    "BadPattern",
    "Pattern",
    "Read",
    "Row",
    "Sheets",
    "allocate",
    "bill",
    "build",
    "content",
    "conversion_events",
    "cost_factors",
    "dimensions",
    "gaps",
    "holding",
    "naming_table",
    "overridden",
    "read_back",
    "read_csv",
    "read_xlsx",
    "read_yaml",
    "stretches",
]
