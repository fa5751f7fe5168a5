"""Rolling median and median absolute deviation, exact to their definition, for many series."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from adhelm.core.compiling import can_compile
from adhelm.core.errors import Invalid

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

_CHUNK = 4_000_000
"""Cells of windows that the kernel without numba holds at once."""


class BadWindow(Invalid):
    """The window makes no sense."""

    code = "series.window"


def rolling_median_mad(
    values: Floats,
    *,
    window: int,
    min_periods: int = 1,
    inclusive: bool = True,
    compiled: bool | None = None,
) -> tuple[Floats, Floats]:
    """
    Return the median of each day's last `window` days and their median absolute deviation from it.

    `values` are series by days, not finite where unknown; `inclusive` counts the day itself, else
    the window ends the day before. With fewer than `min_periods` known days both are NaN. The
    deviation is not scaled (1.4826 times it estimates a standard deviation). `compiled` None: with
    numba where it is installed; equal to the last bit either way.

    :raises BadWindow: if the window holds no day, or fewer than `min_periods`.
    """
    import numpy as np

    if not 1 <= min_periods <= window:
        raise BadWindow(
            f"a window of {window} days with at least {min_periods} known is none",
            hint="1 <= min_periods <= window",
        )
    known = np.where(np.isfinite(values), values, np.nan).astype(np.float64)
    median, mad = np.full(known.shape, np.nan), np.full(known.shape, np.nan)
    if not known.size:
        return median, mad
    lag = 0 if inclusive else 1
    if can_compile() if compiled is None else compiled:
        _kernel()(known, median, mad, (window, min_periods, lag))
    else:
        _by_sorting(known, (median, mad), window=window, least=min_periods, lag=lag)
    return median, mad


def _kernel() -> Any:
    from adhelm.core import rolling_kernel

    return rolling_kernel.roll


def _by_sorting(
    values: Floats, found: tuple[Floats, Floats], *, window: int, least: int, lag: int
) -> None:
    import numpy as np

    rows, days = values.shape
    step = max(_CHUNK // (days * window), 1)
    for first in range(0, rows, step):
        some = values[first : first + step]
        padded = np.full((len(some), window - 1 + lag + days), np.nan)
        padded[:, window - 1 + lag :] = some
        windows = np.lib.stride_tricks.sliding_window_view(padded, window, axis=1)[:, :days]
        ordered = np.sort(windows, axis=2)
        count = (~np.isnan(ordered)).sum(axis=2)
        centre = _middles(ordered, count)
        away = np.sort(np.abs(ordered - centre[:, :, None]), axis=2)
        enough = count >= least
        found[0][first : first + step] = np.where(enough, centre, np.nan)
        found[1][first : first + step] = np.where(enough, _middles(away, count), np.nan)


def _middles(ordered: Any, count: Any) -> Floats:
    """Return the median of the first `count` of each ordered window; NaN where it is empty."""
    import numpy as np

    high = np.minimum(count // 2, ordered.shape[2] - 1)
    low = np.maximum((count - 1) // 2, 0)
    upper = np.take_along_axis(ordered, high[:, :, None], axis=2)[:, :, 0]
    lower = np.take_along_axis(ordered, low[:, :, None], axis=2)[:, :, 0]
    middle = np.where(count % 2 == 1, lower, (lower + upper) / 2.0)
    return np.where(count > 0, middle, np.nan)
