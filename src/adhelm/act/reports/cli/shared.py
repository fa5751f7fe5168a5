"""What the commands of reports share: the group, and the words that say which report."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from adhelm.act.reports.service.press import Press
from adhelm.act.reports.types import Asked, Sent, Sort
from adhelm.core.terminal import Shell, group
from adhelm.observe import warehouse as warehouses
from adhelm.observe.warehouse import Warehouse

report = group("report", help="Reports to open and to send, by hand and by schedule.")
FORMS = ("html", "pdf", "xlsx", "csv", "json", "png", "adcp")
SENT = ("id", "made_at", "title", "period", "data_version", "forms", "to")
_SORTS = [each.value for each in Sort]


def saying(body: Callable[..., Any]) -> Callable[..., Any]:
    """Add the argument and options that say which report is wanted."""
    for add in reversed(
        (
            click.argument("sort", type=click.Choice(_SORTS), default="summary"),
            click.option("--range", "span", default="", help="Days: 28d, 'last month', A..B."),
            click.option(
                "--compare", default="previous", show_default=True,
                help="previous, year, days, or '' for none.",
            ),
            click.option("--currency", default=None, help="Convert all money to this currency."),
            click.option("--title", default="", help="Its title."),
            click.option("--campaign", default="", metavar="ID", help="Of a campaign's report."),
            click.option("--view", default="", metavar="ID", help="Of a saved view's report."),
            click.option("--metrics", default="", metavar="A,B", help="Instead of the usual ones."),
            click.option("--by", default="", metavar="A,B", help="Dimensions of performance."),
            click.option("--where", default="", help="A filter, as `adhelm query` takes it."),
            click.option("--for-client", is_flag=True, help="Without advice and internal notes."),
        )
    ):  # fmt: skip
        body = add(body)
    return body


def asked_of(shell: Shell) -> Asked:
    """Return which report the options of the running command say."""
    values = click.get_current_context().params
    view = values["view"]
    return Asked(
        sort=Sort.view if view else Sort(values["sort"]),
        title=values["title"],
        range=values["span"],
        compare=values["compare"],
        currency=values["currency"].upper() if values["currency"] else None,
        campaign=values["campaign"],
        view=view,
        metrics=words(values["metrics"]),
        by=words(values["by"]),
        where=values["where"],
        as_of=version(shell),
        for_client=values["for_client"],
    )


def version(shell: Shell) -> int | None:
    """Return the data version that `--as-of` means; None where it is not said."""
    if shell.as_of is None or isinstance(shell.as_of, int):
        return shell.as_of
    pinned = warehouses.snapshot(
        shell.services.get(Warehouse), principal=shell.principal, as_of=shell.as_of
    )
    return pinned.version.version


def parts(shell: Shell) -> dict[str, Any]:
    """Return who asks, and what reports are made with."""
    return {"principal": shell.principal, "press": shell.services.get(Press)}


def words(text: str) -> tuple[str, ...]:
    """Return the names of a list with commas."""
    return tuple(each.strip() for each in text.split(",") if each.strip())


def sent_row(one: Sent) -> dict[str, Any]:
    """Return a report that was made, as a row."""
    return {
        "id": one.id,
        "made_at": one.made_at,
        "title": one.title,
        "period": one.period,
        "data_version": one.data_version,
        "forms": [each.form.value for each in one.files],
        "to": [each.to for each in one.sendings],
        "refused": [f"{each.to}: {each.refused}" for each in one.sendings if each.refused],
        "schedule_id": one.schedule_id,
        "files": [
            {"form": each.form.value, "name": each.name, "bytes": each.bytes,
             "sha256": each.digest}
            for each in one.files
        ],
    }  # fmt: skip
