"""An LSTM over all series at once (`adhelm[deep]`): last weeks in, all days to come out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

WINDOW = 56
_HIDDEN, _STEPS, _BATCH, _RATE, _SEED = 24, 200, 64, 0.01, 7
_WEEK = 7


@dataclass(frozen=True, slots=True)
class _Cases:
    """Windows in units of their own mean, and the days after them in the same unit."""

    seen: Any
    unit: Any
    next: Any


def paths(values: Floats, ends: Sequence[int], horizon: int) -> Floats:
    """
    Return what the `horizon` days after each end will be, each learned from the days before it.

    `values` have no gaps but before a series' first day. The same figures give the same answer.
    """
    import numpy as np

    found = np.full((len(values), len(ends), horizon), np.nan)
    for place, end in enumerate(ends):
        found[:, place] = _learned(values[:, :end], horizon)
    return found


def _learned(values: Floats, horizon: int) -> Floats:
    import numpy as np
    import torch

    last = _windows(values[:, -WINDOW:], 0)
    usable = np.isfinite(last.seen).all(axis=(1, 2)) if len(last.seen) else np.zeros(0, dtype=bool)
    cases = _all_cases(values, horizon)
    found = np.full((len(values), horizon), np.nan)
    if not len(cases.seen) or not usable.any():
        return found
    torch.manual_seed(_SEED)
    model = _Net(horizon).made
    # So small a net only waits for its threads.
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        _train(model, cases)
        with torch.no_grad():
            state, _ = model["lstm"](torch.tensor(last.seen[usable], dtype=torch.float32))
            said = model["head"](state[:, -1]).numpy().astype(np.float64)
    finally:
        torch.set_num_threads(threads)
    found[usable] = said * last.unit[usable, None]
    return found


class _Net:
    """The layers of a model, made once."""

    def __init__(self, horizon: int) -> None:
        import torch

        self.made = torch.nn.ModuleDict(
            {
                "lstm": torch.nn.LSTM(1 + _WEEK, _HIDDEN, batch_first=True),
                "head": torch.nn.Linear(_HIDDEN, horizon),
            }
        )


def _train(model: Any, cases: _Cases) -> None:
    import torch

    seen = torch.tensor(cases.seen, dtype=torch.float32)
    after = torch.tensor(cases.next, dtype=torch.float32)
    optimizer = torch.optim.Adam(model.parameters(), lr=_RATE)
    chance = torch.Generator().manual_seed(_SEED)
    for _ in range(_STEPS):
        some = torch.randint(len(seen), (min(_BATCH, len(seen)),), generator=chance)
        state, _ = model["lstm"](seen[some])
        loss = (model["head"](state[:, -1]) - after[some]).abs().mean()
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()


def _all_cases(values: Floats, horizon: int) -> _Cases:
    """Return a case per week of each series that is known all through."""
    import numpy as np

    starts = range(values.shape[1] - WINDOW - horizon, -1, -_WEEK)
    made = []
    for start in starts:
        # Counted back from the end: a case's weekdays are those of the last window.
        case = _windows(values[:, start : start + WINDOW], start + WINDOW - values.shape[1])
        after = values[:, start + WINDOW : start + WINDOW + horizon]
        whole = np.isfinite(case.seen).all(axis=(1, 2)) & np.isfinite(after).all(axis=1)
        made.append((case.seen[whole], case.unit[whole], after[whole] / case.unit[whole, None]))
    if not made:
        return _Cases(np.zeros((0, WINDOW, 1)), np.zeros(0), np.zeros((0, horizon)))
    return _Cases(*(np.concatenate(parts) for parts in zip(*made, strict=True)))


def _windows(values: Floats, shift: int) -> _Cases:
    import numpy as np

    if values.shape[1] < WINDOW:
        return _Cases(np.zeros((0, WINDOW, 1)), np.zeros(0), None)
    unit = np.abs(values).mean(axis=1)
    unit = np.where(unit > 0, unit, 1.0)
    weekday = (np.arange(WINDOW) + shift) % _WEEK
    marks = np.broadcast_to(np.eye(_WEEK)[weekday], (len(values), WINDOW, _WEEK))
    return _Cases(np.concatenate([(values / unit[:, None])[:, :, None], marks], axis=2), unit, None)
