"""`adhelm rule`: what to do if something is so."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.terminal import Shell, command, group
from adhelm.decide import rules
from adhelm.decide.rules.logic import showing
from adhelm.decide.rules.types import Finding, Mode, Rule, Verdict
from adhelm.observe.warehouse import Warehouse

rule = group("rule", help="If this, then that: watched, proposed, or left to the autopilot.")
_LISTED = ("id", "name", "mode", "paused", "level", "version", "source", "sentence")
_FOUND = ("verdict", "platform", "account_id", "entity_id", "name", "values", "does")
_FIRED = ("at", "rule_id", "mode", "platform", "account_id", "entity_id", "name", "values", "does")
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path, allow_dash=True)
_WHY = click.option("--why", default="", help="For the history.")


@command("list", parent=rule)
def list_(shell: Shell) -> None:
    """List the rules by name, those that come with Adhelm among them."""
    rows = [showing.rule(one) for one in rules.list_rules(**_asked(shell))]
    shell.terminal.rows(rows, columns=_LISTED)


@command("show", parent=rule)
@click.argument("rule_id", metavar="ID")
def show(shell: Shell, *, rule_id: str) -> None:
    """Show one rule: its sentence and its YAML."""
    found = rules.get_rule(**_asked(shell), rule_id=rule_id)
    shell.terminal.record(showing.rule(found))


@command("history", parent=rule)
@click.argument("rule_id", metavar="ID")
def history(shell: Shell, *, rule_id: str) -> None:
    """List all versions of a rule, the newest first."""
    found = rules.rule_history(**_asked(shell), rule_id=rule_id)
    columns = ("text_version", "author", "at", "why", "sentence")
    shell.terminal.rows([showing.version(one) for one in found], columns=columns)


@command("check", parent=rule)
@click.argument("path", type=_FILE)
@click.option("--simulate", is_flag=True, help="Try it on the last four weeks too.")
def check(shell: Shell, *, path: Path, simulate: bool) -> None:
    """Check a rule's file: every problem, or its sentence and what speaks against it."""
    with shell.terminal.progress("checking"):
        made = rules.validate(**_looking(shell), text=_text(path), simulate=simulate)
    shell.terminal.record(
        {
            "name": made.rule.name, "sentence": made.sentence,
            "clashes": [each.as_dict() for each in made.clashes],
            "warnings": list(made.warnings), "yaml": made.text,
        }
    )  # fmt: skip


@command("add", parent=rule)
@click.argument("path", type=_FILE)
@click.option("--id", "rule_id", default="", metavar="ID", help="Change this rule instead.")
@_WHY
def add(shell: Shell, *, path: Path, rule_id: str, why: str) -> None:
    """Keep the rule of a YAML file (`-`: standard input); it only watches at first."""
    if rule_id:
        made = rules.change_rule(**_changing(shell), rule_id=rule_id, text=_text(path), why=why)
    else:
        made = rules.create_rule(**_changing(shell), text=_text(path), why=why)
    shell.terminal.record(showing.rule(made))
    shell.terminal.note(f"see what it matches: adhelm rule test {made.id}")


@command("test", parent=rule)
@click.argument("what", metavar="ID|FILE")
def test(shell: Shell, *, what: str) -> None:
    """Show what a rule, or a file with one, matches this moment; nothing is written down."""
    wanted, rule_id, _ = _wanted(shell, what)
    with shell.terminal.progress("looking"):
        found = rules.dry_run(**_looking(shell), rule=wanted, rule_id=rule_id)
    shown = [one for one in found.findings if one.verdict is not Verdict.quiet]
    shell.terminal.rows(
        [_row(one) for one in shown],
        columns=_FOUND,
        provenance={**found.provenance, "counts": dict(found.counts)},
        title=wanted.name,
    )
    shell.terminal.note(rules.sentence(wanted))
    told = ", ".join(f"{count} {name}" for name, count in found.counts.items() if count)
    shell.terminal.note(told or "there is nothing to look at")


@command("replay", parent=rule)
@click.argument("what", metavar="ID|FILE")
@click.option("--days", default=90, show_default=True, type=click.IntRange(1, 366))
@click.option("--hindsight", is_flag=True, help="As the days are known now, not as they were then.")
@click.option("--firings", "each", is_flag=True, help="Each firing instead of a line per day.")
def replay(shell: Shell, *, what: str, days: int, hindsight: bool, each: bool) -> None:
    """Show what a rule would have done in the last days, as each was known then."""
    wanted, rule_id, version = _wanted(shell, what)
    with shell.terminal.progress("replaying") as progress:
        found = rules.replay(
            **_looking(shell), rule=wanted, rule_id=rule_id, version=version, days=days,
            hindsight=hindsight, progress=lambda done, total: progress(done, total, "days"),
        )  # fmt: skip
    told = showing.replayed(found, most=1_000_000)
    rows = [{**one, **_row_of(one)} for one in told["rows"]] if each else told["days"]
    columns = _FIRED if each else ("day", "looks", "fired", "unknown", "held", "note")
    shell.terminal.rows(rows, columns=columns, provenance=found.provenance, title=wanted.name)
    shell.terminal.note(
        f"it would have fired {len(found.firings)} times in {days} days, "
        f"{found.provenance['known']}"
    )


@command("firings", parent=rule)
@click.option("--rule", "rule_id", default="", metavar="ID", help="Of one rule.")
@click.option("--limit", default=100, show_default=True, type=click.IntRange(1, 1000))
def firings(shell: Shell, *, rule_id: str, limit: int) -> None:
    """List what rules fired on, the newest first."""
    found = rules.list_firings(**_asked(shell), rule_id=rule_id, limit=limit)
    rows = [{**told, **_row_of(told)} for told in map(showing.firing, found)]
    shell.terminal.rows(rows, columns=_FIRED)


@command("mode", parent=rule)
@click.argument("rule_id", metavar="ID")
@click.argument("mode", type=click.Choice([each.value for each in Mode]))
@_WHY
def mode(shell: Shell, *, rule_id: str, mode: str, why: str) -> None:
    """Let a rule watch, propose, or act as far as the accounts' autopilot lets it."""
    made = rules.set_mode(**_changing(shell), rule_id=rule_id, mode=Mode(mode), why=why)
    shell.terminal.record(showing.rule(made))


@command("pause", parent=rule)
@click.argument("rule_id", metavar="ID")
@_WHY
def pause(shell: Shell, *, rule_id: str, why: str) -> None:
    """Stop looking at a rule for a while."""
    shell.terminal.record(
        showing.rule(rules.pause_rule(**_changing(shell), rule_id=rule_id, why=why))
    )


@command("resume", parent=rule)
@click.argument("rule_id", metavar="ID")
@_WHY
def resume(shell: Shell, *, rule_id: str, why: str) -> None:
    """Look at a rule again."""
    made = rules.pause_rule(**_changing(shell), rule_id=rule_id, paused=False, why=why)
    shell.terminal.record(showing.rule(made))


@command("remove", parent=rule, consent=True)
@click.argument("rule_id", metavar="ID")
@_WHY
def remove(shell: Shell, *, rule_id: str, why: str) -> None:
    """Take a rule away; its versions and firings stay."""
    shell.confirm(f"Remove the rule {rule_id}?")
    rules.remove_rule(**_changing(shell), rule_id=rule_id, why=why)
    shell.terminal.record({"id": rule_id, "state": "removed"})


@command("conflicts", parent=rule)
@click.option("--simulate", is_flag=True, help="Try them on the last four weeks too.")
def conflicts(shell: Shell, *, simulate: bool) -> None:
    """List what the rules have against each other, or against themselves."""
    with shell.terminal.progress("checking"):
        found = rules.conflicts(**_looking(shell), simulate=simulate)
    shell.terminal.rows(
        [each.as_dict() for each in found],
        columns=("code", "rules", "message", "hint", "basis"),
        provenance={"simulated": simulate},
    )
    if not found:
        shell.terminal.note("the rules have nothing against each other")


@command("run", parent=rule)
def run(shell: Shell) -> None:
    """Look at all rules now, as after a sync, and write down what they fire on."""
    with shell.terminal.progress("looking"):
        done = rules.run(**_looking(shell))
    rows = [{**told, **_row_of(told)} for told in map(showing.firing, done.firings)]
    told = {"at": done.ran.at, "data_version": done.ran.data_version, "rules": done.rules}
    shell.terminal.rows(rows, columns=_FIRED, provenance=told)


def _wanted(shell: Shell, what: str) -> tuple[Rule, str, int]:
    path = Path(what)
    if what == "-" or path.suffix in {".yaml", ".yml"} or path.is_file():
        return rules.validate(**_looking(shell), text=_text(path)).rule, "", 0
    found = rules.get_rule(**_asked(shell), rule_id=what)
    return found.current.rule, found.id, found.current.version


def _text(path: Path) -> str:
    if str(path) == "-":
        return sys.stdin.read()
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise click.UsageError(f"'{path}' cannot be read as text") from error


def _row(one: Finding) -> dict[str, Any]:
    told = showing.finding(one)
    return {**told, **_row_of(told)}


def _row_of(told: dict[str, Any]) -> dict[str, str]:
    values = "; ".join(
        f"{one['condition']}: {one['left']} | {one['right']}"
        if one["right"] is not None
        else f"{one['condition']}: {one['left']}"
        for one in told["evidence"]
    )
    does = [f"{one['field']} {one['before']} → {one['after']}" for one in told["changes"]]
    does += [one["text"] for one in told["alerts"]]
    return {"values": values, "does": "; ".join(does) or told["why"]}


def _asked(shell: Shell) -> dict[str, Any]:
    return {"principal": shell.principal, "database": shell.services.get(Database)}


def _changing(shell: Shell) -> dict[str, Any]:
    clock = shell.services.get(Clock)  # type: ignore[type-abstract]  # the key
    return {**_asked(shell), "clock": clock}


def _looking(shell: Shell) -> dict[str, Any]:
    return {**_changing(shell), "warehouse": shell.services.get(Warehouse)}
