"""`adhelm demo`: the whole loop, on platforms played here or on bundled files."""

from __future__ import annotations

from pathlib import Path

import click

from adhelm.core.terminal import Shell, command


@command("demo")
@click.option("--home", type=click.Path(path_type=Path), default=Path("adhelm-demo"),
              show_default=True, help="Folder of the demo's data.")  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path), default=None,
              help="The report to write (default: report.html in that folder).")  # fmt: skip
@click.option("--files", is_flag=True, help="Import bundled exports of six platforms instead.")
@click.option("--days", type=click.IntRange(35, 365), default=90, show_default=True,
              help="How many days to let pass.")  # fmt: skip
def demo(shell: Shell, *, home: Path, out: Path | None, files: bool, days: int) -> None:
    """
    Show the whole loop on five platforms that are played on this machine.

    Starts them, connects them, lets ninety days pass as each morning knew them, then prints one
    table, the incidents and three suggestions with reasons, and writes a report to open.
    """
    from adhelm.app.demo import exports, live

    report = out or home / "report.html"
    if files:
        exports.run(shell, home=home, out=report)
    else:
        live.run(shell, home=home, out=report, days=days)
