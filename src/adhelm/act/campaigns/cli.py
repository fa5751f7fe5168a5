"""`adhelm campaign`: our own campaigns above the platforms'."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from adhelm.act import campaigns
from adhelm.act.campaigns.logic import sheet
from adhelm.act.campaigns.types import (
    Adoption,
    Campaign,
    Draft,
    Made,
    Objective,
    Split,
    Status,
    Wanted,
)
from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.terminal import Shell, command, group
from adhelm.observe.warehouse import Warehouse

campaign = group("campaign", help="Our own campaigns above the platforms'.")
_ID = click.argument("campaign_id", metavar="ID")
_BRIEF = ("id", "name", "status", "objective", "budget", "currency", "start_date", "end_date",
          "spent", "version")  # fmt: skip
_OBJECTIVE = click.Choice([each.value for each in Objective])
_STATUS = click.Choice([each.value for each in Status])
_PLATFORM = "PLATFORM[@ACCOUNT][:AMOUNT]"
_NAMES = ("description", "objective", "budget", "currency", "start", "end", "owner", "notes",
          "platforms")  # fmt: skip
_FIELDS: Sequence[Callable[[Any], Any]] = (
    click.option("--description", default=None),
    click.option("--objective", type=_OBJECTIVE, default=None),
    click.option("--budget", default=None, metavar="AMOUNT", help="In all, such as 5000.00."),
    click.option("--currency", default=None, metavar="CODE"),
    click.option("--start", default=None, metavar="DAY", help="First day."),
    click.option("--end", default=None, metavar="DAY", help="Last day, included."),
    click.option("--owner", default=None, metavar="PERSON"),
    click.option("--notes", default=None, help="Internal; clients do not see them."),
    click.option("--platform", "platforms", multiple=True, metavar=_PLATFORM,
                 help="Where it runs. May be repeated."),
)  # fmt: skip


def _with_fields(body: Callable[..., Any]) -> Callable[..., Any]:
    for option in reversed(_FIELDS):
        body = option(body)
    return body


@command("ls", parent=campaign)
@click.option("--text", default="", help="Words that names begin with.")
@click.option("--status", type=_STATUS, default=None)
@click.option("--platform", default="")
@click.option("--objective", type=_OBJECTIVE, default=None)
@click.option("--owner", default="", metavar="PERSON")
@click.option("--archived", is_flag=True, help="Archived ones too.")
@click.option("--sort", default="-created", show_default=True,
              help="name, created, updated or budget; '-' in front: falling.")  # fmt: skip
@click.option("--limit", type=click.IntRange(1, 1000), default=100, show_default=True)
def ls(
    shell: Shell,
    *,
    text: str,
    status: str | None,
    platform: str,
    objective: str | None,
    owner: str,
    archived: bool,
    sort: str,
    limit: int,
) -> None:
    """List campaigns."""
    page = campaigns.list_campaigns(
        principal=shell.principal,
        database=shell.services.get(Database),
        wanted=Wanted(
            status=Status(status) if status else None,
            objective=Objective(objective) if objective else None,
            text=text,
            platform=platform,
            owner=owner,
            archived=archived,
            sort=sort,
            limit=limit,
        ),
    )
    shell.terminal.rows(
        [_row(each, staff=shell.principal.staff) for each in page.campaigns],
        columns=[*_BRIEF, "owner", "platforms", "description", "updated_at"],
        brief=list(_BRIEF),
    )
    if page.next_place:
        shell.terminal.note("there are more: narrow it down, or raise --limit")


@command("show", parent=campaign)
@_ID
def show(shell: Shell, *, campaign_id: str) -> None:
    """Show a campaign with its platform campaigns."""
    found = campaigns.get(
        principal=shell.principal,
        database=shell.services.get(Database),
        campaign_id=campaign_id,
    )
    shell.terminal.record(_row(found, staff=shell.principal.staff))


@command("draft", parent=campaign)
@click.argument("name")
@_with_fields
def draft(shell: Shell, *, name: str) -> None:
    """Keep a draft, which may be incomplete; what it lacks is said."""
    made = campaigns.create(**_parts(shell), draft=Draft(name, status=Status.draft, **_fields()))
    _show_made(shell, made)


@command("create", parent=campaign, dry_run=True)
@click.argument("name")
@_with_fields
def create(shell: Shell, *, name: str) -> None:
    """Create a campaign; its budget is split over the platforms, and the rule is shown."""
    made = campaigns.create(**_parts(shell), draft=Draft(name, **_fields()), dry_run=shell.dry_run)
    _show_made(shell, made)


@command("edit", parent=campaign)
@_ID
@click.option("--name", default=None)
@click.option("--status", type=_STATUS, default=None)
@click.option("--version", type=int, default=None, help="Refuse if it is another by now.")
@click.option("--split-anew", is_flag=True, help="Do not keep the platforms' shares.")
@_with_fields
def edit(
    shell: Shell,
    *,
    campaign_id: str,
    name: str | None,
    status: str | None,
    version: int | None,
    split_anew: bool,
) -> None:
    """Change what is said of a campaign, and nothing else."""
    changes = {**_fields(), "anew": split_anew}
    changes |= {"name": name} if name else {}
    changes |= {"status": Status(status)} if status else {}
    made = campaigns.edit(
        **_parts(shell),
        campaign_id=campaign_id,
        expected=_version(shell, campaign_id) if version is None else version,
        changes=changes,
    )
    _show_made(shell, made)


@command("adopt", parent=campaign)
@_ID
@click.argument("entities", nargs=-1, required=True, metavar="PLATFORM/ACCOUNT/CAMPAIGN…")
def adopt(shell: Shell, *, campaign_id: str, entities: tuple[str, ...]) -> None:
    """Take platforms' campaigns, as the warehouse knows them, into one of ours."""
    adoptions = []
    for entity in entities:
        platform, _, rest = entity.partition("/")
        account, _, external = rest.partition("/")
        if not (platform and account and external):
            raise click.BadParameter(f"'{entity}' is not PLATFORM/ACCOUNT/CAMPAIGN")
        adoptions.append(Adoption(platform, account, external))
    made = campaigns.adopt(
        **_parts(shell),
        campaign_id=campaign_id,
        expected=_version(shell, campaign_id),
        adoptions=adoptions,
    )
    _show_made(shell, made)


@command("archive", parent=campaign)
@_ID
def archive(shell: Shell, *, campaign_id: str) -> None:
    """Archive a campaign: it leaves the lists and stays known."""
    done = campaigns.archive(
        principal=shell.principal,
        database=shell.services.get(Database),
        clock=_clock(shell),
        campaign_id=campaign_id,
    )
    shell.terminal.record(_row(done, staff=shell.principal.staff))


@command("versions", parent=campaign)
@_ID
@click.option("--limit", type=click.IntRange(1, 1000), default=50, show_default=True)
def versions(shell: Shell, *, campaign_id: str, limit: int) -> None:
    """List who changed what, newest first."""
    found = campaigns.list_versions(
        principal=shell.principal,
        database=shell.services.get(Database),
        campaign_id=campaign_id,
        limit=limit,
    )
    shell.terminal.rows(
        [asdict(each) for each in found],
        columns=["version", "at", "actor", "actor_id", "action", "changed", "snapshot"],
        brief=["version", "at", "actor_id", "action", "changed"],
    )


@command("metrics", parent=campaign)
@_ID
@click.option("--range", "span", default="", help="Days (default: the campaign's own so far).")
@click.option("--limit", type=click.IntRange(1, 1000), default=100, show_default=True)
def metrics(shell: Shell, *, campaign_id: str, span: str, limit: int) -> None:
    """List days as platforms report them and as they were pushed, side by side."""
    rows, provenance = campaigns.metrics(
        **_parts(shell), campaign_id=campaign_id, span=span, limit=limit
    )
    shell.terminal.rows(
        rows,
        columns=["date", "platform", "origin", "source", "currency", "impressions", "clicks",
                 "spend", "conversions", "conversion_value", "pushed_at"],
        provenance=provenance,
    )  # fmt: skip


@command("spent", parent=campaign)
def spent(shell: Shell) -> None:
    """Look up anew what adopted platform campaigns have spent."""
    looked_up = campaigns.refresh_spent(**_parts(shell))
    shell.terminal.record({"platform_campaigns": looked_up})


@command("import", parent=campaign, dry_run=True)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_(shell: Shell, *, file: Path) -> None:
    """
    Create a campaign per row of a CSV: all of them, or none and what is wrong with each row.

    Columns: name, description, objective, budget, currency, start_date, end_date, status, owner,
    notes and platforms (`google_ads:3000.00; meta@act_7:2000.00`).
    """
    done = campaigns.import_file(**_parts(shell), path=file, dry_run=shell.dry_run)
    shell.terminal.record(asdict(done))


def _fields() -> dict[str, Any]:
    """Return the fields of a draft that were said to this command."""
    told = click.get_current_context().params
    said = {name: told[name] for name in _NAMES if told[name] not in {None, ()}}
    if "budget" in said:
        said["budget"] = sheet.amount(said["budget"])
    for option, name in (("start", "start_date"), ("end", "end_date")):
        if option in said:
            said[name] = sheet.day(said.pop(option))
    if "objective" in said:
        said["objective"] = Objective(said["objective"])
    if "platforms" in said:
        said["platforms"] = tuple(sheet.chosen(";".join(said["platforms"])))
    return said


def _version(shell: Shell, campaign_id: str) -> int:
    database = shell.services.get(Database)
    found = campaigns.get(principal=shell.principal, database=database, campaign_id=campaign_id)
    return found.version


def _show_made(shell: Shell, made: Made) -> None:
    shown = _row(made.campaign, staff=shell.principal.staff)
    split = asdict(made.split) if made.split else None
    shell.terminal.record({**shown, "split": split, "missing": list(made.missing)})
    if made.split:
        shell.terminal.note(_said(made.split, made.campaign.currency))
    if made.missing:
        shell.terminal.note(f"it lacks {', '.join(made.missing)}")


def _said(split: Split, currency: str) -> str:
    parts = ", ".join(f"{row.account or row.platform} {row.amount:f}" for row in split.rows)
    return f"split: {parts} {currency} ({split.rule}: {split.why})"


def _row(found: Campaign, *, staff: bool) -> dict[str, object]:
    row = {name: value for name, value in asdict(found).items() if staff or name != "notes"}
    linked = [one.spent for one in found.platforms if one.external_id]
    known = [one for one in linked if one is not None]
    return {**row, "spent": sum(known) if known and len(known) == len(linked) else None}


def _parts(shell: Shell) -> dict[str, Any]:
    return {
        "principal": shell.principal,
        "database": shell.services.get(Database),
        "warehouse": shell.services.get(Warehouse),
        "clock": _clock(shell),
    }


def _clock(shell: Shell) -> Clock:
    return shell.services.get(Clock)  # type: ignore[type-abstract]  # the key
