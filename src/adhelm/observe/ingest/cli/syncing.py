"""`adhelm source backfill|replay|reconcile|status|untagged`: the past, and whether it is right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import click

from adhelm.core.ads import Period
from adhelm.core.clock import today
from adhelm.core.errors import Told
from adhelm.core.terminal import Outcome, Shell, command
from adhelm.observe import ingest
from adhelm.observe.ingest.cli.root import (
    Day,
    arrived,
    days,
    records,
    source,
    sync_parts,
    tidy,
    words,
)
from adhelm.observe.ingest.types import Decision, StreamState, SyncReport, Tally
from adhelm.observe.warehouse import Warehouse

_DAYS = 30
_COUNTS = ("added", "changed", "unchanged", "removed", "restated")
_TALLY = (
    "connector", "account", "day", "level", "field", "platform", "ours", "difference", "currency",
    "rows", "verdict",
)  # fmt: skip


@command("backfill", parent=source)
@click.argument("names", metavar="[NAME]…", nargs=-1)
@click.option("--since", type=Day, required=True, help="The first local day.")
@click.option("--until", type=Day, help="The last local day, if not today.")
@click.option("--accounts", metavar="ID,ID", default="", help="Only these accounts.")
@click.option("--streams", metavar="NAME,PATTERN", default="", help="Only these: *_daily.")
def backfill(
    shell: Shell,
    *,
    names: Sequence[str],
    since: datetime,
    until: datetime | None,
    accounts: str,
    streams: str,
) -> None:
    """Bring the past month by month, the newest first; months that are there are passed over."""
    with shell.terminal.progress("backfill") as progress:
        done = ingest.backfill(
            **sync_parts(shell),
            since=since.date(),
            until=until.date() if until else None,
            names=names,
            accounts=words(accounts),
            only=words(streams),
            progress=progress,
        )
    report_sync(shell, done)


@command("replay", parent=source)
@click.argument("names", metavar="[NAME]…", nargs=-1)
@click.option("--accounts", metavar="ID,ID", default="", help="Only these accounts.")
@click.option("--streams", metavar="NAME,PATTERN", default="", help="Only these: *_daily.")
@click.option("--since", type=Day, help="The first local day, if not all there are.")
@click.option("--until", type=Day, help="The last local day.")
def replay(
    shell: Shell,
    *,
    names: Sequence[str],
    accounts: str,
    streams: str,
    since: datetime | None,
    until: datetime | None,
) -> None:
    """Map once more the answers that were kept; no platform is asked."""
    with shell.terminal.progress("replay") as progress:
        done = ingest.replay(
            **sync_parts(shell),
            names=names,
            accounts=words(accounts),
            only=words(streams),
            since=since.date() if since else None,
            until=until.date() if until else None,
            progress=progress,
        )
    arrived(shell)
    shell.terminal.rows(
        (
            {
                "sync": one.batch_id,
                **{name: getattr(one, name) for name in _COUNTS},
                "data_version": one.data_version,
            }
            for one in done
        ),
        columns=["sync", *_COUNTS, "data_version"],
    )


@command("reconcile", parent=source)
@click.argument("names", metavar="[NAME]…", nargs=-1)
@click.option("--accounts", metavar="ID,ID", default="", help="Only these accounts.")
@click.option("--since", type=Day, help="The first local day, if not thirty days ago.")
@click.option("--until", type=Day, help="The last local day, if not yesterday.")
@click.option("--all", "everything", is_flag=True, help="Days that agree, too.")
def reconcile(
    shell: Shell,
    *,
    names: Sequence[str],
    accounts: str,
    since: datetime | None,
    until: datetime | None,
    everything: bool,
) -> None:
    """Compare each account-day with the platform's own total."""
    with shell.terminal.progress("reconcile") as progress:
        found = ingest.reconcile(
            **sync_parts(shell),
            names=names,
            accounts=words(accounts),
            since=since.date() if since else None,
            until=until.date() if until else None,
            progress=progress,
        )
    shown = [one for one in found.tallies if everything or one.verdict != "ok"]
    shell.terminal.rows(map(_tally, shown), columns=_TALLY)
    counts = {
        verdict: sum(one.verdict == verdict for one in found.tallies)
        for verdict in ("ok", "rounding", "unexplained")
    }
    told = ", ".join(f"{count} {verdict}" for verdict, count in counts.items())
    shell.terminal.note(f"{len(found.tallies)} figures compared: {told}")
    for connector, account, error in found.errors:
        shell.terminal.warn(f"{connector} {account}: {error['message']}")
    if found.errors and not found.tallies:
        raise Told.from_record(found.errors[0][2])
    if found.errors:
        shell.finish(Outcome.partial)
    if found.unexplained:
        shell.finish(Outcome.findings)


@command("status", parent=source)
def status(shell: Shell) -> None:
    """Show each stream of each account: what is covered, how it went, what waits."""
    shell.terminal.rows(
        (
            {
                "connector": one.connector,
                "account": one.account_id,
                "stream": one.stream,
                "state": _state(one.running, one.held, one.error),
                "last_success": one.succeeded_at,
                "covered": ", ".join(days(p.start, p.last) for p in one.covered) or None,
                "days": one.days,
                "rows": one.rows,
                "provisional_from": one.provisional_from,
                "unknown": sum(one.unknown.values()) or None,
                "extra": sum(one.extra.values()) or None,
                **{name: (one.error or {}).get(name) for name in ("code", "message", "hint")},
            }
            for one in ingest.sync_status(**records(shell))
        ),
    )
    for held in ingest.list_held(**records(shell)):
        lost = f"{held.vanished.entities} entities" if held.vanished else "entities"
        shell.terminal.warn(
            f"{held.connector} {held.account_id}: {lost} known before are not in what came. "
            f"Settle it: adhelm source decide {held.batch_id} --erase, --keep or --discard"
        )


@command("untagged", parent=source)
@click.option("--since", type=Day, help="The first local day, if not thirty days ago.")
@click.option("--until", type=Day, help="The last local day, if not today.")
def untagged(shell: Shell, *, since: datetime | None, until: datetime | None) -> None:
    """List ads with spend whose addresses hold no utm_* parameter and no click id."""
    last = until.date() if until else today(sync_parts(shell)["clock"], "UTC")
    first = since.date() if since else last - timedelta(days=_DAYS - 1)
    found = ingest.untagged(
        principal=shell.principal,
        warehouse=shell.services.get(Warehouse),
        period=Period.closed(first, last),
    )
    shell.terminal.rows(
        (
            {
                "connector": one.connector,
                "account": one.account_id,
                "campaign": one.campaign_id,
                "ad": one.entity_id,
                "name": one.name,
                "spend": tidy(one.spend),
                "currency": one.currency,
                "final_url": one.final_url or None,
            }
            for one in found
        ),
        columns=[
            "connector", "account", "campaign", "ad", "name", "spend", "currency", "final_url",
        ],
    )  # fmt: skip


def report_sync(shell: Shell, done: SyncReport) -> None:
    """
    Print what became of each stream.

    :raises AdhelmError: if none came through.
    :raises Finish: if some did not.
    """
    shell.terminal.rows(
        (
            {
                "connector": one.connector,
                "account": one.account_id,
                "stream": one.stream,
                "state": one.state.value,
                "days": days(one.period.start, one.period.last) if one.period else None,
                "pages": one.pages,
                "rows": one.rows,
                **{name: (one.error or {}).get(name) for name in ("code", "message", "hint")},
            }
            for one in done.streams
        ),
        columns=[
            "connector", "account", "stream", "state", "days", "pages", "rows", "code", "message",
            "hint",
        ],
    )  # fmt: skip
    for held in sorted({one.batch_id for one in done.streams if one.state is StreamState.held}):
        shell.terminal.warn(
            "entities known before are not in what came; "
            f"settle it: adhelm source decide {held} --erase, --keep or --discard"
        )
    failed = done.failed
    if len(failed) < len(done.streams):
        arrived(shell)
    if failed and len(failed) == len(done.streams):
        raise Told.from_record(failed[0].error or {})
    if failed or any(one.state is StreamState.held for one in done.streams):
        shell.finish(Outcome.partial)


def settle(shell: Shell, batch_id: str, decision: Decision) -> None:
    """Settle a held sync."""
    done = ingest.decide_sync(**sync_parts(shell), batch_id=batch_id, decision=decision)
    if done is None:
        shell.terminal.note("what came is dropped; what was known stays")
        return
    arrived(shell)
    counts = {name: getattr(done, name) for name in _COUNTS}
    shell.terminal.record({"sync": done.batch_id, **counts, "data_version": done.data_version})


def _tally(one: Tally) -> dict[str, object]:
    return {
        "connector": one.connector,
        "account": one.account_id,
        "day": one.day,
        "level": one.level,
        "field": one.field,
        "platform": tidy(one.platform),
        "ours": tidy(one.ours),
        "difference": tidy(one.difference),
        "currency": one.currency if one.field == "spend" else None,
        "rows": one.rows,
        "verdict": one.verdict,
    }


def _state(running: bool, held: str, error: Mapping[str, object] | None) -> str:  # noqa: FBT001 - one word for three facts
    if running:
        return "running"
    if held:
        return "held"
    return "failed" if error else "ok"
