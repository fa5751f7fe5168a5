"""The smoothing kernel for numba (`adhelm[fast]`): all models of a grid walk the days together."""

from __future__ import annotations

from typing import Any

import numpy as np  # noqa: TID253 - this module is imported only where its kernel is called

from adhelm.core.compiling import compiled


@compiled
def _miss(phi: float, level: Any, trend: Any) -> None:
    for model in range(level.shape[0]):
        trend[model] *= phi
        level[model] += trend[model]


@compiled
def _meet(  # noqa: PLR0917 - numba takes arguments by position
    value: float, rule: Any, grid: Any, level: Any, trend: Any, season: Any, error: Any
) -> None:
    alpha, beta, gamma = grid[0], grid[1], grid[2]
    phi, forget = rule[0], rule[1]
    for model in range(level.shape[0]):
        step = phi * trend[model]
        base = level[model] + step
        off = value - base - season[model]
        level[model] = base + alpha[model] * off
        trend[model] = step + beta[model] * off
        season[model] += gamma[model] * off
        error[model] = forget * (error[model] + off * off)


@compiled
def _weigh(error: Any, prior: Any, count: float, weight: Any) -> None:
    best = error.min()
    total = 0.0
    for model in range(error.shape[0]):
        if best > 0.0:
            weight[model] = prior[model] * np.exp(-0.5 * count * np.log(error[model] / best))
        else:
            weight[model] = prior[model] if error[model] == best else 0.0
        total += weight[model]
    for model in range(error.shape[0]):
        weight[model] /= total


@compiled
def _keep(weight: Any, level: Any, trend: Any, season: Any, found: Any) -> None:
    found[:] = 0.0
    for model in range(weight.shape[0]):
        found[0] += weight[model] * level[model]
        found[1] += weight[model] * trend[model]
        for day in range(7):
            found[2 + day] += weight[model] * season[day, model]


@compiled
def _begin(start: Any, level: Any, trend: Any, season: Any, error: Any) -> None:
    level[:], trend[:], error[:] = start[1], 0.0, 0.0
    for day in range(7):
        season[day, :] = start[2 + day]


@compiled
def smooth(  # noqa: PLR0917 - numba takes arguments by position
    values: Any, start: Any, grid: Any, rule: Any, ends: Any, found: Any
) -> None:
    """
    Walk all series and note their averaged state after each of `ends` days.

    `start` holds each series' first day, level and seven seasons; `rule` the damping, what an
    error weighs a day later, the days that are not judged and how far a day's error counts.
    """
    models = grid.shape[1]
    level, trend, error = np.empty(models), np.empty(models), np.empty(models)
    season, weight = np.empty((7, models)), np.empty(models)
    for row in range(values.shape[0]):
        _begin(start[row], level, trend, season, error)
        known, count, place = 0, 0.0, 0
        for day in range(int(start[row, 0]), values.shape[1]):
            if np.isnan(values[row, day]):
                _miss(rule[0], level, trend)
            else:
                _meet(values[row, day], rule, grid, level, trend, season[day % 7], error)
                known += 1
                count = count * rule[1] + 1.0
                if known <= rule[2]:
                    error[:] = 0.0
                    count = 0.0
            while place < ends.shape[0] and ends[place] <= day + 1:
                if ends[place] == day + 1:
                    _weigh(error, grid[3], count * rule[3], weight)
                    _keep(weight, level, trend, season, found[row, place])
                place += 1
