"""What X is asked for and told: reader, writer, streams."""

from adhelm.connectors.x.connector.reader import Reader
from adhelm.connectors.x.connector.writer import Writer

__all__ = ["Reader", "Writer"]
