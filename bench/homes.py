"""A home with many million rows, built once through the product's own import, then kept."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

from bench import facts
from bench.measure import Contender, Figures, compete, note
from bench.stopwatch import Stopwatch

ACCOUNTS = 20


def size_of(rows: int) -> facts.Size:
    """Return the shape of about `rows` rows: a year of twenty accounts."""
    return facts.Size.of(rows, accounts=ACCOUNTS if rows >= 100_000 else 4)


def path_of(rows: int, data: Path) -> Path:
    """Return where the home of that many rows is, or will be."""
    return data / f"home-{size_of(rows).rows}"


def build(rows: int, data: Path) -> Figures | None:
    """Import all accounts into a new home, one file each; None if it is there already."""
    home = path_of(rows, data)
    if (home / "done").exists():
        return None
    shutil.rmtree(home, ignore_errors=True)
    size = size_of(rows)
    files = []
    for account in range(size.accounts):
        path = data / f"account-{size.rows}" / f"{facts.account_id(account)}.csv"
        if not path.exists():
            note(f"writing {path.name} ({account + 1} of {size.accounts})")
            facts.write_csv(facts.rows_sql(size, [account]), path)
        files.append(str(path))
    arguments = {"home": home, "files": files}
    found = compete([Contender("adhelm", "bench.homes:fill", arguments)], repeats=1)["adhelm"]
    if found.failed:
        raise SystemExit(found.failed)
    (home / "done").touch()
    shutil.rmtree(data / f"account-{size.rows}")
    return found


def copy(home: Path, target: Path) -> None:
    """Copy a home: data files are never changed, so links will do; the database is copied."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(home, target, copy_function=_link)


def _link(source: str, target: str) -> None:
    if ".db" in Path(source).name or source.endswith((".key", ".lock")):
        shutil.copy2(source, target)
    else:
        os.link(source, target)


# What follows runs in a process of its own.


def fill(home: str, files: list[str]) -> dict[str, Any]:
    """Import the files one after the other, as a person would."""
    import adhelm

    watches: list[Stopwatch] = []
    added = 0
    with adhelm.open(home) as helm:
        for path in files:
            with Stopwatch() as watch:
                (imported,) = helm.import_files([path])
            watches.append(watch)
            if imported.published is None:
                raise SystemExit(
                    f"not loaded: {imported.state} {imported.error or imported.questions}"
                )
            added += imported.published.added
            note(f"    {Path(path).name}: {watch.seconds:.1f} s")
    return {
        "seconds": sum(watch.seconds for watch in watches),
        "cpu_s": sum(watch.cpu_s for watch in watches),
        "added": added,
        "first_file_s": round(watches[0].seconds, 3),
        "last_file_s": round(watches[-1].seconds, 3),
    }
