"""What Meta is asked for, and what it is told to change."""

from adhelm.connectors.meta.connector.reader import MetaReader
from adhelm.connectors.meta.connector.writer import MetaWriter

__all__ = ["MetaReader", "MetaWriter"]
