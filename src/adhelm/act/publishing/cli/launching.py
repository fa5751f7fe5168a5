"""`adhelm campaign lint|publish|launched|enable|remove`: campaigns onto their platforms."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path

import click

from adhelm.act import campaigns, publishing
from adhelm.act.publishing.cli.planning import FILE, told
from adhelm.act.publishing.cli.shared import desk, known
from adhelm.act.publishing.logic import launches
from adhelm.act.publishing.types import BadBrief, Brief
from adhelm.core.terminal import Outcome, Shell, command, group

launching = group("campaign", help="Our own campaigns onto their platforms.")
_ID = click.argument("campaign_id", metavar="ID")
_PARTS = click.option(
    "--brief", "path", required=True, metavar="BRIEF.JSON",
    type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path),
    help="What the ads say, part by part; '-': standard input.",
)  # fmt: skip


@command("lint", parent=launching)
@_ID
@_PARTS
@click.option("--fail-on", type=click.Choice(["lacking"]), help="End with code 6 if a part lacks.")
def lint(shell: Shell, *, campaign_id: str, path: Path, fail_on: str | None) -> None:
    """
    Check what each part of a campaign lacks to be published.

    The brief is JSON: {"parts": [{"part": "meta", "final_url": "https://…", "headlines": […],
    "descriptions": […], "settings": {"ad": {…}}}]}.
    """
    found = publishing.lint(
        principal=shell.principal, desk=desk(shell), campaign_id=campaign_id,
        brief=_brief(shell, campaign_id, path),
    )  # fmt: skip
    shell.terminal.rows([asdict(one) for one in found], brief=["platform", "account", "why"])
    lacking = [one for one in found if one.why]
    if not lacking:
        shell.terminal.note(f"nothing is lacking: adhelm campaign publish {campaign_id} --brief …")
    elif fail_on:
        shell.finish(Outcome.findings)


@command("publish", parent=launching)
@_ID
@_PARTS
@FILE
def publish(shell: Shell, *, campaign_id: str, path: Path, file: Path | None) -> None:
    """Plan to make a campaign on its platforms, paused; again resumes what failed."""
    made = publishing.publish(
        principal=shell.principal, desk=desk(shell), campaign_id=campaign_id,
        brief=_brief(shell, campaign_id, path),
    )  # fmt: skip
    told(shell, made, file)


@command("launched", parent=launching)
@_ID
def launched(shell: Shell, *, campaign_id: str) -> None:
    """List how far each part of a campaign is on its platform, and what stopped it."""
    found = publishing.launched(
        principal=shell.principal, desk=desk(shell), campaign_id=campaign_id
    )
    brief = ["platform", "account", "state", "missing", "why"]
    shell.terminal.rows([asdict(one) for one in found], brief=brief)


@command("enable", parent=launching)
@_ID
@FILE
def enable(shell: Shell, *, campaign_id: str, file: Path | None) -> None:
    """Plan to enable all that was made of a campaign."""
    made = publishing.enable(principal=shell.principal, desk=desk(shell), campaign_id=campaign_id)
    told(shell, made, file)


@command("remove", parent=launching)
@_ID
@click.option("--part", "parts", multiple=True, metavar="ID", help="Only this; may be repeated.")
@FILE
def remove(shell: Shell, *, campaign_id: str, parts: tuple[str, ...], file: Path | None) -> None:
    """Plan to remove what was made of a campaign from its platforms, for good."""
    made = publishing.remove(
        principal=shell.principal, desk=desk(shell), campaign_id=campaign_id, part_ids=parts
    )
    told(shell, made, file)


def _brief(shell: Shell, campaign_id: str, path: Path) -> list[Brief]:
    campaign = campaigns.get(**known(shell), campaign_id=campaign_id)
    try:
        text = sys.stdin.read() if str(path) == "-" else path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadBrief(f"{path.name} cannot be read", hint="a brief is JSON") from error
    return launches.opened(text, campaign)
