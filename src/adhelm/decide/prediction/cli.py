"""`adhelm score`: which campaigns and ads will beat their target, and why."""

from __future__ import annotations

from typing import Any

import click

from adhelm.core.ads import PLATFORMS
from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.terminal import Shell, command, group
from adhelm.decide.prediction import service
from adhelm.decide.prediction.logic import showing
from adhelm.decide.prediction.types import LEVELS, Model, Standing
from adhelm.observe.warehouse import Warehouse

score = group("score", help="Which campaigns and ads will beat their target.")
_LEVEL = click.option("--level", type=click.Choice(LEVELS), default="campaign", show_default=True)
_SHOWN = ("score", "entity", "platform", "goal", "standing", "model_version", "made_on")
_MOST = 10_000


@command("list", parent=score)
@_LEVEL
@click.option("--platform", default="", type=click.Choice(["", *PLATFORMS]), show_choices=False)
@click.option("--account", default="", metavar="CONNECTOR/ID")
@click.option("--limit", type=click.IntRange(1, _MOST), default=100, show_default=True)
def list_(shell: Shell, *, level: str, platform: str, account: str, limit: int) -> None:
    """List the newest scores, the highest first."""
    parts = _parts(shell)
    wanted = {"platform": platform, "account": account}
    found = service.page(
        **parts, level=level, wanted={name: value for name, value in wanted.items() if value}
    )
    found.sort(key=lambda one: -1.0 if one.score is None else one.score, reverse=True)
    model = service.champion(**parts, level=level)
    whole = shell.terminal.output != "table"
    rows = map(showing.score, found[:limit]) if whole else showing.lines(found[:limit])
    shell.terminal.rows(
        rows,
        columns=None if whole and found else _SHOWN,
        provenance=showing.provenance(found, model),
        title=f"Scores by {level}",
    )
    if not found:
        shell.terminal.note(
            "nothing is scored yet: scores follow each sync, `train` makes them now"
        )
    silent = sum(one.standing is Standing.no_signal for one in found)
    if silent:
        shell.terminal.note(f"{silent} have no number: the model knows no more than the base rate")
    if any(not one.goal.own and one.goal.value is not None for one in found):
        shell.terminal.note("a goal without a target of your own is the account's median")


@command("show", parent=score)
@click.argument("entity")
@_LEVEL
@click.option("--account", default="", metavar="CONNECTOR/ID")
def show(shell: Shell, *, entity: str, level: str, account: str) -> None:
    """Show one score: why it is so, and what was said before."""
    found = service.show(**_parts(shell), level=level, entity_id=entity, account=account)
    told = showing.told(found)
    shell.terminal.rows(
        told["reasons"],
        columns=("points", "words") if shell.terminal.output == "table" else None,
        provenance={
            **showing.provenance([found.score], found.model), "score": told["score"],
            "known": told["known"], "history": told["history"],
        },
        title=f"{found.score.entity}: {found.score.score}",
    )  # fmt: skip
    one = told["score"]
    shell.terminal.note(
        f"{one['entity']}: {one['why']}"
        if one["score"] is None
        else f"{one['entity']}: {one['score']:.0%} chance to beat its goal in the next seven days"
    )


@command("train", parent=score)
@click.option("--level", "levels", type=click.Choice(LEVELS), multiple=True, help="(default: all)")
def train(shell: Shell, *, levels: tuple[str, ...]) -> None:
    """Train new models, hold them against days they have not seen, and score by the best."""
    known = {
        **_parts(shell), "warehouse": shell.services.get(Warehouse),
        "clock": shell.services.get(Clock),  # type: ignore[type-abstract]  # the key
    }  # fmt: skip
    with shell.terminal.progress("training"):
        made = service.train_models(**known, levels=levels or LEVELS)
        count = service.score(**known)
    shell.terminal.rows(
        [showing.brief(one.model) for one in made if one.model],
        brief=_BRIEF,
        provenance={"scores": count, "levels": {one.level: one.why for one in made}},
        title="Models",
    )
    for one in made:
        if one.why:
            shell.terminal.note(f"{one.level}: {one.why}")
    shell.terminal.note(f"{count} entities are scored: adhelm score list")


@command("card", parent=score)
@click.argument("version", type=click.IntRange(1, 2**31 - 1), required=False)
@_LEVEL
def card(shell: Shell, *, version: int | None, level: str) -> None:
    """Show how right a model was on days it had not seen; no version: the one that serves."""
    parts = _parts(shell)
    found = service.model(**parts, version=version) if version else _serving(shell, level)
    if found is None:
        shell.terminal.rows([], columns=_BRIEF, provenance={"level": level}, title="Models")
        shell.terminal.note("there is no model yet: adhelm score train")
        return
    told = showing.card(found)
    shell.terminal.rows(
        told["calibration"],
        columns=("rows", "said", "came"),
        provenance={name: value for name, value in told.items() if name != "calibration"},
        title=f"Model {found.version} ({found.recipe}): said and came",
    )
    for text in told["says"]:
        shell.terminal.note(text)
    for name, trial in told["trials"].items():
        shell.terminal.note(f"{name}: squared error {trial['brier']:.4f}")


_BRIEF = (
    "version",
    "name",
    "recipe",
    "alias",
    "signal",
    "brier",
    "base_brier",
    "slope",
    "held_out",
)


def _serving(shell: Shell, level: str) -> Model | None:
    return service.champion(**_parts(shell), level=level)


def _parts(shell: Shell) -> dict[str, Any]:
    return {"principal": shell.principal, "database": shell.services.get(Database)}
