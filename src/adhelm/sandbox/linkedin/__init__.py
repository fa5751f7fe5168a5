"""LinkedIn's Marketing API as it answers: Rest.li, versions by month, analytics without pages."""

from adhelm.sandbox.linkedin.platform import LinkedIn

__all__ = ["LinkedIn"]
