"""`adhelm report view` and `brand`: questions that are kept, and how reports look."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from adhelm.act.reports.cli.shared import parts, report, words
from adhelm.act.reports.service import views
from adhelm.act.reports.types import Asked, Brand, Sort, View
from adhelm.core.terminal import Shell, command, group

view = group("view", help="Questions that are kept, to make reports of.")
report.add_command(view)
_COLUMNS = ("id", "name", "metrics", "by", "where", "range", "compare", "currency")


@command("save", parent=view)
@click.argument("name")
@click.option("--metrics", required=True, metavar="A,B", help="Metrics, such as spend,roas.")
@click.option("--by", default="platform", metavar="A,B", show_default=True, help="Dimensions.")
@click.option("--where", default="", help="A filter, as `adhelm query` takes it.")
@click.option("--range", "span", default="28d", show_default=True, help="Days.")
@click.option("--compare", default="", help="previous, year or days.")
@click.option("--currency", default=None, help="Convert all money to this currency.")
def save(
    shell: Shell, *, name: str, metrics: str, by: str, where: str, span: str, compare: str,
    currency: str | None,
) -> None:  # fmt: skip
    """Keep a question under a name."""
    asked = Asked(
        sort=Sort.view, range=span, compare=compare, currency=currency, metrics=words(metrics),
        by=words(by), where=where,
    )  # fmt: skip
    shell.terminal.record(_row(views.save_view(**parts(shell), name=name, asked=asked)))


@command("ls", parent=view)
def list_(shell: Shell) -> None:
    """List the saved views by name."""
    found = views.list_views(**parts(shell), limit=1000)
    shell.terminal.rows([_row(one) for one in found], columns=_COLUMNS)


@command("rm", parent=view)
@click.argument("view_id", metavar="ID")
def remove(shell: Shell, *, view_id: str) -> None:
    """Forget a view; reports that were made of it stay."""
    views.remove_view(**parts(shell), view_id=view_id)
    shell.terminal.record({"id": view_id, "removed": True})


@command("brand", parent=report)
@click.option("--name", default=None, help="On the cover and above each page.")
@click.option("--colour", default=None, help="Of the cover and headings: #0b4a5a.")
@click.option("--accent", default=None, help="Of lines and bars.")
@click.option("--logo", type=click.Path(exists=True, dir_okay=False, path_type=Path), default=None,
              help="A PNG or JPEG; an empty file takes it away.")  # fmt: skip
def brand(
    shell: Shell, *, name: str | None, colour: str | None, accent: str | None, logo: Path | None
) -> None:
    """Show how the workspace's reports look, or say it."""
    found, version = views.brand_of(**parts(shell))
    if any(each is not None for each in (name, colour, accent, logo)):
        wanted = Brand(
            found.name if name is None else name,
            found.colour if colour is None else colour.lower(),
            found.accent if accent is None else accent.lower(),
            found.logo if logo is None else logo.read_bytes(),
        )
        found, version = views.set_brand(**parts(shell), brand=wanted, expected=version)
    shell.terminal.record(
        {
            "name": found.name, "colour": found.colour, "accent": found.accent,
            "logo_bytes": len(found.logo), "version": version,
        }
    )  # fmt: skip


def _row(one: View) -> dict[str, Any]:
    asked = one.asked
    return {
        "id": one.id, "name": one.name, "metrics": list(asked.metrics), "by": list(asked.by),
        "where": asked.where, "range": asked.range, "compare": asked.compare,
        "currency": asked.currency, "version": one.version,
    }  # fmt: skip
