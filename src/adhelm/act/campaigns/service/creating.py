"""Create campaigns: one with its budget split, or many at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from adhelm.act.campaigns.logic import life, snapshots, words
from adhelm.act.campaigns.logic.splitting import exact
from adhelm.act.campaigns.service import planning
from adhelm.act.campaigns.service.figures import Sources
from adhelm.act.campaigns.service.refusing import refusals_noted
from adhelm.act.campaigns.store import campaigns as kept
from adhelm.act.campaigns.types import (
    BadField,
    Campaign,
    Draft,
    Made,
    NameTaken,
    NotAllYours,
    Split,
    Status,
    UnknownOwner,
    Version,
)
from adhelm.core.ads import currency
from adhelm.core.clock import Clock
from adhelm.core.db import Connection, Database
from adhelm.core.principal import Actor, Principal, Scope
from adhelm.govern import accounts, audit
from adhelm.observe.warehouse import Warehouse

_FIRST = frozenset({Status.draft, Status.active, Status.paused})


@refusals_noted("create")
def create(
    *,
    principal: Principal,
    database: Database,
    warehouse: Warehouse,
    clock: Clock,
    draft: Draft,
    dry_run: bool = False,
) -> Made:
    """
    Create a campaign and its platform campaigns; `dry_run` shows it and keeps nothing.

    Amounts are in the draft's currency; its budget is split over the chosen platforms by what
    they brought, or evenly, or as given.

    :raises Forbidden: if the principal may not write, or does not see a chosen account.
    :raises Invalid: if a field, the dates, the budget or its parts cannot be.
    :raises NameTaken: if a campaign that is not archived has the name.
    """
    principal.require(Scope.write)
    campaign, split = prepared(principal, database, Sources(warehouse, clock), draft)
    if dry_run:
        with database.reading() as connection:
            refuse_taken(connection, principal, campaign)
        # What is not kept has neither id nor version.
        shown = replace(campaign, id="", version=0)
        return Made(shown, split, life.missing(shown), dry_run=True)
    with database.durable() as connection:
        keep_new(connection, principal, clock, campaign)
    return Made(campaign, split, life.missing(campaign))


def prepared(
    principal: Principal, database: Database, sources: Sources, draft: Draft
) -> tuple[Campaign, Split | None]:
    """Return the checked campaign that a draft asks for, not kept yet, and its split."""
    if draft.status not in _FIRST:
        raise BadField(f"a new campaign is not {draft.status}", hint="draft, active or paused")
    if draft.notes and not principal.staff:
        raise NotAllYours("notes are internal", hint="leave `notes` out")
    draft = checked(principal, draft)
    parts, split = planning.planned(principal, sources, draft)
    now = sources.clock.now()
    campaign = Campaign(
        id=planning.new_id("cmp"),
        version=1,
        name=draft.name,
        status=draft.status,
        created_at=now,
        created_by=principal.id,
        updated_at=now,
        updated_by=principal.id,
        description=draft.description,
        objective=draft.objective,
        budget=draft.budget,
        currency=draft.currency,
        start_date=draft.start_date,
        end_date=draft.end_date,
        audience=draft.audience,
        owner=owner(principal, database, sources, draft.owner),
        notes=draft.notes,
        platforms=parts,
    )
    return campaign, split


def keep_new(
    connection: Connection, principal: Principal, clock: Clock, campaign: Campaign
) -> None:
    """Keep a new campaign, its first version and its entry in the audit, in one transaction."""
    kept.lock(connection, principal.workspace_id)
    refuse_taken(connection, principal, campaign)
    kept.insert_many(connection, principal.workspace_id, [(campaign, first(principal, campaign))])
    audit.record(
        connection,
        principal=principal,
        clock=clock,
        action="campaigns.create",
        subject=f"campaign:{campaign.id}",
        after=snapshots.snapshot(campaign),
    )


def checked(principal: Principal, draft: Draft) -> Draft:
    """Return a draft that can be, with tidy name and currency; see `life.check`."""
    code = currency(draft.currency) if draft.currency else ""
    tidy = replace(
        draft,
        name=" ".join(draft.name.split()),
        currency=code,
        budget=exact(draft.budget, code),
        platforms=tuple(replace(one, budget=exact(one.budget, code)) for one in draft.platforms),
    )
    refuse_unseen(principal, (one.account for one in draft.platforms))
    return life.check(tidy)


def first(principal: Principal, campaign: Campaign) -> Version:
    """Return the first version of a campaign."""
    told = snapshots.snapshot(campaign)
    return Version(
        version=1,
        at=campaign.created_at,
        actor=principal.actor.value,
        actor_id=principal.id,
        action="create",
        changed=snapshots.changed({}, told),
        snapshot=told,
    )


def refuse_taken(connection: Connection, principal: Principal, campaign: Campaign) -> None:
    """
    Let a campaign pass whose name is free.

    :raises NameTaken: if another one that is not archived has it.
    """
    refuse_name(connection, principal, campaign.name, but=campaign.id)


def refuse_name(connection: Connection, principal: Principal, name: str, *, but: str = "") -> None:
    """
    Let a name pass that is free, or that of the campaign `but`.

    :raises NameTaken: if another one that is not archived has it.
    """
    if kept.names_taken(connection, principal.workspace_id, [words.key(name)], but=but):
        raise NameTaken(f"there is a campaign '{name}' already", hint="another name, or archive it")


def refuse_unseen(principal: Principal, chosen: Iterable[str]) -> None:
    """
    Let accounts pass that the principal sees.

    :raises NotAllYours: if it is narrowed to others.
    """
    unseen = set() if principal.accounts is None else {*chosen} - principal.accounts - {""}
    if unseen:
        raise NotAllYours(f"you do not see the account '{min(unseen)}'", hint="ask an admin")


def owner(principal: Principal, database: Database, sources: Sources, wanted: str | None) -> str:
    """
    Return who owns a campaign: the wanted person, else who asks if that is one.

    :raises UnknownOwner: if the wanted one is no active person of the workspace.
    """
    if wanted is None:
        return principal.id if principal.actor is Actor.person else ""
    if wanted in {"", principal.id}:
        return wanted
    people = sources.remembered(
        ("people",), lambda: accounts.list_people(principal=principal, database=database)
    )
    if not any(each.person.id == wanted and each.person.active for each in people):
        raise UnknownOwner(f"there is no person '{wanted}' here", hint="the id, as in `people`")
    return wanted
