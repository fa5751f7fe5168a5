"""Meta's Marketing API as it answers: strings, cursors, insights, runs, batches, refusals."""

from adhelm.sandbox.meta.platform import Meta

__all__ = ["Meta"]
