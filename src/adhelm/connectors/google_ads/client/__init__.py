"""How Google Ads is asked: its headers and managers, its queries and pages, its refusals."""

from adhelm.connectors.google_ads.client.calls import NAME, Client
from adhelm.connectors.google_ads.client.judging import VERSION, failures

__all__ = ["NAME", "VERSION", "Client", "failures"]
