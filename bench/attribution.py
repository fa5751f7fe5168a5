"""Attribution: a million paths against a bare kernel and peers, and every model against truth."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bench.measure import Contender, Figures, Ratio, at_least, at_most, compete, keep, note
from bench.stopwatch import Stopwatch

_CHANNELS = {"paths": 12, "sets": 20}
_WHAT = {
    "adhelm": "reads paths from text, counts, and solves the chain of order 1 exactly",
    "adhelm, counting on": "the same from paths that are numbers already: counts and solves",
    "bare": "the same in twenty lines: no values, no checks, text to credit",
    "ChannelAttribution": "markov_model at its defaults (a simulation), order 1",
    "marketing-attribution-models": "its Markov model of order 1, transition matrix to credit",
    "adhelm, 20 channels": "Shapley values of the game of counts, exact, from text",
    "adhelm, rates": "the same of the game of rates, over all 2^20 sets of channels",
}
_PEERS = ("ChannelAttribution", "marketing-attribution-models")
_BESIDE = ("pandas", "pyarrow", "matplotlib", "scipy")
"""What peers import and do not ask for."""
_SANDBOX = ("growth", 1, 60)
"""Scenario, seed, days."""


def main(
    *, rows: int, repeats: int, data: Path, results: Path, name: str, with_peers: bool = True
) -> Path:
    """Measure models over `rows` paths, and their errors in the sandbox."""
    data.mkdir(parents=True, exist_ok=True)
    files = {what: _written(data, what, rows) for what in _CHANNELS}
    ours = "bench.attribution"
    path = {"path": files["paths"]}
    markov = [
        Contender("adhelm", f"{ours}:markov", path),
        Contender("adhelm, counting on", f"{ours}:markov_of_numbers", path),
        Contender("bare", f"{ours}:bare", path),
    ]
    if with_peers:
        markov += _peers(data, path)
    chain = compete(markov, repeats=repeats)
    _hold_against_exact(chain)
    orders = compete(
        [Contender(f"order {n}", f"{ours}:markov", {**path, "order": n}) for n in (2, 3)],
        repeats=1,
    )
    games = {"adhelm": "shapley", "adhelm, rates": "shapley_rate"}
    values = compete(
        [
            Contender(name, f"{ours}:shapley", {"path": files["sets"], "model": model})
            for name, model in games.items()
        ],
        repeats=repeats,
    )
    days = _SANDBOX[2] if rows >= 100_000 else 3
    truth = compete([Contender("models", f"{ours}:against_truth", {"days": days})], repeats=1)
    parts = {
        "Markov order 1": chain,
        "Markov of higher order": orders,
        "Shapley, 20 channels": values,
        "sandbox": truth,
    }
    shown = {
        title: {each: one.as_json(rows) for each, one in found.items()}
        for title, found in parts.items()
    }
    _print_errors(truth["models"].more)
    settings = {"paths": rows, "channels": _CHANNELS, "repeats": repeats, "what": _WHAT}
    ratios = _ratios(chain, values)
    return keep(name, parts=shown, ratios=ratios, settings=settings, folder=results)


def _hold_against_exact(chain: dict[str, Figures]) -> None:
    """Say which part of the credit a contender misplaces, in place of its credit."""
    exact = chain["adhelm"].more.pop("credit", {})
    for one in chain.values():
        if credit := one.more.pop("credit", None):
            total, whole = sum(credit.values()), sum(exact.values())
            off = (abs(credit.get(name, 0) / total - exact[name] / whole) for name in exact)
            one.more["misplaced"] = round(sum(off) / 2, 5)


def _ratios(chain: dict[str, Figures], values: dict[str, Figures]) -> list[Ratio]:
    own = min(chain["adhelm"].cpu_s)
    found = [
        at_most("Markov order 1, median wall time", chain["adhelm"].median_s, 1.0),
        at_most("Markov order 1, CPU from text to credit", own, 1.0),
        *(
            at_most(f"Shapley over 20 channels ({name}), CPU from text", min(one.cpu_s), 1.0)
            for name, one in values.items()
        ),
        at_most("against a bare kernel, CPU", own / min(chain["bare"].cpu_s), 2.0, "x"),
    ]
    for peer, target in zip(_PEERS, (10.0, 60.0), strict=True):
        if peer in chain and chain[peer].cpu_s:
            times = min(chain[peer].cpu_s) / own
            found.append(at_least(f"CPU against {peer}", times, target))
    return found


def _print_errors(more: dict[str, Any]) -> None:
    for by, found in more.get("errors", {}).items():
        print(f"\nsandbox, by {by}: error against the incremental conversions")
        for model, one in found.items():
            print(f"  {model:<12} {one['error']:>7.1%} of them, {one['misplaced']:>6.1%} misplaced")


def _written(data: Path, what: str, rows: int) -> Path:
    """Write paths of a mean of 3.3 touches as text, one row each."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    path = data / f"{what}-{rows}.parquet"
    if path.exists():
        return path
    note(f"writing {path.name}")
    random = np.random.default_rng(7)
    count = _CHANNELS[what]
    length = np.minimum(random.geometric(0.3, rows), 20)
    popular = random.dirichlet(np.full(count, 2.0))
    touch = random.choice(count, size=int(length.sum()), p=popular)
    names = np.array([f"channel {n}" for n in range(count)])
    ends = np.cumsum(length)[:-1]
    texts = [" > ".join(names[each]) for each in np.split(touch, ends)]
    pull = random.uniform(0.02, 0.15, count)
    chance = np.add.reduceat(pull[touch], np.concatenate([[0], ends]))
    sold = random.random(rows) < np.minimum(chance, 0.9)
    table = pa.table(
        {
            "path": texts,
            "conversions": sold.astype(np.float64),
            "values": np.where(sold, random.integers(10, 200, rows), 0).astype(np.float64),
            "nulls": (~sold).astype(np.float64),
        }
    )
    pq.write_table(table, path)
    return path


def _peers(data: Path, path: dict[str, Path]) -> list[Contender]:
    """Return the peers that can be installed, in an environment of their own beside the data."""
    folder = data / "attribution-venv"
    python = folder / "bin" / "python"
    uv = shutil.which("uv") or "uv"
    if not python.exists():
        note("making an environment for the peers")
        subprocess.run([uv, "venv", "-q", "-p", sys.executable, folder], check=True)
    found = []
    for peer, module in zip(_PEERS, ("ChannelAttribution", "mam"), strict=True):
        known = subprocess.run([python, "-c", f"import {module}"], capture_output=True, check=False)
        installing: list[str] = [uv, "pip", "install", "-q", "-p", str(python), peer, *_BESIDE]
        if known.returncode and subprocess.run(installing, check=False).returncode:
            note(f"{peer} does not install here: left out")
            continue
        target = f"bench.attribution_peers:{peer.replace('-', '_').lower()}"
        found.append(Contender(peer, target, path, str(python), 1))
    return found


# What follows runs in a process of its own.


def markov(path: str, order: int = 1) -> dict[str, Any]:
    """Attribute by Markov from text to credit."""
    # As with the peers: what is imported is no part of the work.
    import pyarrow.compute  # noqa: F401
    import scipy.sparse.linalg  # noqa: F401

    from adhelm.understand import attribution
    from adhelm.understand.attribution.types import Model

    columns = _columns(path)
    with Stopwatch() as watch:
        known = attribution.from_text(columns.pop("path"), **columns)
        given, _ = attribution.credit(known, Model.markov, order=order)
    credit = dict(zip(known.channels, given.tolist(), strict=True))
    return {**watch.figures, "unlike": _unlike(given.sum(), columns), "credit": credit}


def markov_of_numbers(path: str) -> dict[str, Any]:
    """Attribute by Markov what is in arrays, each path for itself."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    from adhelm.understand import attribution
    from adhelm.understand.attribution.types import Model

    columns = _columns(path)
    split = pc.split_pattern(columns.pop("path"), " > ").combine_chunks()
    names = pc.dictionary_encode(split.flatten())
    known = attribution.Paths(
        tuple(names.dictionary.to_pylist()),
        names.indices.to_numpy().astype(np.int64),
        split.offsets.to_numpy().astype(np.int64),
        *(pa.array(each).to_numpy() for each in columns.values()),
    )
    with Stopwatch() as watch:
        given, _ = attribution.credit(known, Model.markov)
    return {**watch.figures, "unlike": _unlike(given.sum(), columns)}


def bare(path: str) -> dict[str, Any]:
    """Do the least that answers: split, count pairs, invert once."""
    import numpy as np
    import pyarrow.compute as pc

    columns = _columns(path)
    with Stopwatch() as watch:
        split = pc.split_pattern(columns["path"], " > ").combine_chunks()
        names = pc.dictionary_encode(split.flatten())
        touch = names.indices.to_numpy()
        start, sold = split.offsets.to_numpy(), columns["conversions"]
        count = len(names.dictionary)
        inner = np.ones(len(touch), dtype=bool)
        inner[start[1:] - 1] = False
        step = np.flatnonzero(inner)
        moves = np.bincount(touch[step] * count + touch[step + 1], minlength=count**2)
        last = touch[start[1:] - 1]
        out = np.bincount(touch, minlength=count)
        visits = np.linalg.inv(np.eye(count) - moves.reshape(count, count) / out[:, None])
        wins = visits @ (np.bincount(last, sold, minlength=count) / out)
        first = np.bincount(touch[start[:-1]], minlength=count) / len(sold)
        lost = first @ visits / np.diagonal(visits) * wins
        given = lost / lost.sum() * sold.sum()
    return {**watch.figures, "unlike": _unlike(given.sum(), columns)}


def shapley(path: str, model: str) -> dict[str, Any]:
    """Attribute by Shapley values from text to credit."""
    import pyarrow.compute  # noqa: F401

    from adhelm.understand import attribution
    from adhelm.understand.attribution.types import Model

    columns = _columns(path)
    with Stopwatch() as watch:
        known = attribution.from_text(columns.pop("path"), **columns)
        given, _ = attribution.credit(known, Model(model))
    return {**watch.figures, "unlike": _unlike(given.sum(), columns)}


def against_truth(days: int) -> dict[str, Any]:
    """Hold every model, and what the platforms claim, against what the ads really caused."""
    from datetime import timedelta

    from adhelm.sandbox.frame.truth import truth
    from adhelm.sandbox.market import Market, scenario

    name, seed, _ = _SANDBOX
    market = Market(scenario(name), seed=seed)
    last = market.clock.now().date() - timedelta(days=30)
    query = {
        "since": str(last - timedelta(days=days - 1)), "until": str(last), "level": "campaign",
        "orders": "1",
    }  # fmt: skip
    said = truth(market, query)
    with Stopwatch() as watch:
        errors = {by: _errors(said, by) for by in ("platform", "campaign")}
    return {**watch.figures, "errors": errors, "orders": len(said["orders"])}


def _errors(said: dict[str, Any], by: str) -> dict[str, dict[str, float]]:
    from collections import Counter

    from adhelm.understand import attribution
    from adhelm.understand.attribution.types import Model

    def named(touch: dict[str, Any], campaign: str) -> str:
        return f"{touch['platform']}/{touch[campaign]}" if by == "campaign" else touch["platform"]

    caused: Counter[str] = Counter()
    claimed: Counter[str] = Counter()
    clicked: Counter[str] = Counter()
    rows: Counter[tuple[str, ...]] = Counter()
    for order in said["orders"]:
        path = tuple(named(touch, "campaign_id") for touch in order["touches"])
        claimed.update(path)
        if path:
            rows[path] += 1
        if order["caused_by"] is not None:
            caused[path[order["caused_by"]]] += 1
    for fact in said["facts"]:
        clicked[named(fact, "entity_id")] += fact["clicks"]
    # Who clicked and did not buy is known by number alone: paths of one click without an end.
    known = attribution.paths(
        [(path, count, 0, 0) for path, count in rows.items()]
        + [((name,), 0, 0, max(count - claimed[name], 0)) for name, count in clicked.items()]
    )
    given: dict[str, Mapping[str, float]] = {"claimed": claimed}
    for model in Model:
        credit, _ = attribution.credit(known, model)
        given[model.value] = dict(zip(known.channels, credit.tolist(), strict=True))
    return {what: _error(found, caused) for what, found in given.items()}


def _error(found: Mapping[str, float], caused: Mapping[str, int]) -> dict[str, float]:
    """Return the sum of what is off, and the part of the credit that is in the wrong place."""
    names = {*found, *caused}
    whole, total = sum(caused.values()), sum(found.values())
    off = sum(abs(found.get(name, 0) - caused.get(name, 0)) for name in names)
    apart = (abs(found.get(name, 0) / total - caused.get(name, 0) / whole) for name in names)
    return {"error": round(off / whole, 4), "misplaced": round(sum(apart) / 2, 4)}


def _columns(path: str) -> dict[str, Any]:
    import pyarrow.parquet as pq

    table = pq.read_table(path)
    numbers = {name: table[name].to_numpy() for name in ("conversions", "values", "nulls")}
    return {"path": table["path"], **numbers}


def _unlike(given: float, columns: dict[str, Any]) -> float:
    return abs(float(given) - float(columns["conversions"].sum()))
