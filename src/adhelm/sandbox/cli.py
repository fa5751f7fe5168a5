"""`adhelm sandbox`: the ad platforms, played on this machine."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from adhelm.core.errors import Invalid
from adhelm.core.terminal import Shell, command


class BadInstant(Invalid):
    """The instant cannot be read."""

    code = "sandbox.bad_instant"


@command("sandbox")
@click.option("--port", type=click.IntRange(0, 65_535), default=8601, show_default=True,
              help="Port on 127.0.0.1; 0 takes a free one.")  # fmt: skip
@click.option("--scenario", default="growth", show_default=True,
              help="calm, growth, incidents, agency, recruiting or scale.")  # fmt: skip
@click.option("--seed", type=int, default=1, show_default=True,
              help="The same seed and the same calls give the same answers.")  # fmt: skip
@click.option("--now", metavar="INSTANT", default=None,
              help="Where its clock stands at first, such as 2026-11-20T09:00:00Z.")  # fmt: skip
def sandbox(shell: Shell, *, port: int, scenario: str, seed: int, now: str | None) -> None:
    """
    Play the ad platforms on this machine, with a market behind them.

    Serves until stopped with Ctrl-C. Accounts and credentials are listed at /_sandbox/scenario.
    """
    from adhelm.sandbox.play import serve

    server = serve(scenario, seed=seed, port=port, now=_instant(now))
    shell.terminal.note(
        f"{scenario}, seed {seed}: {server.url}/_sandbox/scenario; stop with Ctrl-C"
    )
    server.run()


def _instant(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadInstant(f"'{text}' is no instant", hint="2026-11-20T09:00:00Z") from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)
