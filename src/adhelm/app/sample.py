"""The bundled exports of an invented advertiser, brought into a workspace as files are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING

from adhelm.core import jobs
from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.errors import AdhelmError, Conflict, Kind
from adhelm.core.principal import Actor, Principal, Scope
from adhelm.core.services import Services
from adhelm.govern import audit

if TYPE_CHECKING:
    from adhelm.connectors.contract import Hints, Progress
    from adhelm.core.jobs import Run

LOAD = "demo.load"


class HasData(Conflict):
    """The workspace has data of its own, and invented ones must not mix with them."""

    code = "demo.has_data"


class SampleBroken(AdhelmError):
    """A file that comes with Adhelm could not be loaded."""

    kind = Kind.invalid
    code = "demo.sample_broken"


def ask_demo(*, principal: Principal, database: Database, clock: Clock) -> str:
    """
    Ask for the demo's data in a workspace that has none; return the job.

    :raises Forbidden: if the principal may not administer.
    :raises HasData: if something was imported or connected there.
    """
    from adhelm.observe import ingest

    principal.require(Scope.admin)
    principal.require_whole("an import")
    imported = ingest.list_imports(principal=principal, database=database, limit=1)
    if imported or ingest.list_connections(principal=principal, database=database):
        raise HasData(
            f"workspace '{principal.workspace_id}' has data of its own",
            hint="make a workspace for the demo",
        )
    with database.joined() as doing:
        job_id = jobs.enqueue(
            doing, workspace_id=principal.workspace_id, kind=LOAD, payload={}, clock=clock,
            asked_by=f"{principal.actor}:{principal.id}",
        )  # fmt: skip
        audit.record(
            doing, principal=principal, clock=clock, action=LOAD,
            subject=f"workspace:{principal.workspace_id}", after={"job": job_id},
        )  # fmt: skip
    return job_id


def handlers(services: Services) -> Mapping[str, Callable[[Run], None]]:
    """Return what to call for the demo's job."""

    def load(run: Run) -> None:
        scopes = frozenset({Scope.read, Scope.write})
        principal = Principal(Actor.scheduler, "demo", run.job.workspace_id, scopes)
        load_exports(principal=principal, services=services, progress=run.progress)

    return {LOAD: load}


def load_exports(*, principal: Principal, services: Services, progress: Progress) -> None:
    """
    Import the bundled exports with their exchange rates and naming; again changes nothing.

    :raises SampleBroken: if a bundled file could not be loaded.
    """
    with as_file(files("adhelm.app.demo").joinpath("data")) as folder:
        _import(principal, services, folder, progress)
        _load_rates(principal, services, folder / "fx_rates.csv")
        _load_naming(principal, services, folder / "naming.yaml")


def _import(principal: Principal, services: Services, folder: Path, progress: Progress) -> None:
    from adhelm.connectors.contract import FileReader
    from adhelm.observe.ingest import import_paths
    from adhelm.observe.warehouse import Warehouse

    listed = list(_files(folder))
    for number, (path, hints) in enumerate(listed):
        progress(number, len(listed), path.name)
        imported = import_paths(
            principal=principal,
            database=services.get(Database),
            warehouse=services.get(Warehouse),
            reader=services.get(FileReader),  # type: ignore[type-abstract]  # the key
            clock=services.get(Clock),  # type: ignore[type-abstract]  # the key
            paths=[str(path)],
            hints=hints,
        )
        for one in imported:
            if one.state not in {"loaded", "unchanged"}:
                why = one.error or [question.text for question in one.questions]
                raise SampleBroken(f"{one.file}: {one.state}: {why}")
    progress(len(listed), len(listed), "files")


def _files(folder: Path) -> Iterator[tuple[Path, Hints]]:
    """Yield each bundled export with what a person would say of it."""
    import yaml

    from adhelm.connectors.contract import Hints

    for entry in yaml.safe_load((folder / "files.yaml").read_text(encoding="utf-8")):
        path = folder / entry.pop("file")
        yield path, Hints(**entry)


def _load_rates(principal: Principal, services: Services, path: Path) -> None:
    from adhelm.observe.warehouse import Warehouse, load_rates

    load_rates(services.get(Warehouse), principal=principal, batch_id="demo-rates", path=path)


def _load_naming(principal: Principal, services: Services, path: Path) -> None:
    from adhelm.observe import conventions

    conventions.load(
        principal=principal,
        database=services.get(Database),
        clock=services.get(Clock),  # type: ignore[type-abstract]  # the key
        paths=[path],
    )
