"""LinkedIn (Marketing API, versioned): campaign groups, campaigns, creatives and their reports.

Its campaign group is our campaign, its campaign our ad group, its creative our ad; its days are
UTC's. Reports have no pages and end silently at 15,000 rows: they are asked for week by week.
"""

from adhelm.connectors.linkedin.connector import CONNECTOR

__all__ = ["CONNECTOR"]
