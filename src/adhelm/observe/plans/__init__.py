"""What the team planned and knows: targets, budgets, notes and calendars.

Budgets and targets are versions: nothing is overwritten, and `at` asks what was planned at an
instant. A budget that is proposed holds once somebody else approves it. `holding` finds the plan
of the most specific reach that covers a campaign; `budget_months` adds up what months hand on to
the next. `events_in` gives charts and baselines the days that are unlike others.
"""

from adhelm.observe.plans.logic.calendars import HolidaysMissing
from adhelm.observe.plans.logic.carrying import Month, first_of, months
from adhelm.observe.plans.logic.reaching import covers, holding, reach
from adhelm.observe.plans.service.budgets import (
    amount_in,
    budget_history,
    budget_months,
    budgets_at,
    get_budget,
    list_budgets,
)
from adhelm.observe.plans.service.calendar import (
    add_day,
    change_day,
    events_in,
    get_day,
    import_calendar,
    import_holidays,
    list_calendar,
    remove_day,
)
from adhelm.observe.plans.service.importing import (
    export_budgets,
    export_targets,
    import_budgets,
    import_targets,
)
from adhelm.observe.plans.service.notes import (
    add_note,
    change_note,
    get_note,
    list_notes,
    remove_note,
)
from adhelm.observe.plans.service.proposing import (
    change_budget,
    create_budget,
    decide_budget,
    remove_budget,
    version_of,
)
from adhelm.observe.plans.service.targets import (
    change_target,
    create_target,
    get_target,
    list_targets,
    remove_target,
    target_history,
)

__all__ = [
    "HolidaysMissing",
    "Month",
    "add_day",
    "add_note",
    "amount_in",
    "budget_history",
    "budget_months",
    "budgets_at",
    "change_budget",
    "change_day",
    "change_note",
    "change_target",
    "covers",
    "create_budget",
    "create_target",
    "decide_budget",
    "events_in",
    "export_budgets",
    "export_targets",
    "first_of",
    "get_budget",
    "get_day",
    "get_note",
    "get_target",
    "holding",
    "import_budgets",
    "import_calendar",
    "import_holidays",
    "import_targets",
    "list_budgets",
    "list_calendar",
    "list_notes",
    "list_targets",
    "months",
    "reach",
    "remove_budget",
    "remove_day",
    "remove_note",
    "remove_target",
    "target_history",
    "version_of",
]
