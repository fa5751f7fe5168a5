"""Mapping profiles: what was once said of a layout is known when its headers come again."""

from __future__ import annotations

from pathlib import Path

from adhelm.connectors.contract import Ambiguous, Hints
from adhelm.core.db import Database
from adhelm.core.errors import AdhelmError
from adhelm.core.principal import Principal, Scope
from adhelm.observe.ingest.logic import hints as hint_rules
from adhelm.observe.ingest.service.desk import Desk
from adhelm.observe.ingest.store import profiles as store
from adhelm.observe.ingest.types import Profile


def apply(desk: Desk, path: Path, said: Hints) -> tuple[Hints, tuple[str, ...]]:
    """
    Return the hints completed by the profile saved for the file's headers, and a note of it.

    Only what describes the layout is taken; account, currency and time zone are a client's own.
    """
    found = _profile_of(desk, path, said)
    if found is None:
        return said, ()
    completed = _completed(said, found)
    if completed == said:
        return said, ()
    return completed, (f"read by the mapping profile '{found.name}'",)


def save(desk: Desk, name: str, fingerprint: str, hints: Hints) -> None:
    """Keep the hints under a name, for files with these headers."""
    profile = Profile(name, fingerprint, hints, desk.clock.now())
    store.write(desk.database, desk.workspace_id, profile)


def get(desk: Desk, name: str) -> Profile:
    """
    Return one profile.

    :raises UnknownProfile: if there is none of that name.
    """
    return store.get(desk.database, desk.workspace_id, name)


def list_profiles(*, principal: Principal, database: Database) -> list[Profile]:
    """Return all mapping profiles of the workspace, by name."""
    principal.require(Scope.read)
    return store.every(database, principal.workspace_id)


def show_profile(*, principal: Principal, database: Database, name: str) -> Profile:
    """
    Return one mapping profile.

    :raises UnknownProfile: if there is none of that name.
    """
    principal.require(Scope.read)
    return store.get(database, principal.workspace_id, name)


def remove_profile(*, principal: Principal, database: Database, name: str) -> None:
    """
    Forget a mapping profile.

    :raises UnknownProfile: if there is none of that name.
    """
    principal.require(Scope.write)
    store.remove(database, principal.workspace_id, name)


def _profile_of(desk: Desk, path: Path, said: Hints) -> Profile | None:
    saved = store.every(desk.database, desk.workspace_id)
    if not saved:
        return None
    if fingerprint := _fingerprint(desk, path, said):
        return store.of_fingerprint(desk.database, desk.workspace_id, fingerprint)
    # Without a word that we know, the header itself is found only by what a profile says of it.
    return next((one for one in saved if _is_of(desk, path, said, one)), None)


def _is_of(desk: Desk, path: Path, said: Hints, profile: Profile) -> bool:
    return _fingerprint(desk, path, _completed(said, profile)) == profile.fingerprint


def _completed(said: Hints, profile: Profile) -> Hints:
    return hint_rules.merged(said, hint_rules.layout(profile.hints))


def _fingerprint(desk: Desk, path: Path, said: Hints) -> str:
    """Return the hash of the file's headers; empty if none were found."""
    try:
        return desk.reader.inspect(path, hints=said).fingerprint
    except Ambiguous as error:
        return error.fingerprint
    except AdhelmError:
        return ""
