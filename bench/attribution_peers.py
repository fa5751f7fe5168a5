"""Peers of attribution; run in their own environments, so it imports nothing of ours."""

from __future__ import annotations

from typing import Any

from bench.stopwatch import Stopwatch


def channelattribution(path: str) -> dict[str, Any]:
    """Simulate the chain of order 1, at its defaults."""
    import ChannelAttribution
    import pandas as pd

    frame = pd.read_parquet(path)
    with Stopwatch() as watch:
        found = ChannelAttribution.markov_model(
            frame, "path", "conversions", var_value="values", var_null="nulls", order=1,
            verbose=False, flg_pro=False,
        )  # fmt: skip
    table = found if isinstance(found, pd.DataFrame) else next(iter(found))
    names, credit = table.columns[:2]
    return {**watch.figures, "credit": dict(zip(table[names], table[credit], strict=True))}


def marketing_attribution_models(path: str) -> dict[str, Any]:
    """Solve the chain of order 1 by one inversion a channel."""
    import polars as pl
    from mam import MAM

    frame = pl.read_parquet(path).with_columns(
        sold=pl.col("conversions") > 0, times=pl.lit(1, dtype=pl.Int64)
    )
    with Stopwatch() as watch:
        models = MAM(
            frame, format_type="grouped_journey", channels_colname="path",
            journey_with_conv_colname="sold", occurrences_colname="times",
        )  # fmt: skip
        found = models.run_markov(transition_to_same_state=False)
    # What it gives to each path is weighted anew; this is its share of the removal effects.
    effects = found.metadata["removal_effect"]["removal_effect"]
    return {**watch.figures, "credit": {str(name): float(one) for name, one in effects.items()}}
