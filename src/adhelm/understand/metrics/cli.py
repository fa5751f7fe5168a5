"""`adhelm query` and `adhelm metric`."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path

import click

from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.terminal import AsOf, Outcome, Shell, command, group
from adhelm.govern import accounts
from adhelm.understand.metrics import service
from adhelm.understand.metrics.logic.catalogue import Catalogue
from adhelm.understand.metrics.logic.definition import CatalogueInvalid
from adhelm.understand.metrics.types import Answer, Joint, Question

_CATALOGUE = click.option(
    "--catalogue",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A YAML file of your own, on top of Adhelm's catalogue.",
)


@command("query")
@click.argument("phrase", nargs=-1)
@click.option("--metrics", metavar="A,B", default="", help="Metrics, such as spend,roas,cpa.7d.")
@click.option("--by", metavar="A,B", default="", help="Dimensions, such as platform,week.")
@click.option(
    "--where", default="", help="Filter: 'platform in (google_ads, meta) and spend > 10'."
)
@click.option(
    "--range", "range_", metavar="RANGE", help="28d, mtd, last month, 2023-01-01..2023-02-28, all."
)
@click.option(
    "--compare", metavar="previous|year|A..B", default="", help="Put earlier days beside."
)
@click.option(
    "--match-weekday/--no-match-weekday", default=True, help="Compare Mondays with Mondays."
)
@click.option("--currency", metavar="EUR", help="Convert spend and value at each day's rate.")
@click.option("--sort", metavar="A,-B", default="", help="Columns, '-' in front for descending.")
@click.option("--limit", type=click.IntRange(min=1), help="At most so many rows.")
@click.option("--conversions", metavar="RULE", default="default", help="What counts: a named rule.")
@click.option(
    "--grain", type=click.Choice(["day", "period"]), default="day", help="Days or exported ranges."
)
@click.option("--as-of", "as_of", type=AsOf(), help="Answer from the data as it was then.")
@click.option(
    "--workspaces",
    metavar="A,B|all",
    default="",
    help="Ask several workspaces; rows say which. Also by asking --by workspace.",
)
@_CATALOGUE
def query(
    shell: Shell,
    *,
    phrase: tuple[str, ...],
    metrics: str,
    by: str,
    where: str,
    range_: str | None,
    compare: str,
    match_weekday: bool,
    currency: str | None,
    sort: str,
    limit: int | None,
    conversions: str,
    grain: str,
    as_of: date | datetime | int | None,
    workspaces: str,
    catalogue: Path | None,
) -> None:
    """
    Ask for metrics by dimension.

    Either with options or in words: adhelm query "spend by platform last 28d".
    """
    clock, known = _clock(shell), service.catalogue(catalogue)
    question = Question(
        metrics=_names(metrics),
        by=_names(by),
        where=where,
        period=service.period(range_, clock=clock) if range_ else None,
        compare=compare,
        match_weekday=match_weekday,
        currency=currency,
        sort=_names(sort),
        limit=limit,
        as_of=as_of,
        conversions=conversions,
        grain=grain,
    )
    if phrase:
        text = " ".join(phrase)
        question = service.read_phrase(text, clock=clock, base=question, metrics=known)
    if workspaces or service.is_across(question):
        _show_joint(shell, _ask_across(shell, question, known, workspaces))
    else:
        _show(shell, _ask(shell, question, known))


metric = group("metric", help="List, explain and check metrics.")


@command("ls", parent=metric)
@click.option("--kind", type=click.Choice(["metric", "dimension", "rule", "window"]))
@_CATALOGUE
def ls(shell: Shell, kind: str | None, catalogue: Path | None) -> None:
    """List metrics, dimensions, windows and conversion rules."""
    listed = service.listed(service.catalogue(catalogue))
    rows = [row for row in listed if kind in {None, row["kind"]}]
    shell.terminal.rows(rows, columns=["name", "kind", "unit", "definition", "what"])


@command("show", parent=metric)
@click.argument("name")
@click.option("--conversions", default="default", help="The conversion rule it counts by.")
@_CATALOGUE
def show_metric(shell: Shell, name: str, conversions: str, catalogue: Path | None) -> None:
    """Explain one metric or dimension: its definition, what it builds on, its version."""
    shell.terminal.record(service.explain(service.catalogue(catalogue), name, rule=conversions))


@command("validate", parent=metric)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def validate(shell: Shell, file: Path) -> None:
    """Check a catalogue file; every problem is named with its place."""
    found = service.problems(file)
    shell.terminal.rows([{"problem": each} for each in found], columns=["problem"])
    if found:
        raise CatalogueInvalid(list(found))
    shell.terminal.note(f"{file.name} is valid")


@command("diff", parent=metric)
@click.argument("before", type=click.Path(path_type=Path, dir_okay=False))
@click.argument("after", type=click.Path(path_type=Path, dir_okay=False), required=False)
@click.option("--fail-on", type=click.Choice(["changes"]), help="Exit with 6 if anything differs.")
def diff(shell: Shell, before: Path, after: Path | None, fail_on: str | None) -> None:
    """Compare two catalogue files; with one, compare Adhelm's own with it."""
    changes = service.diff(before, after) if after else service.diff(None, before)
    columns = ["name", "kind", "change", "before", "after"]
    shell.terminal.rows([asdict(each) for each in changes], columns=columns)
    if fail_on and changes:
        shell.finish(Outcome.findings)


@command("preview", parent=metric)
@click.argument("name")
@click.option("--by", default="platform", metavar="A,B", help="Dimensions.")
@_CATALOGUE
def preview(shell: Shell, name: str, by: str, catalogue: Path | None) -> None:
    """Show the SQL of a metric and its first rows."""
    question = Question(metrics=(name,), by=_names(by), limit=5)
    metrics = service.catalogue(catalogue)
    answer = _ask(shell, question, metrics)
    if shell.terminal.output == "table":
        shell.terminal.note("\n\n".join(answer.provenance.sql))
    _show(shell, answer)


def _ask(shell: Shell, question: Question, metrics: Catalogue) -> Answer:
    from adhelm.observe import conventions
    from adhelm.observe.warehouse import Warehouse

    database = shell.services.get(Database)
    return service.ask(
        principal=shell.principal,
        warehouse=shell.services.get(Warehouse),
        question=question,
        clock=_clock(shell),
        metrics=metrics,
        conventions=conventions.documents(principal=shell.principal, database=database),
    )


def _ask_across(shell: Shell, question: Question, metrics: Catalogue, workspaces: str) -> Joint:
    from adhelm.observe import conventions
    from adhelm.observe.warehouse import Warehouse

    database = shell.services.get(Database)
    named = None if workspaces in {"", "all"} else _names(workspaces)
    return service.ask_across(
        principals=accounts.principals_across(
            principal=shell.principal, database=database, workspace_ids=named
        ),
        warehouse=shell.services.get(Warehouse),
        question=question,
        clock=_clock(shell),
        metrics=metrics,
        conventions=lambda one: conventions.documents(principal=one, database=database),
    )


def _show_joint(shell: Shell, answer: Joint) -> None:
    told = {workspace: asdict(each) for workspace, each in answer.provenance.items()}
    shell.terminal.rows(answer.dicts(), columns=answer.columns, provenance=told)
    for workspace, each in answer.provenance.items():
        for warning in each.warnings:
            shell.terminal.warn(f"{workspace}: {warning}")


def _show(shell: Shell, answer: Answer) -> None:
    provenance = asdict(answer.provenance)
    shell.terminal.rows(answer.dicts(), columns=answer.columns, provenance=provenance)
    for warning in answer.provenance.warnings:
        shell.terminal.warn(warning)


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


def _clock(shell: Shell) -> Clock:
    return shell.services.get(Clock)  # type: ignore[type-abstract]  # the key of the clock
