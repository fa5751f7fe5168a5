"""`adhelm demo`: the whole loop on bundled data."""

from __future__ import annotations

from pathlib import Path

import click

from adhelm.app import demo as bundled
from adhelm.core.terminal import Shell, command


@command("demo")
@click.option("--home", type=click.Path(path_type=Path), default=Path("adhelm-demo"),
              show_default=True, help="Folder of the demo's data.")  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path), default=None,
              help="The report to write (default: report.html in that folder).")  # fmt: skip
def demo(shell: Shell, *, home: Path, out: Path | None) -> None:
    """
    Show the whole loop on bundled data.

    Imports six platforms' exports in five languages, then prints one table, the incidents and
    three suggestions with reasons, and writes a report to open.
    """
    bundled.run(shell, home=home, out=out or home / "report.html")
