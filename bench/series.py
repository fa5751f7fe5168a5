"""Series: rolling medians beside pandas, forecasts beside AutoETS, both on the sandbox's days."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bench.measure import Contender, Figures, Ratio, at_least, at_most, compete, keep
from bench.stopwatch import Stopwatch

_DAYS, _AHEAD, _WINDOW, _LEAST = 365, 28, 28, 7
_SAMPLES = {"pandas rolling.apply": 40, "AutoETS": 30}
"""Series that slow peers are measured on; their time is scaled to all, as the names say."""
_WHAT = {
    "adhelm": "rolling median and MAD, 28 days, exact, compiled beforehand, one core",
    "adhelm, numpy": "the same without numba, equal to the bit",
    "pandas rolling.apply": "the median of |x - median| window by window, from a few series",
    "pandas two-pass": "rolling median of |x - rolling median|: an approximation",
    "adhelm, with intervals": "smoothing by a grid, calibrated intervals, how these held before",
    "adhelm, points": "the same without intervals",
    "AutoETS": "statsforecast, season_length 7, points only, from a few series",
}
_METRICS = ("spend", "clicks", "conversions")
_ROUNDS = 6
"""Ends in the rolling backtest of the intervals, 28 days apart."""


def main(*, rows: int, repeats: int, data: Path, results: Path, name: str) -> Path:  # noqa: ARG001
    """Measure `rows` series of a year."""
    ours, whole = "bench.series", rows >= 10_000
    size = {"rows": rows}
    few = {each: min(count, rows) for each, count in _SAMPLES.items()}
    applying = {**size, "sample": few["pandas rolling.apply"]}
    fitting = {**size, "sample": few["AutoETS"] if whole else 2}
    rolling = compete(
        [
            Contender("adhelm", f"{ours}:rolling", size),
            Contender("adhelm, numpy", f"{ours}:rolling", {**size, "compiled": False}),
            Contender("pandas rolling.apply", f"{ours}:applied", applying),
            Contender("pandas two-pass", f"{ours}:two_passes", size),
        ],
        repeats=repeats,
    )
    ahead = compete(
        [
            Contender("adhelm, with intervals", f"{ours}:foreseen", size),
            Contender("adhelm, points", f"{ours}:points", size),
            Contender("AutoETS", f"{ours}:auto_ets", fitting),
        ],
        repeats=repeats,
    )
    campaigns = 300 if whole else 10
    truth = compete(
        [Contender("engines", f"{ours}:on_sandbox", {"campaigns": campaigns})], repeats=1
    )
    parts = {"rolling MAD": rolling, "forecasts": ahead, "sandbox": truth}
    shown = {
        title: {each: one.as_json(rows) for each, one in found.items()}
        for title, found in parts.items()
    }
    _print(truth["engines"].more)
    settings = {
        "series": rows, "days": _DAYS, "window": _WINDOW, "ahead": _AHEAD, "repeats": repeats,
        "campaigns": campaigns, "samples": _SAMPLES, "what": _WHAT,
    }  # fmt: skip
    ratios = _ratios(rolling, ahead, truth["engines"].more)
    return keep(name, parts=shown, ratios=ratios, settings=settings, folder=results)


def _ratios(
    rolling: dict[str, Figures], ahead: dict[str, Figures], truth: dict[str, Any]
) -> list[Ratio]:
    roll, foreseen = min(rolling["adhelm"].cpu_s), min(ahead["adhelm, with intervals"].cpu_s)
    rounds = truth["rounds"].values()
    times = {
        peer: min(figures[peer].cpu_s) / own
        for figures, peer, own in (
            (rolling, "pandas rolling.apply", roll),
            (rolling, "pandas two-pass", roll),
            (ahead, "AutoETS", foreseen),
        )
    }
    found = [
        at_most("rolling MAD, CPU", roll, 0.4),
        at_least("against pandas rolling.apply, CPU", times["pandas rolling.apply"], 100.0),
        at_least("against pandas two-pass, CPU", times["pandas two-pass"], 8.0),
        at_most("forecasts with intervals, CPU", foreseen, 5.0),
        at_least("forecasts against AutoETS, CPU", times["AutoETS"], 500.0),
    ]
    for metric, mase in truth["mase"].items():
        for peer, most in (("AutoETS", 1.02), ("seasonal naive", 1.0)):
            value = mase["smoothing"] / mase[peer]
            found.append(at_most(f"MASE of {metric} over that of {peer}", value, most, "x"))
    for share in ("80", "95"):
        held = sum(one[share] for one in rounds) / len(truth["rounds"])
        off = abs(held - float(share) / 100)
        found.append(at_most(f"{share} % interval, off by", off, 0.03, ""))
    return found


def _print(more: dict[str, Any]) -> None:
    for metric, mase in more["mase"].items():
        print(f"\n{metric} of the sandbox's campaigns, {_AHEAD} days held back: MASE")
        for engine, value in mase.items():
            print(f"  {engine:<16} {value:.4f}")
        held = more["rounds"][metric]
        print(f"  intervals over {_ROUNDS} ends held: 80 % {held['80']:.1%}, 95 % {held['95']:.1%}")


# What follows runs in a process of its own.


def rolling(rows: int, *, compiled: bool | None = None) -> dict[str, Any]:
    """Take rolling medians and deviations of all series."""
    from adhelm.core.rolling import rolling_median_mad

    values = _series(rows)
    asked: dict[str, Any] = {
        "window": _WINDOW, "min_periods": _LEAST, "compiled": compiled,
    }  # fmt: skip
    rolling_median_mad(values[:1], **asked)
    with Stopwatch() as watch:
        rolling_median_mad(values, **asked)
    return watch.figures


def applied(rows: int, sample: int) -> dict[str, Any]:
    """Do the same with a function per window, on a few series; scaled to all."""
    import numpy as np
    import pandas as pd

    def deviation(window: Any) -> float:
        return float(np.median(np.abs(window - np.median(window))))

    frame = pd.DataFrame(_series(rows)[:sample].T)
    rolled = frame.rolling(_WINDOW, min_periods=_LEAST)
    with Stopwatch() as watch:
        rolled.median()
        rolled.apply(_known(deviation), raw=True)
    return _scaled(watch, rows / sample, sample)


def two_passes(rows: int) -> dict[str, Any]:
    """Take the rolling median of distances from the rolling median: not the same, but quick."""
    import pandas as pd

    frame = pd.DataFrame(_series(rows).T)
    with Stopwatch() as watch:
        median = frame.rolling(_WINDOW, min_periods=_LEAST).median()
        (frame - median).abs().rolling(_WINDOW, min_periods=_LEAST).median()
    return watch.figures


def foreseen(rows: int) -> dict[str, Any]:
    """Foresee all series with intervals, and say how these held before."""
    from adhelm.understand.forecasting import outlook

    values = _series(rows)
    outlook(values[:2], _AHEAD)
    with Stopwatch() as watch:
        outlook(values, _AHEAD)
    return watch.figures


def points(rows: int) -> dict[str, Any]:
    """Foresee all series without intervals."""
    from adhelm.understand.forecasting.logic.smoothing import smoothed

    values = _series(rows)
    smoothed(values[:2], [_DAYS], _AHEAD)
    with Stopwatch() as watch:
        smoothed(values, [_DAYS], _AHEAD)
    return watch.figures


def auto_ets(rows: int, sample: int) -> dict[str, Any]:
    """Foresee a few series with AutoETS; scaled to all."""
    from adhelm.understand.forecasting.logic.engines import filled

    values = filled(_series(rows)[:sample])
    _auto_ets(values[:1])
    with Stopwatch() as watch:
        _auto_ets(values)
    return _scaled(watch, rows / sample, sample)


def on_sandbox(campaigns: int) -> dict[str, Any]:
    """Hold engines against the last days of the sandbox's campaigns, and intervals against more."""
    import numpy as np

    from adhelm.understand.forecasting import outlook
    from adhelm.understand.forecasting.logic.calibrating import held

    mase: dict[str, Any] = {}
    rounds: dict[str, Any] = {}
    with Stopwatch() as watch:
        for metric, values in _campaigns(campaigns).items():
            seen, came = values[:, :-_AHEAD], values[:, -_AHEAD:]
            said = {
                "smoothing": outlook(seen, _AHEAD).said,
                "AutoETS": _auto_ets(seen),
                "seasonal naive": np.tile(seen[:, -7:], (1, 4)),
            }
            step = np.abs(seen[:, 7:] - seen[:, :-7]).mean(axis=1)
            moves = step > 0
            mase[metric] = {
                name: round(
                    float((np.abs(came - each).mean(axis=1)[moves] / step[moves]).mean()), 4
                )
                for name, each in said.items()
            }
            within: dict[float, list[float]] = {0.8: [], 0.95: []}
            for back in range(1, _ROUNDS + 1):
                end = values.shape[1] - back * _AHEAD
                bands = outlook(values[:, :end], _AHEAD).bands
                for share, each in held(values[:, end : end + _AHEAD], bands).items():
                    within[share].append(float(np.nanmean(each)))
            rounds[metric] = {
                f"{share * 100:.0f}": round(float(np.mean(each)), 4)
                for share, each in within.items()
            }
    return {**watch.figures, "mase": mase, "rounds": rounds}


def _auto_ets(values: Any) -> Any:
    import numpy as np
    from statsforecast.models import AutoETS

    model = AutoETS(season_length=7)
    return np.array([model.forecast(each, h=_AHEAD)["mean"] for each in values])


def _known(function: Any) -> Any:
    import numpy as np

    def run(window: Any) -> float:
        return float(function(window[~np.isnan(window)]))

    return run


def _scaled(watch: Stopwatch, times: float, sample: int) -> dict[str, Any]:
    figures = {name: value * times for name, value in watch.figures.items()}
    return {**figures, "measured_series": sample}


def _series(rows: int) -> Any:
    """Return counts with a weekly shape and a level that drifts; some days are not known."""
    import numpy as np

    random = np.random.default_rng(11)
    level = random.gamma(1.0, 80, (rows, 1)) + 2
    level = level * np.exp(np.cumsum(random.normal(0, 0.02, (rows, _DAYS)), axis=1))
    shape = np.array([1.0, 1.1, 1.15, 1.1, 1.0, 0.8, 0.7])[np.arange(_DAYS) % 7]
    values = random.poisson(level * shape).astype(np.float64)
    values[random.random(values.shape) < 0.01] = np.nan
    return values


def _campaigns(count: int) -> dict[str, Any]:
    """Return the last year of the sandbox's campaigns, platform by platform, whole days only."""
    from datetime import timedelta

    import numpy as np

    from adhelm.sandbox.market import Market, scenario

    market = Market(scenario("agency"), seed=1)
    last = market.clock.now().date() - timedelta(days=2)
    first = last - timedelta(days=_DAYS - 1)
    found: dict[str, list[Any]] = {name: [] for name in _METRICS}
    for account in market.accounts():
        book = market.book(account)
        numbers = book.at_level(market.numbers(account, first, last), "campaign")
        found["spend"].append(numbers.spend)
        found["clicks"].append(numbers.clicks)
        # What all conversions come to: how late they are told is not this one's question.
        found["conversions"].append(numbers.final / 100)
        if sum(len(each) for each in found["spend"]) >= count:
            break
    return {name: np.concatenate(each)[:count].astype(np.float64) for name, each in found.items()}
