"""TikTok (Business API v1.3): advertisers, reports, entities, and changes to them.

Every answer is HTTP 200 with a `code` inside; ids have 19 digits and are text; amounts are in the
currency's own units; "-" is not reported.
"""

from adhelm.connectors.tiktok.connector import CONNECTOR

__all__ = ["CONNECTOR"]
