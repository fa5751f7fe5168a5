"""How Meta is asked: its versions, tokens, refusals, limits and pages."""

from adhelm.connectors.meta.client.graph import VERSION, Graph
from adhelm.connectors.meta.client.paging import Paged, paged, plain

__all__ = ["VERSION", "Graph", "Paged", "paged", "plain"]
