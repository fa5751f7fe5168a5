"""What every sync is handed, and the open lines to platforms: one reader for each connection."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import TracebackType
from typing import Self

from adhelm.connectors.contract import (
    Account,
    AuthFailed,
    Platforms,
    Progress,
    Reader,
    Stream,
    silent,
)
from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.errors import AdhelmError
from adhelm.core.principal import Principal
from adhelm.core.secrets import Keyring
from adhelm.observe.ingest.store import accounts, connections
from adhelm.observe.ingest.types import (
    AccountChanged,
    AccountNotVisible,
    Assignment,
    Connection,
    KnownAccount,
    Trouble,
)
from adhelm.observe.warehouse import Warehouse


@dataclass(frozen=True, slots=True)
class Post:
    """The parts that syncs work with."""

    principal: Principal
    database: Database
    warehouse: Warehouse
    platforms: Platforms
    keyring: Keyring
    clock: Clock
    progress: Progress = silent

    @property
    def workspace_id(self) -> str:
        """Return whose facts are brought."""
        return self.principal.workspace_id


@dataclass(slots=True)
class Line:
    """One connection's reader, and the accounts it sees; shared by the threads of a run."""

    post: Post
    owner_id: str
    connection: Connection
    reader: Reader
    refused: AuthFailed | None = None
    """Set once the credential was refused: nothing more is asked with it."""
    _seen: dict[str, KnownAccount] | None = None
    _visible: frozenset[str] = frozenset()
    _trouble: AdhelmError | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def streams(self) -> Mapping[str, Stream]:
        """Return name -> stream, what others refer to first."""
        return {stream.name: stream for stream in self.reader.streams}

    def account(self, account_id: str) -> Account:
        """
        Return an account as it is now, if it is as it was agreed to.

        :raises PlatformError: if the platform does not say; nor will it be asked again.
        :raises AccountNotVisible: if the credential does not see the account.
        :raises AccountChanged: if it has another currency or time zone than was agreed to.
        """
        with self._lock:
            self.raise_if_refused()
            if self._trouble is not None:
                raise self._trouble
            if self._seen is None:
                self.look()
        known = (self._seen or {}).get(account_id)
        if known is None or account_id not in self._visible:
            raise AccountNotVisible(
                f"'{self.connection.name}' does not see account {account_id}",
                hint="give it access on the platform, or end the assignment",
            )
        refuse_changed(known)
        return known.account

    def look(self) -> list[KnownAccount]:
        """
        Ask the platform which accounts there are, and remember the answer.

        :raises PlatformError: if it does not say.
        """
        now = self.post.clock.now()
        try:
            found = self.reader.accounts()
        except AdhelmError as trouble:
            self._trouble = trouble
            self.note(trouble)
            self._checked(now, trouble.as_record())
            raise
        with self.post.database.joined():
            self._checked(now, None)
            accounts.seen(self.post.database, self.owner_id, self.connection, found, at=now)
        known = accounts.of_connection(self.post.database, self.owner_id, self.connection.name)
        self._seen = {one.account.id: one for one in known}
        self._visible = frozenset(one.id for one in found)
        return [one for one in known if one.account.id in self._visible]

    def note(self, error: AdhelmError) -> None:
        """Ask nothing more if the credential was refused."""
        if isinstance(error, AuthFailed):
            self.refused = error

    def raise_if_refused(self) -> None:
        """
        Stop here if the credential was refused.

        :raises AuthFailed: if it was.
        """
        if self.refused is not None:
            raise self.refused

    def _checked(self, at: datetime, error: Trouble | None) -> None:
        connections.checked(
            self.post.database, self.owner_id, self.connection.name, at=at, error=error
        )


class Lines:
    """The lines of one run, each opened on first use, closed together."""

    def __init__(self, post: Post) -> None:
        self._post = post
        self._open: dict[tuple[str, str], Line] = {}
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for line in self._open.values():
            line.reader.close()

    def of(self, assignment: Assignment) -> Line:
        """
        Return the line that reaches an assigned account.

        :raises UnknownConnection: if the connection is gone.
        :raises IncompleteCredential: if a value that the platform needs is missing.
        """
        return self.to(assignment.owner_id, assignment.connection)

    def to(self, owner_id: str, name: str) -> Line:
        """
        Return the line of a connection.

        :raises UnknownConnection: if there is none of that name.
        :raises IncompleteCredential: if a value that the platform needs is missing.
        """
        with self._lock:
            key = (owner_id, name)
            if key not in self._open:
                self._open[key] = self._dial(owner_id, name)
            return self._open[key]

    def _dial(self, owner_id: str, name: str) -> Line:
        post = self._post
        connection = connections.get(post.database, owner_id, name)
        credential = connections.credential(
            post.database, post.keyring, workspace_id=owner_id, name=name
        )

        def keep(changed: Mapping[str, str]) -> None:
            connections.keep_renewed(
                post.database,
                post.keyring,
                workspace_id=owner_id,
                name=name,
                changed=changed,
                clock=post.clock,
            )

        reader = post.platforms.reader(
            connection.connector, credential, address=connection.address, keep=keep
        )
        return Line(post, owner_id, connection, reader)


def refuse_changed(known: KnownAccount) -> None:
    """
    Let an account pass if it is as it was agreed to.

    :raises AccountChanged: if it has another currency or time zone.
    """
    if not known.changed:
        return
    account = known.account
    changes = [
        f"{what} {before} is now {now}"
        for what, before, now in (
            ("currency", account.currency, known.now_currency),
            ("time zone", account.timezone, known.now_timezone),
        )
        if now
    ]
    raise AccountChanged(
        f"account {account.id}: {' and '.join(changes)}; what is known of it stays as it is",
        hint=f"`adhelm source accept {known.connection} {account.id}` goes on with the new one",
    )


def new_id(kind: str) -> str:
    """Return an id: 'syn' for a batch, 'fet' for a fetch."""
    return f"{kind}_{uuid.uuid4().hex[:20]}"
