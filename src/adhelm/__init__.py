"""Adhelm, the control loop for paid media: observe, understand, decide, act, learn."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from adhelm.app.library import Helm

__version__ = "0.1.0"
__all__ = ["__version__", "open"]


def open(home: str | Path | None = None, *, workspace: str | None = None) -> Helm:  # noqa: A001 - `adhelm.open(home)` is the name people expect
    """
    Open a home folder (default: `ADHELM_HOME`, else `./.adhelm`); use it in a `with` block.

    :raises adhelm.core.settings.BadSettings: if a setting is unknown or wrong.
    """
    from adhelm.app.library import open_home

    return open_home(home, workspace=workspace)
