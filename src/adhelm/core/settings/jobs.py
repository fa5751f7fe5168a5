"""The settings of jobs: who runs them, and how long they are kept."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from adhelm.core.settings.sections import Section


class JobSettings(Section):
    """Who runs the jobs, and how long they are kept."""

    engine: Literal["embedded", "celery"] = Field(
        default="embedded",
        description="who runs jobs beside `adhelm up`: its own threads, or Celery (needs Redis)",
    )
    keep_days: int = Field(
        default=30, ge=1, description="days for which jobs that ended are kept, with their logs"
    )
