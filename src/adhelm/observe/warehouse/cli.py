"""`adhelm quality`, `adhelm warehouse …` and `adhelm fx …`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import click

from adhelm.core.ads import Period
from adhelm.core.jobs import Arrivals
from adhelm.core.settings import Settings
from adhelm.core.terminal import Outcome, Shell, command, group
from adhelm.observe import warehouse as warehouses
from adhelm.observe.warehouse import RateSource, Warehouse
from adhelm.observe.warehouse.types import CheckResult

warehouse = group("warehouse", help="See versions and what changed; choose sources; keep in shape.")
authority = group("authority", help="Choose which source answers for an account.")
fx = group("fx", help="Bring, load and list exchange rates.")
warehouse.add_command(authority)
_Day = click.DateTime(formats=["%Y-%m-%d"])


@command("quality")
@click.option("--run", "again", is_flag=True, help="Check the newest data now.")
@click.option("--failing", is_flag=True, help="Only what did not pass.")
@click.option("--reconcile", is_flag=True, help="Hold levels against the levels below.")
@click.option("--checks", "listing", is_flag=True, help="List the checks there are.")
def quality(shell: Shell, *, again: bool, failing: bool, reconcile: bool, listing: bool) -> None:
    """
    See what the checks found, newest first.

    With --run, ends with code 6 if a check fails that blocks.
    """
    if listing:
        shell.terminal.rows(_check(one) for one in warehouses.list_checks())
        return
    here = shell.services.get(Warehouse)
    if reconcile:
        _show_reconciliations(shell, here)
        return
    if again:
        _run_checks(shell, here, failing=failing)
        return
    found = warehouses.quality_results(here, principal=shell.principal, failing=failing)
    shell.terminal.rows(
        ({**_verdict(one.result), "at": one.at, "version": one.version, "batch": one.batch_id}
         for one in found),
        columns=("at", "check", "severity", "passed", "found", "message", "scope", "version",
                 "batch"),
        brief=("at", "severity", "passed", "check", "found", "message", "scope"),
    )  # fmt: skip
    if not found:
        shell.terminal.note("nothing was checked yet; 'adhelm quality --run' checks now")


@command("versions", parent=warehouse)
@click.option("--limit", default=50, type=click.IntRange(min=1), help="At most so many.")
def versions(shell: Shell, *, limit: int) -> None:
    """List the data versions, newest first; each can be asked for with --as-of."""
    here = shell.services.get(Warehouse)
    shell.terminal.rows(
        {"version": v.version, "known_at": v.known_at, "what": v.what, "batch": v.batch_id}
        for v in warehouses.versions(here, principal=shell.principal, limit=limit)
    )


@command("restatements", parent=warehouse, as_of=True)
@click.option("--since", type=_Day, help="First day restated.")
@click.option("--until", type=_Day, help="Last day restated, included.")
@click.option("--limit", default=100, type=click.IntRange(min=1), help="At most so many.")
def restatements(
    shell: Shell, *, since: datetime | None, until: datetime | None, limit: int
) -> None:
    """List values that changed after they had been reported, newest first."""
    here = shell.services.get(Warehouse)
    pinned = warehouses.snapshot(here, principal=shell.principal, as_of=shell.as_of)
    found = warehouses.restatements(pinned, period=_period(since, until), limit=limit)
    shell.terminal.rows(
        (
            {**asdict(one), "old": _trimmed(one.old), "new": _trimmed(one.new)}
            for one in found
        ),
        columns=("known_at", "day", "platform", "account_id", "level", "entity_id",
                 "breakdown_key", "fact", "field", "old", "new", "batch_id"),
        provenance={"data_version": pinned.version.version},
    )  # fmt: skip


@command("compact", parent=warehouse)
def compact(shell: Shell) -> None:
    """Join small files; answers stay the same, earlier versions included."""
    done = warehouses.compact(shell.services.get(Warehouse), principal=shell.principal)
    shell.terminal.record({"data_version": done.data_version, "files_joined": _sum(done.tables)})


@command("vacuum", parent=warehouse, dry_run=True)
def vacuum(shell: Shell) -> None:
    """Delete files that no promised version holds."""
    here = shell.services.get(Warehouse)
    done = warehouses.vacuum(here, principal=shell.principal, dry_run=shell.dry_run)
    word = "files_to_delete" if shell.dry_run else "files_deleted"
    shell.terminal.record({word: _sum(done.tables), "bytes": done.bytes})


@command("ls", parent=authority)
def list_authorities(shell: Shell) -> None:
    """List which source was chosen for which account and days; the last choice holds."""
    here = shell.services.get(Warehouse)
    shell.terminal.rows(
        (asdict(one) for one in warehouses.list_authorities(here, principal=shell.principal)),
        columns=("id", "connector", "account_id", "source_id", "start", "end", "reason", "set_by",
                 "set_at"),
    )  # fmt: skip


@command("set", parent=authority)
@click.argument("connector")
@click.argument("account")
@click.argument("source", metavar="SOURCE")
@click.option("--from", "start", type=_Day, help="First day; open if not said.")
@click.option("--to", "end", type=_Day, help="Last day, included; open if not said.")
@click.option("--reason", default="", help="Why, for those who read it later.")
def set_authority(
    shell: Shell,
    *,
    connector: str,
    account: str,
    source: str,
    start: datetime | None,
    end: datetime | None,
    reason: str,
) -> None:
    """Let SOURCE (api, files) answer for an account; without it the API goes before files."""
    chosen = warehouses.set_authority(
        shell.services.get(Warehouse),
        principal=shell.principal,
        connector=connector,
        account_id=account,
        source_id=source,
        start=start.date() if start else None,
        end=end.date() if end else None,
        reason=reason,
    )
    shell.terminal.record(asdict(chosen))


@command("rm", parent=authority)
@click.argument("number", type=int)
def clear_authority(shell: Shell, *, number: int) -> None:
    """Take a choice back."""
    here = shell.services.get(Warehouse)
    warehouses.clear_authority(here, principal=shell.principal, number=number)
    shell.terminal.note(f"choice {number} no longer holds")


@command("load", parent=fx)
@click.argument("file", required=False, type=click.Path(exists=True, path_type=Path))
@click.option("--url", help="Load from this address.")
@click.option("--ecb", is_flag=True, help="Load the European Central Bank's rates since 1999.")
@click.option("--base", default="EUR", metavar="ISO", help="What a wide table counts in.")
def load(shell: Shell, *, file: Path | None, url: str | None, ecb: bool, base: str) -> None:
    """Load daily rates: a CSV with Date and currencies, or with base, quote, date and rate."""
    address = warehouses.ECB if ecb else url
    if (file is None) == (address is None):
        raise click.UsageError("name a file, or --url, or --ecb")
    done = warehouses.load_rates(
        shell.services.get(Warehouse),
        principal=shell.principal,
        batch_id=f"fx-{shell.request_id}",
        path=file,
        url=address,
        base=base,
        allow=shell.services.get(Settings).outbound.allow,
    )
    shell.terminal.record(
        {"added": done.added, "changed": done.changed, "unchanged": done.unchanged,
         "data_version": done.data_version}
    )  # fmt: skip


@command("refresh", parent=fx)
@click.option("--since", type=_Day, help="First day; without it lately, and days without rates.")
def refresh(shell: Shell, *, since: datetime | None) -> None:
    """
    Bring the European Central Bank's rates now; your own stay.

    A worker does so each working day where amounts are booked in several currencies.
    """
    with shell.terminal.progress("bringing rates"):
        done = warehouses.refresh(
            shell.services.get(Warehouse),
            principal=shell.principal,
            source=shell.services.get(RateSource),
            batch_id=f"fx-{shell.request_id}",
            since=since.date() if since else None,
        )
    found = done.published
    if found is not None and found.changed_data:
        shell.services.get(Arrivals).note(shell.principal.workspace_id)
    if done.unpublished:
        codes = ", ".join(done.unpublished)
        shell.terminal.note(f"no rate is published for {codes}: 'adhelm fx load' loads your own")
    shell.terminal.record(
        {"from": done.first, "to": done.last, "added": found.added if found else 0,
         "changed": found.changed if found else 0, "unchanged": found.unchanged if found else 0,
         "yours": done.passed_over, "data_version": found.data_version if found else None}
    )  # fmt: skip


@command("ls", parent=fx, as_of=True)
@click.option("--currency", "codes", multiple=True, metavar="ISO", help="Only these.")
@click.option("--since", type=_Day, help="First day.")
@click.option("--until", type=_Day, help="Last day, included.")
def list_rates(
    shell: Shell, *, codes: tuple[str, ...], since: datetime | None, until: datetime | None
) -> None:
    """List rates as published, oldest first."""
    here = shell.services.get(Warehouse)
    pinned = warehouses.snapshot(here, principal=shell.principal, as_of=shell.as_of)
    wanted = [code.upper() for code in codes]
    found = warehouses.fixings(
        pinned,
        currencies=[*wanted, "EUR"] if wanted else None,
        period=_period(since, until),
    )
    shell.terminal.rows(
        (
            {"date": f.day, "base": f.base, "quote": f.quote, "rate": _plain(f.rate),
             "source": f.source}
            for f in found
        ),
        columns=("date", "base", "quote", "rate", "source"),
        provenance={"data_version": pinned.version.version},
    )  # fmt: skip


def _run_checks(shell: Shell, here: Warehouse, *, failing: bool) -> None:
    found = warehouses.run_checks(here, principal=shell.principal)
    shown = [one for one in found if not (failing and one.passed)]
    shell.terminal.rows(
        (_verdict(one) for one in shown),
        columns=("check", "severity", "passed", "found", "message", "scope"),
    )
    if any(one.severity == "block" and not one.passed for one in found):
        shell.finish(Outcome.findings)


def _show_reconciliations(shell: Shell, here: Warehouse) -> None:
    pinned = warehouses.snapshot(here, principal=shell.principal)
    shell.terminal.rows(
        (
            {
                "platform": one.platform, "account": one.account_id, "source": one.source_id,
                "month": one.month, "parent": one.parent, "child": one.child, "field": one.field,
                "parent_sum": _plain(one.parent_sum), "child_sum": _plain(one.child_sum),
                "remainder": _plain(one.remainder), "verdict": one.verdict,
            }
            for one in warehouses.reconcile(pinned)
        ),
        columns=("platform", "account", "source", "month", "parent", "child", "field",
                 "parent_sum", "child_sum", "remainder", "verdict"),
        provenance={"data_version": pinned.version.version},
    )  # fmt: skip


def _check(one: warehouses.Check) -> dict[str, object]:
    what = one.what.format(**one.limits)
    return {"check": one.name, "severity": one.severity, "over": one.over, "what": what}


def _verdict(result: CheckResult) -> dict[str, object]:
    return asdict(result)


def _period(since: datetime | None, until: datetime | None) -> Period | None:
    if since is None and until is None:
        return None
    first = since.date() if since else date.min
    return Period.closed(first, until.date()) if until else Period(first, date.max)


def _plain(amount: Decimal) -> Decimal:
    return Decimal(f"{amount.normalize():f}")


def _trimmed(text: str | None) -> str | None:
    is_number = text and "." in text and text.replace(".", "", 1).lstrip("-").isdecimal()
    return text.rstrip("0").rstrip(".") if text and is_number else text


def _sum(tables: Mapping[str, int]) -> int:
    return sum(tables.values())
