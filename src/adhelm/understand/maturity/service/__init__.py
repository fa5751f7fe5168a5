"""Correct recent days, and keep what was learned and corrected."""

from adhelm.understand.maturity.service.asking import curves, maturity
from adhelm.understand.maturity.service.keeping import refresh, shares

__all__ = ["curves", "maturity", "refresh", "shares"]
