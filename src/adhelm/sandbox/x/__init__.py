"""X's Ads API as it answers: signed calls, arrays by day, ends that are not included."""

from adhelm.sandbox.x.platform import X

__all__ = ["X"]
