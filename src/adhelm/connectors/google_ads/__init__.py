"""Google Ads (API v26 over REST): accounts below managers, reports, entities, and changes.

Questions are written in its query language; ids and counts come as text, amounts in millionths of
the account's currency; what delivered nothing on a day has no row.
"""

from adhelm.connectors.google_ads.connector import CONNECTOR

__all__ = ["CONNECTOR"]
