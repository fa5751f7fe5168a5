"""Our own campaigns above the platforms': drafts, versions, budgets split over platforms.

Nothing here writes to a platform: `act.publishing` does, from what is planned here.
"""

from adhelm.act.campaigns.service.adopting import adopt, refresh_spent
from adhelm.act.campaigns.service.advising import optimize
from adhelm.act.campaigns.service.changing import archive, edit
from adhelm.act.campaigns.service.checking import check
from adhelm.act.campaigns.service.creating import create
from adhelm.act.campaigns.service.figures import least_budget
from adhelm.act.campaigns.service.importing import import_file
from adhelm.act.campaigns.service.measuring import analytics, metrics, push
from adhelm.act.campaigns.service.publishing import link
from adhelm.act.campaigns.service.reading import get, list_campaigns, list_versions

__all__ = [
    "adopt",
    "analytics",
    "archive",
    "check",
    "create",
    "edit",
    "get",
    "import_file",
    "least_budget",
    "link",
    "list_campaigns",
    "list_versions",
    "metrics",
    "optimize",
    "push",
    "refresh_spent",
]
