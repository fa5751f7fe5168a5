"""The loop on bundled exports of an invented advertiser: six platforms, five languages.

The files are written by `tools/make_demo_data.py`; `data/truth.json` says what was planted.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from adhelm.app.demo.showing import Shown, show
from adhelm.app.sample import load_exports
from adhelm.core.jobs import Arrivals

if TYPE_CHECKING:
    from adhelm.core.terminal import Shell

TITLE = "Fjordlight Coffee"
CURRENCY = "EUR"


def run(shell: Shell, *, home: Path, out: Path) -> Shown:
    """
    Import the bundled exports, then print figures, incidents and suggestions and write a report.

    `home` is where the demo's data live; a second run finds everything there already.

    :raises SampleBroken: if a bundled file could not be loaded.
    """
    shell.terminal.note(f"{TITLE}: an invented advertiser, six platforms, 90 days; data in {home}")
    with shell.terminal.progress("importing") as progress:
        load_exports(principal=shell.principal, services=shell.services, progress=progress)
    shell.services.get(Arrivals).note(shell.principal.workspace_id)
    return show(shell, out=out, title=TITLE, currency=CURRENCY)
