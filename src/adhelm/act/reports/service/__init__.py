"""What reports are made of: asked of the metrics, of the findings and of the syncs."""

from adhelm.act.reports.service.asking import Desk
from adhelm.act.reports.service.building import MEASURES, NothingToReport, build, write
from adhelm.act.reports.service.campaigns import campaign_report
from adhelm.act.reports.service.dashboard import attention, dashboard, stands_on, summary
from adhelm.act.reports.service.exporting import Exported, export
from adhelm.act.reports.service.performance import performance

__all__ = [
    "MEASURES",
    "Desk",
    "Exported",
    "NothingToReport",
    "attention",
    "build",
    "campaign_report",
    "dashboard",
    "export",
    "performance",
    "stands_on",
    "summary",
    "write",
]
