"""`adhelm forecast`: where it will land."""

from __future__ import annotations

from typing import Any

import click

from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.terminal import Shell, command, group
from adhelm.observe.warehouse import Warehouse
from adhelm.understand import metrics
from adhelm.understand.forecasting import service
from adhelm.understand.forecasting.logic import showing
from adhelm.understand.forecasting.types import Asked, BadForecast, Choice, Engine
from adhelm.understand.series import LEVELS

forecast = group("forecast", help="See what is expected of the days to come.")

_METRICS = click.option("--metrics", "names", metavar="A,B", default="spend,conversions")
_DAYS = click.option("--days", type=click.IntRange(1, 180), default=28, help="To foresee.")
_ENGINES = [each.value for each in Engine]
_BRIEF = ("metric", "entity", "currency", "expected", "low_80", "high_80", "before", "change")


@command("show", parent=forecast, as_of=True)
@_METRICS
@click.option("--by", "level", type=click.Choice(LEVELS), default="account")
@_DAYS
@click.option("--where", default="", help="A filter, as `adhelm query` has it.")
@click.option("--range", "span", default="", help="History to learn from (default: all).")
@click.option("--compare", type=click.Choice(["", "previous", "year"]), default="previous")
@click.option("--currency", default="", metavar="EUR", help="Convert at each day's rate.")
@click.option("--engine", type=click.Choice(_ENGINES), default=None, help="(default: the winner)")
@click.option("--daily", is_flag=True, help="A line per day instead of one per series.")
def show(
    shell: Shell,
    *,
    names: str,
    level: str,
    days: int,
    where: str,
    span: str,
    compare: str,
    currency: str,
    engine: str | None,
    daily: bool,
) -> None:
    """Foresee metrics, largest first, with intervals that held in the past."""
    clock = shell.services.get(Clock)  # type: ignore[type-abstract]  # the key
    asked = Asked(
        metrics=_names(names),
        level=level,
        days=days,
        where=where,
        period=metrics.period(span, clock=clock) if span else None,
        compare=compare,
        currency=currency.upper() or None,
        as_of=shell.as_of,
        engine=Engine(engine) if engine else None,
    )
    with shell.terminal.progress("foreseeing"):
        found = service.forecast(**_reading(shell), asked=asked)
    whole = shell.terminal.output == "json" and not daily
    rows = showing.days(found) if daily else showing.rows(found) if whole else showing.lines(found)
    shell.terminal.rows(
        rows,
        brief=None if daily else _BRIEF,
        provenance=showing.provenance(found),
        title=f"{found.period} by {found.engine}",
    )
    for note in _told(found):
        shell.terminal.note(note)


@command("score", parent=forecast)
@_METRICS
@click.option("--by", "level", type=click.Choice(LEVELS), default="campaign")
@_DAYS
@click.option("--engine", "engines", type=click.Choice(_ENGINES), multiple=True)
@click.option("--sample", type=click.IntRange(1, 10_000), default=40, help="Series at most.")
def score(
    shell: Shell, *, names: str, level: str, days: int, engines: tuple[str, ...], sample: int
) -> None:
    """Hold each engine against days it had not seen; the best one answers from then on."""
    with shell.terminal.progress("scoring"):
        found = service.score(
            **_reading(shell),
            asked=Asked(metrics=_names(names), level=level, days=days),
            engines=tuple(map(Engine, engines)),
            sample=sample,
        )
    _show(shell, found)


@command("use", parent=forecast)
@click.argument("engine", type=click.Choice(["best", *_ENGINES]))
def use(shell: Shell, *, engine: str) -> None:
    """Let an engine answer from now on; `best`: the one that wins the next scoring."""
    known = _reading(shell)
    del known["warehouse"]
    found = service.use(**known, engine=None if engine == "best" else Engine(engine))
    shell.terminal.record({"engine": found.engine.value, "pinned": found.pinned})


@command("past", parent=forecast)
@_METRICS
@click.option("--by", "level", type=click.Choice(["account", "campaign"]), default="account")
@click.option("--range", "span", default="28d", help="UTC days on which it was said.")
def past(shell: Shell, *, names: str, level: str, span: str) -> None:
    """List what was said after earlier syncs beside what came since."""
    clock = shell.services.get(Clock)  # type: ignore[type-abstract]  # the key
    days = metrics.period(span, clock=clock)
    if days is None:
        raise BadForecast("say on which days it was said", hint="28d, 2026-02-01..2026-02-28")
    found, came, _ = service.review(
        **_reading(shell), days=days, level=level, metrics=_names(names), limit=1000
    )
    told = {"period": str(days), "data_version": came.data_version}
    shell.terminal.rows(showing.reviewed(found), provenance=told, title="Said and come")
    if not found:
        shell.terminal.note("nothing was said on these days, or none of it has come yet")


def _names(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))


def _reading(shell: Shell) -> dict[str, Any]:
    return {
        "principal": shell.principal,
        "database": shell.services.get(Database),
        "warehouse": shell.services.get(Warehouse),
        "clock": shell.services.get(Clock),  # type: ignore[type-abstract]  # the key
    }


def _told(found: Any) -> list[str]:
    notes = list(found.notes)
    for metric, past in found.provenance.get("past", {}).items():
        if past["held_80"] is not None:
            notes.append(
                f"{metric}: on past days the 80 % interval held {past['held_80']:.0%}, "
                f"the 95 % interval {past['held_95']:.0%}"
                if past["held_95"] is not None
                else f"{metric}: on past days the 80 % interval held {past['held_80']:.0%}"
            )
    silent = sum(not one.days for one in found.series)
    if silent:
        notes.append(f"of {silent} series nothing is foreseen: -o json says why")
    return notes


def _show(shell: Shell, found: Choice) -> None:
    told = {"engine": found.engine.value, "pinned": found.pinned, "at": found.at}
    shell.terminal.rows(showing.scores(found), provenance=told, title="Engines")
    word = "chosen by hand" if found.pinned else "the best here"
    shell.terminal.note(f"{found.engine} answers: {word}")
