"""What X's answers mean: metrics, stats, entities, and the pages they are kept in."""

from adhelm.connectors.x.mapping.entities import EDGES, entity_rows
from adhelm.connectors.x.mapping.facts import fact_rows
from adhelm.connectors.x.mapping.measures import (
    APP,
    APP_OBJECTIVES,
    CONVERSIONS,
    PLACEMENT,
    SEGMENTS,
    asks,
    entity,
    fields,
)
from adhelm.connectors.x.mapping.pages import Asked, Parents, list_page, stats_page

__all__ = [
    "APP",
    "APP_OBJECTIVES",
    "CONVERSIONS",
    "EDGES",
    "PLACEMENT",
    "SEGMENTS",
    "Asked",
    "Parents",
    "asks",
    "entity",
    "entity_rows",
    "fact_rows",
    "fields",
    "list_page",
    "stats_page",
]
