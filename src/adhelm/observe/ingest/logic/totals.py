"""What a file's own totals rows say of its rows, as quality checks."""

from __future__ import annotations

from decimal import Decimal

from adhelm.connectors.contract import StagedFile, TotalCheck
from adhelm.observe.warehouse.types import CheckResult

CHECK = "file_totals"
_EXPLAINED = {"ok", "rounding", "remainder", "not_additive"}


def verdicts(staged: StagedFile) -> tuple[CheckResult, ...]:
    """Return one check per totals row and field; a mismatch warns, the rows are loaded."""
    return tuple(_verdict(staged, total) for total in staged.totals)


def _verdict(staged: StagedFile, total: TotalCheck) -> CheckResult:
    passed = total.verdict in _EXPLAINED
    return CheckResult(
        check=CHECK,
        severity="info" if passed else "warn",
        passed=passed,
        found=0 if passed else 1,
        message=(
            f"{total.label}: {total.field} {_plain(total.stated)} stated, "
            f"{_plain(total.summed)} in {total.rows} rows ({total.verdict})"
        ),
        scope=f"{staged.report.file} {staged.report.platform} {staged.report.account_id}".strip(),
    )


def _plain(amount: Decimal) -> str:
    return f"{amount.normalize():f}"
