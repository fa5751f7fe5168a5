"""Say where budgets land, and keep what was said."""

from adhelm.understand.pacing.service.asking import pace_of, pacing
from adhelm.understand.pacing.service.keeping import refresh

__all__ = ["pace_of", "pacing", "refresh"]
