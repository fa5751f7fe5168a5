"""Adhelm from Python: `adhelm.open(home)` gives what the command line gives, as objects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from adhelm.app.trying import TryingRules
from adhelm.app.wiring import import_limits, open_services
from adhelm.connectors.contract import FileReader, Hints, Platforms, Progress, silent
from adhelm.core.ads import Level, Period
from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.jobs import Arrivals
from adhelm.core.principal import Principal
from adhelm.core.secrets import Keyring
from adhelm.core.services import Services
from adhelm.core.settings import Settings
from adhelm.decide import prediction
from adhelm.decide.prediction.types import LEVELS, Score, Trained
from adhelm.observe import conventions, ingest
from adhelm.observe.ingest.types import Imported, ImportState, Reconciled, SyncReport
from adhelm.observe.warehouse import Warehouse
from adhelm.observe.warehouse.types import Replace
from adhelm.understand import analysis
from adhelm.understand import attribution as journeys
from adhelm.understand import forecasting as foreseeing
from adhelm.understand import maturity as growing
from adhelm.understand import metrics as catalogue
from adhelm.understand import pacing as landings
from adhelm.understand.analysis.types import Findings, Severity
from adhelm.understand.attribution.types import Attribution, Kept
from adhelm.understand.forecasting.types import Engine, Outcome
from adhelm.understand.maturity.types import METRICS, Asked, Maturity
from adhelm.understand.metrics.types import Answer, Question
from adhelm.understand.pacing.types import Pacing


class Helm(TryingRules):
    """
    One home folder, opened; use it in a `with` block, or `close` it.

    Not for several threads at once: open one per thread.
    """

    def __init__(self, services: Services, principal: Principal) -> None:
        self._services = services
        self._principal = principal

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def query(
        self,
        *,
        metrics: Sequence[str],
        by: Sequence[str] = (),
        where: str = "",
        range: str | Period | None = None,  # noqa: A002 - the word of the command line
        compare: str = "",
        currency: str | None = None,
        sort: Sequence[str] = (),
        limit: int | None = None,
        as_of: date | datetime | int | None = None,
        conversions: str = "default",
        grain: str = "day",
    ) -> Answer:
        """
        Ask for metrics by dimensions, as `adhelm query` does.

        `range` is a range of the platforms' local days (`28d`, `2023-01-01..2023-02-28`), a
        `Period`, or None for all there is. Amounts are in `currency` (ISO 4217), or as booked.

        :raises adhelm.core.errors.Invalid: if a name, a filter or a range means nothing, or
            amounts of several currencies would be added up.
        """
        clock = self._services.get(Clock)  # type: ignore[type-abstract]  # the key of the clock
        period = catalogue.period(range, clock=clock) if isinstance(range, str) else range
        question = Question(
            metrics=tuple(metrics),
            by=tuple(by),
            where=where,
            period=period,
            compare=compare,
            currency=currency,
            sort=tuple(sort),
            limit=limit,
            as_of=as_of,
            conversions=conversions,
            grain=grain,
        )
        return catalogue.ask(
            principal=self._principal,
            warehouse=self._services.get(Warehouse),
            question=question,
            clock=clock,
            conventions=conventions.documents(
                principal=self._principal, database=self._services.get(Database)
            ),
        )

    def anomalies(
        self,
        *,
        range: str | Period | None = None,  # noqa: A002 - the word of the command line
        platform: str = "",
        severity: str = "low",
        as_of: date | datetime | int | None = None,
    ) -> Findings:
        """
        Search for incidents, as `adhelm anomaly ls` does: most money at stake first.

        `range` is a range of the platforms' local days, a `Period`, or None for the last 28 days
        with data. Money is in each account's own currency.

        :raises adhelm.core.errors.Invalid: if the range means nothing.
        """
        clock = self._services.get(Clock)  # type: ignore[type-abstract]  # the key of the clock
        return analysis.incidents(
            principal=self._principal,
            warehouse=self._services.get(Warehouse),
            database=self._services.get(Database),
            clock=clock,
            period=analysis.read_range(range, clock=clock) if isinstance(range, str) else range,
            platform=platform,
            severity=Severity(severity),
            as_of=as_of,
        )

    def import_files(
        self,
        paths: Sequence[str | Path],
        *,
        platform: str | None = None,
        account: str | None = None,
        currency: str | None = None,
        timezone: str | None = None,
        locale: str | None = None,
        level: Level | str | None = None,
        columns: Mapping[str, str] | None = None,
        replace_window: bool = False,
        dry_run: bool = False,
        progress: Progress = silent,
    ) -> list[Imported]:
        """
        Import files, folders or archives, as `adhelm source import` does.

        `timezone` is an IANA name, `currency` ISO 4217, `columns` maps a canonical name to the
        file's header. A file that is not loaded says why in its `error` or its `questions`.
        """
        hints = Hints(
            platform=platform,
            account=account,
            currency=currency,
            timezone=timezone,
            locale=locale,
            level=Level(level) if level else None,
            columns=dict(columns or {}),
        )
        imported = ingest.import_paths(
            principal=self._principal,
            database=self._services.get(Database),
            warehouse=self._services.get(Warehouse),
            reader=self._services.get(FileReader),  # type: ignore[type-abstract]  # the key
            clock=self._services.get(Clock),  # type: ignore[type-abstract]  # the key
            paths=[str(path) for path in paths],
            hints=hints,
            replace=Replace.window if replace_window else Replace.entity_days,
            dry_run=dry_run,
            limits=import_limits(self._services.get(Settings)),
            progress=progress,
        )
        if any(one.state is ImportState.loaded for one in imported):
            self._arrived()
        return imported

    def attribution(
        self,
        *,
        range: str | Period = "28d",  # noqa: A002 - the word of the command line
        models: Sequence[str] = (),
        by: str = "channel",
        click_days: int = 30,
        view_days: int = 1,
        half_life_days: float = 7.0,
        order: int = 1,
        conversion: str = "",
        currency: str = "",
        compare: str = "",
        keep: bool = False,
    ) -> Attribution:
        """
        Share out the credit for the conversions of some UTC days, as `adhelm attribution run` does.

        Windows and half-life are in days before the conversion. `keep` keeps what is found, to
        hold later ones against it. None of the models is causal.

        :raises adhelm.core.errors.Invalid: if a word, a window or a range means nothing.
        """
        clock = self._services.get(Clock)  # type: ignore[type-abstract]  # the key of the clock
        parts: dict[str, Any] = {
            "principal": self._principal,
            "database": self._services.get(Database),
            "clock": clock,
        }
        asked = journeys.asked(
            clock=clock, span=range, models=models, by=by, click_days=click_days,
            view_days=view_days, half_life_days=half_life_days, order=order,
            conversion=conversion, currency=currency, compare=compare,
        )  # fmt: skip
        warehouse = self._services.get(Warehouse)
        found = journeys.attribute(**parts, warehouse=warehouse, asked=asked)
        if keep:
            journeys.keep(**parts, found=found)
        return found

    def import_journeys(self, path: str | Path, *, kind: str = "", timezone: str = "") -> Kept:
        """
        Keep touchpoints and conversions of a file, as `adhelm attribution import` does.

        `timezone` (IANA) is that of instants without one; of people only a keyed hash is kept.

        :raises adhelm.core.errors.Invalid: if it cannot be read; nothing of it is kept then.
        """
        return journeys.import_file(
            principal=self._principal,
            database=self._services.get(Database),
            keyring=self._services.get(Keyring),
            clock=self._services.get(Clock),  # type: ignore[type-abstract]  # the key
            path=Path(path),
            kind=kind,
            zone=timezone,
        )

    def forecast(
        self,
        *,
        metrics: Sequence[str] = ("spend", "conversions"),
        by: str = "account",
        days: int = 28,
        where: str = "",
        range: str | Period | None = None,  # noqa: A002 - the word of the command line
        compare: str = "previous",
        currency: str | None = None,
        as_of: date | datetime | int | None = None,
        engine: Engine | str | None = None,
    ) -> Outcome:
        """
        Foresee metrics by entity, as `adhelm forecast show` does.

        `range` is the history to learn from (None: all), of the platforms' local days. Amounts are
        estimates in `currency`, or as booked.

        :raises adhelm.core.errors.Invalid: if a word, a filter or a range means nothing.
        """
        clock = self._services.get(Clock)  # type: ignore[type-abstract]  # the key of the clock
        period = catalogue.period(range, clock=clock) if isinstance(range, str) else range
        return foreseeing.forecast(
            principal=self._principal,
            database=self._services.get(Database),
            warehouse=self._services.get(Warehouse),
            clock=clock,
            asked=foreseeing.Asked(
                metrics=tuple(metrics), level=by, days=days, where=where, period=period,
                compare=compare, currency=currency, as_of=as_of,
                engine=Engine(engine) if engine else None,
            ),
        )  # fmt: skip

    def maturity(
        self,
        *,
        range: str | Period = "14d",  # noqa: A002 - the word of the command line
        metrics: Sequence[str] = METRICS,
        platform: str = "",
        account: str = "",
        compare: str = "",
        as_of: date | datetime | int | None = None,
    ) -> Maturity:
        """
        Say what recent days will come to, as `adhelm maturity ls` does.

        Days are the platforms' local days, values in each account's own currency. `compare` is
        'previous' or 'year'.

        :raises adhelm.core.errors.Invalid: if a word or a range means nothing.
        """
        clock = self._services.get(Clock)  # type: ignore[type-abstract]  # the key of the clock
        period = catalogue.period(range, clock=clock) if isinstance(range, str) else range
        if period is None:
            raise growing.BadQuestion("maturity is of some days", hint="14d, mtd, 2026-02-01..")
        return growing.maturity(
            principal=self._principal,
            database=self._services.get(Database),
            warehouse=self._services.get(Warehouse),
            clock=clock,
            asked=Asked(
                period, tuple(metrics), platform=platform, account=account, compare=compare,
                as_of=as_of,
            ),
        )  # fmt: skip

    def pacing(
        self,
        *,
        month: date | None = None,
        platform: str = "",
        account: str = "",
        group: str = "",
        as_of: date | datetime | int | None = None,
    ) -> Pacing:
        """
        Say where the budgets of a month land, as `adhelm pace ls` does.

        `month` is its first day (None: the current one). Amounts are in each budget's own currency
        and basis.

        :raises adhelm.core.errors.Invalid: if the month is none.
        """
        return landings.pacing(
            principal=self._principal,
            database=self._services.get(Database),
            warehouse=self._services.get(Warehouse),
            clock=self._services.get(Clock),  # type: ignore[type-abstract]  # the key of the clock
            asked=landings.Asked(
                month, platform=platform, account=account, group=group, as_of=as_of
            ),
        )

    def scores(self, *, level: str = "campaign", on: date | None = None) -> list[Score]:
        """
        Return the newest scores, as `adhelm score list` does; `on`: as of the end of a UTC day.

        :raises adhelm.core.errors.Invalid: if there are no scores of the level.
        """
        parts: dict[str, Any] = {
            "principal": self._principal,
            "database": self._services.get(Database),
        }
        if on is not None:
            return prediction.scores_as_of(**parts, day=on, level=level)
        return prediction.latest_scores(**parts, level=level)

    def train_scores(self, *, levels: Sequence[str] = LEVELS) -> list[Trained]:
        """
        Train models and score by the best of them, as `adhelm score train` does.

        :raises adhelm.core.errors.Invalid: if there are no scores of a level.
        """
        parts: dict[str, Any] = {
            "principal": self._principal,
            "database": self._services.get(Database),
            "warehouse": self._services.get(Warehouse),
            "clock": self._services.get(Clock),  # type: ignore[type-abstract]  # the key
        }
        made = prediction.train_models(**parts, levels=levels)
        prediction.score(**parts)
        return made

    def sync(
        self,
        *,
        names: Sequence[str] = (),
        accounts: Sequence[str] = (),
        streams: Sequence[str] = (),
        since: date | None = None,
        until: date | None = None,
        progress: Progress = silent,
    ) -> SyncReport:
        """
        Bring what is new from the platforms, as `adhelm source sync` does.

        `since` and `until` are local days of the accounts, both included. What failed is in the
        report's `failed`, and kept no other stream from coming through.
        """
        done = ingest.sync(
            **self._reaching(), names=names, accounts=accounts, only=streams, since=since,
            until=until, progress=progress,
        )  # fmt: skip
        return self._synced(done)

    def backfill(
        self,
        *,
        since: date,
        until: date | None = None,
        names: Sequence[str] = (),
        accounts: Sequence[str] = (),
        streams: Sequence[str] = (),
        progress: Progress = silent,
    ) -> SyncReport:
        """Bring the past month by month, as `adhelm source backfill` does."""
        done = ingest.backfill(
            **self._reaching(), since=since, until=until, names=names, accounts=accounts,
            only=streams, progress=progress,
        )  # fmt: skip
        return self._synced(done)

    def reconcile(self, *, since: date, until: date) -> Reconciled:
        """Hold each account-day against the platform's own total, as `adhelm source reconcile`."""
        return ingest.reconcile(**self._reaching(), since=since, until=until)

    def _synced(self, done: SyncReport) -> SyncReport:
        if len(done.failed) < len(done.streams):
            self._arrived()
        return done

    def _arrived(self) -> None:
        """Say that data have come: workers look at them as at what jobs bring."""
        self._services.get(Arrivals).note(self._principal.workspace_id)

    def _reaching(self) -> dict[str, Any]:
        """Return what reaches the platforms."""
        return {
            "principal": self._principal,
            "database": self._services.get(Database),
            "warehouse": self._services.get(Warehouse),
            "platforms": self._services.get(Platforms),
            "keyring": self._services.get(Keyring),
            "clock": self._services.get(Clock),  # type: ignore[type-abstract]  # the key
        }

    def close(self) -> None:
        """Close what was opened; doing it twice does no harm."""
        self._services.close()


def open_home(home: str | Path | None = None, *, workspace: str | None = None) -> Helm:
    """
    Open a home folder; it is made on first use.

    :raises adhelm.core.settings.BadSettings: if a setting is unknown or wrong.
    """
    return Helm(*open_services(home=Path(home) if home else None, workspace=workspace))
