"""What a team says about its own data: naming, conversion map and fees, versioned and dated.

For `understand.metrics`, three pure functions turn the stored documents into rows to join on:

- `naming_table(documents, names, on=day)`: entity -> dimensions (join on connector, account_id,
  level, entity_id), and the names that match nothing;
- `conversion_events(documents, actions, period)`: platform action -> the client's event (join on
  platform, account_id, event_type, conversion_name and a date in start..end, both included);
- `cost_factors(documents, scopes, period)`: shares of media cost and of conversion value per
  scope and date range, never overlapping (join on platform, account_id, market, product and
  date), and fixed amounts per day. `allocate` splits a fixed amount over weights exactly.

`documents(...)` reads all versions that these functions want.
"""

from adhelm.observe.conventions.logic import (
    BadPattern,
    allocate,
    bill,
    conversion_events,
    cost_factors,
    dimensions,
    holding,
    naming_table,
)
from adhelm.observe.conventions.service import (
    BadConvention,
    ConventionChanged,
    NoConvention,
    UnreadableFile,
    check,
    current,
    diff,
    documents,
    load,
    rows,
    unmatched,
    write,
)
from adhelm.observe.conventions.types import (
    Action,
    Billed,
    ConventionKind,
    CostFactors,
    CostKind,
    CostSpan,
    Document,
    EntityName,
    EventSpan,
    FixedCost,
    NamedEntity,
    NamingTable,
    Scope,
    Unmatched,
    Validity,
)

__all__ = [
    "Action",
    "BadConvention",
    "BadPattern",
    "Billed",
    "ConventionChanged",
    "ConventionKind",
    "CostFactors",
    "CostKind",
    "CostSpan",
    "Document",
    "EntityName",
    "EventSpan",
    "FixedCost",
    "NamedEntity",
    "NamingTable",
    "NoConvention",
    "Scope",
    "Unmatched",
    "UnreadableFile",
    "Validity",
    "allocate",
    "bill",
    "check",
    "conversion_events",
    "cost_factors",
    "current",
    "diff",
    "dimensions",
    "documents",
    "holding",
    "load",
    "naming_table",
    "rows",
    "unmatched",
    "write",
]
