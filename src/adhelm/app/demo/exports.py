"""The loop on bundled exports of an invented advertiser: six platforms, five languages.

The files are written by `tools/make_demo_data.py`; `data/truth.json` says what was planted.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING

from adhelm.app.demo.showing import DemoBroken, Shown, show

if TYPE_CHECKING:
    from adhelm.connectors.contract import Hints, Progress
    from adhelm.core.terminal import Shell

TITLE = "Fjordlight Coffee"
CURRENCY = "EUR"


def run(shell: Shell, *, home: Path, out: Path) -> Shown:
    """
    Import the bundled exports, then print figures, incidents and suggestions and write a report.

    `home` is where the demo's data live; a second run finds everything there already.

    :raises DemoBroken: if a bundled file could not be loaded.
    """
    shell.terminal.note(f"{TITLE}: an invented advertiser, six platforms, 90 days; data in {home}")
    with as_file(files("adhelm.app.demo").joinpath("data")) as folder:
        with shell.terminal.progress("importing") as progress:
            _import(shell, folder, progress)
        _load_rates(shell, folder / "fx_rates.csv")
        _load_naming(shell, folder / "naming.yaml")
    return show(shell, out=out, title=TITLE, currency=CURRENCY)


def _import(shell: Shell, folder: Path, progress: Progress) -> None:
    from adhelm.connectors.contract import FileReader
    from adhelm.core.clock import Clock
    from adhelm.core.db import Database
    from adhelm.observe.ingest import import_paths
    from adhelm.observe.warehouse import Warehouse

    listed = list(_files(folder))
    for number, (path, hints) in enumerate(listed):
        progress(number, len(listed), path.name)
        imported = import_paths(
            principal=shell.principal,
            database=shell.services.get(Database),
            warehouse=shell.services.get(Warehouse),
            reader=shell.services.get(FileReader),  # type: ignore[type-abstract]  # the key
            clock=shell.services.get(Clock),  # type: ignore[type-abstract]  # the key
            paths=[str(path)],
            hints=hints,
        )
        for one in imported:
            if one.state not in {"loaded", "unchanged"}:
                why = one.error or [question.text for question in one.questions]
                raise DemoBroken(f"{one.file}: {one.state}: {why}")
    progress(len(listed), len(listed), "files")


def _files(folder: Path) -> Iterator[tuple[Path, Hints]]:
    """Yield each bundled export with what a person would say of it."""
    import yaml

    from adhelm.connectors.contract import Hints

    for entry in yaml.safe_load((folder / "files.yaml").read_text(encoding="utf-8")):
        path = folder / entry.pop("file")
        yield path, Hints(**entry)


def _load_rates(shell: Shell, path: Path) -> None:
    from adhelm.observe.warehouse import Warehouse, load_rates

    load_rates(
        shell.services.get(Warehouse), principal=shell.principal, batch_id="demo-rates", path=path
    )


def _load_naming(shell: Shell, path: Path) -> None:
    from adhelm.core.clock import Clock
    from adhelm.core.db import Database
    from adhelm.observe import conventions

    conventions.load(
        principal=shell.principal,
        database=shell.services.get(Database),
        clock=shell.services.get(Clock),  # type: ignore[type-abstract]  # the key
        paths=[path],
    )
