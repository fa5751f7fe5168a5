"""`adhelm doctor`: what this machine has, what is missing and how to get it, and every setting."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.errors import AdhelmError, Kind
from adhelm.core.principal import Principal
from adhelm.core.services import Services
from adhelm.core.settings import Settings, explain
from adhelm.core.terminal import Shell, command

_LEAST_PYTHON = (3, 11)
_LITTLE_DISK = 2 * 1024**3
_EXTRAS = {
    "postgres": "psycopg",
    "spark": "pyspark",
    "s3": "s3fs",
    "gcs": "gcsfs",
    "sftp": "paramiko",
    "polars": "polars",
    "pandas": "pandas",
}


class Verdict(StrEnum):
    """How a check ended."""

    ok = "ok"
    missing = "missing"
    """Optional, and not there."""
    warning = "warning"
    failed = "failed"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    check: str
    verdict: Verdict
    found: str
    hint: str = ""


class MachineUnfit(AdhelmError):
    """Something that Adhelm cannot do without is missing."""

    kind = Kind.internal
    code = "doctor.failed"


@command("doctor")
def doctor(shell: Shell) -> None:
    """Check Python, disk, home, database, warehouse, extras and clock; explain every setting."""
    checks = examine(shell.services, shell.principal)
    settings = explain(shell.services.get(Settings))
    fields = ["check", "verdict", "found", "hint"]
    shell.terminal.rows([asdict(check) for check in checks], columns=fields, title="Checks")
    shell.terminal.rows(
        [{"setting": s.name, "value": s.value, "from": s.origin, "what": s.what} for s in settings],
        title="Settings",
    )
    failed = [check for check in checks if check.verdict is Verdict.failed]
    if failed:
        names = ", ".join(check.check for check in failed)
        raise MachineUnfit(f"failed: {names}", hint=failed[0].hint)


def examine(services: Services, principal: Principal) -> list[Check]:
    """Run every check; one that breaks is a failed check, not the end of the examination."""
    settings = services.get(Settings)
    looks: list[tuple[str, Callable[[], Check]]] = [
        ("python", _python),
        ("home", lambda: _home(settings.home)),
        ("disk", lambda: _disk(settings.home)),
        ("database", lambda: _database(services)),
        ("warehouse", lambda: _warehouse(services, principal)),
        ("clock", lambda: _clock(services)),
        ("java", _java),
    ]
    return [_guarded(name, look) for name, look in looks] + [
        _extra(name, module) for name, module in _EXTRAS.items()
    ]


def _guarded(name: str, look: Callable[[], Check]) -> Check:
    try:
        return look()
    except AdhelmError as error:
        return Check(name, Verdict.failed, error.message, error.hint)
    except OSError as error:
        return Check(name, Verdict.failed, str(error), "check the path and its permissions")


def _python() -> Check:
    found = f"{platform.python_version()} ({sys.executable})"
    if sys.version_info < _LEAST_PYTHON:
        return Check("python", Verdict.failed, found, "install Python 3.11 or later")
    return Check("python", Verdict.ok, found)


def _home(home: Path) -> Check:
    place = _nearest(home)
    if not os.access(place, os.W_OK):
        return Check(
            "home", Verdict.failed, f"{place} is not writable", "set ADHELM_HOME, or use --home"
        )
    found = str(home) if home.exists() else f"{home} (made on first use)"
    return Check("home", Verdict.ok, found)


def _disk(home: Path) -> Check:
    free = shutil.disk_usage(_nearest(home)).free
    found = f"{free / 1024**3:.1f} GiB free"
    if free < _LITTLE_DISK:
        return Check("disk", Verdict.warning, found, "imports of large files need more room")
    return Check("disk", Verdict.ok, found)


def _database(services: Services) -> Check:
    settings = services.get(Settings)
    if (
        settings.database.url.startswith(f"sqlite:///{settings.home}")
        and not settings.home.exists()
    ):
        return Check("database", Verdict.ok, "sqlite, made on first use")
    database = services.get(Database)
    return Check("database", Verdict.ok, f"{database.dialect}, tables up to date")


def _warehouse(services: Services, principal: Principal) -> Check:
    from adhelm.observe.warehouse import Warehouse, versions

    settings = services.get(Settings)
    engine = f"Delta Lake {version('deltalake')}, DuckDB {version('duckdb')}"
    place = settings.warehouse.location
    if _is_new(settings):
        return Check("warehouse", Verdict.ok, f"{engine}; {place}, made on first use")
    latest = versions(services.get(Warehouse), principal=principal, limit=1)
    state = f"data version {latest[0].version}" if latest else "empty"
    return Check("warehouse", Verdict.ok, f"{engine}; {place}, {state}")


def _is_new(settings: Settings) -> bool:
    at_home = settings.database.url.startswith(f"sqlite:///{settings.home}")
    return at_home and not settings.home.exists()


def _clock(services: Services) -> Check:
    now = services.get(Clock).now()  # type: ignore[type-abstract]  # the key of the clock
    return Check("clock", Verdict.ok, now.isoformat(timespec="seconds"))


def _java() -> Check:
    hint = "only for Spark: install Java 17, such as openjdk-17-jre-headless on Debian"
    java = shutil.which("java")
    if java is None:
        return Check("java", Verdict.missing, "not found", hint)
    try:
        said = subprocess.run([java, "-version"], capture_output=True, text=True, timeout=20)  # noqa: S603, PLW1510
    except subprocess.TimeoutExpired:
        return Check("java", Verdict.warning, f"{java} does not answer", hint)
    return Check("java", Verdict.ok, (said.stderr or said.stdout).splitlines()[0])


def _extra(name: str, module: str) -> Check:
    hint = f"pip install 'adhelm[{name}]'"
    if find_spec(module) is None:
        return Check(f"extra {name}", Verdict.missing, "not installed", hint)
    try:
        found = version(module)
    except PackageNotFoundError:
        found = "installed"
    return Check(f"extra {name}", Verdict.ok, found)


def _nearest(path: Path) -> Path:
    """Return the folder itself, or the nearest one above it that exists."""
    return next(place for place in (path, *path.absolute().parents) if place.exists())
