"""What Meta's fields mean: the one place from which requests are built and answers are read."""

from adhelm.connectors.meta.mapping.asks import ASKS, STREAMS, Ask
from adhelm.connectors.meta.mapping.entities import ENTITIES, entity_fields, entity_rows
from adhelm.connectors.meta.mapping.history import (
    ACTIVITY_FIELDS,
    RECOMMENDATION_FIELDS,
    change_rows,
    recommendation_rows,
)
from adhelm.connectors.meta.mapping.insights import fact_rows, insight_fields, total_rows
from adhelm.connectors.meta.mapping.money import major, minor

__all__ = [
    "ACTIVITY_FIELDS",
    "ASKS",
    "ENTITIES",
    "RECOMMENDATION_FIELDS",
    "STREAMS",
    "Ask",
    "change_rows",
    "entity_fields",
    "entity_rows",
    "fact_rows",
    "insight_fields",
    "major",
    "minor",
    "recommendation_rows",
    "total_rows",
]
