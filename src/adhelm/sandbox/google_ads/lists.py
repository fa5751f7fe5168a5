"""Customer Match: user lists, and the jobs that put hashed people on them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from adhelm.sandbox.frame.audiences import Audience, Audiences
from adhelm.sandbox.google_ads.errors import Fault, Refused, partial
from adhelm.sandbox.google_ads.things import Job, Row, Things

_FIRST_LIST, _FIRST_JOB = 8_300_000_001, 51_000_000_001
_MOST = 100_000
_NAME = re.compile(r"customers/(?P<customer>\d+)/userLists/(?P<id>\d+)")
_HASHED = ("hashedEmail", "hashedPhoneNumber")


class UserLists:
    """The user lists of all accounts."""

    def __init__(self) -> None:
        self._kept = Audiences(_FIRST_LIST)

    def check(self, things: Things, operation: Mapping[str, Any]) -> tuple[str, Row]:
        """
        Check the operation that makes a list; return its name and what it holds.

        :raises Refused: if it cannot be made.
        """
        row = operation.get("create")
        if not isinstance(row, dict):
            raise Refused(Fault("mutateError", "MUTATE_NOT_ALLOWED", "Lists are created here."))
        if not row.get("name"):
            raise Refused(Fault("fieldError", "REQUIRED", "A list has a name.", ("name",)))
        if "crmBasedUserList" not in row:
            raise Refused(Fault("fieldError", "REQUIRED", "Say the sort.", ("user_list",)))
        if row["name"] in {one.name for one in self._kept.of(things.account.id)}:
            raise Refused(Fault("userListError", "NAME_ALREADY_USED", "The name is taken."))
        return str(row["name"]), row

    def make(self, things: Things, name: str, row: Row) -> str:
        """Make a list; return its resource name."""
        made = self._kept.make(things.account.id, name, row=row)
        things.criteria.lists.append(made)
        return things.name("userLists", made.id)

    def begin(self, things: Things, body: Mapping[str, Any]) -> Row:
        """
        Make a job that will fill a list.

        :raises Refused: if there is no such list.
        """
        job = body.get("job") or {}
        if job.get("type") != "CUSTOMER_MATCH_USER_LIST":
            raise Refused(Fault("fieldError", "INVALID_VALUE", "Customer match.", ("job", "type")))
        name = str((job.get("customerMatchUserListMetadata") or {}).get("userList", ""))
        found = _NAME.fullmatch(name)
        one = self._kept.find(found["id"]) if found is not None else None
        if one is None or found is None or found["customer"] != things.account.id:
            raise Refused(Fault("offlineUserDataJobError", "INVALID_USER_LIST_ID", "No list."))
        made = Job(str(_FIRST_JOB + len(things.criteria.jobs)), one)
        things.criteria.jobs.append(made)
        return {"resourceName": things.name("offlineUserDataJobs", made.id)}

    @staticmethod
    def work(things: Things, id_: str, verb: str, body: Mapping[str, Any]) -> Row:
        """
        Add operations to a job, or run it.

        :raises Refused: if there is none, or it has begun.
        """
        job = next((one for one in things.criteria.jobs if one.id == id_), None)
        if job is None:
            raise Refused(Fault("mutateError", "RESOURCE_NOT_FOUND", f"No job {id_}."))
        if job.done:
            raise Refused(
                Fault("offlineUserDataJobError", "JOB_ALREADY_STARTED", "The job has begun.")
            )
        return _run(things, job) if verb == "run" else _add(job, body)


def rows(things: Things) -> Iterator[Row]:
    """Return the user lists of an account."""
    for one in things.criteria.lists:
        yield {
            "resourceName": things.name("userLists", one.id),
            "id": int(one.id),
            "name": one.name,
            "description": str(_sent(one).get("description") or ""),
            "type": "CRM_BASED",
            "membershipStatus": "OPEN",
            "membershipLifeSpan": int(_sent(one).get("membershipLifeSpan") or 540),
            "sizeForSearch": len(one.members),
            "sizeForDisplay": len(one.members),
        }


def jobs(things: Things) -> Iterator[Row]:
    """Return the jobs of an account."""
    for one in things.criteria.jobs:
        yield {
            "resourceName": things.name("offlineUserDataJobs", one.id),
            "id": int(one.id),
            "type": "CUSTOMER_MATCH_USER_LIST",
            "status": "SUCCESS" if one.done else "PENDING",
        }


def _sent(one: Audience) -> Row:
    row = one.fields["row"]
    return row if isinstance(row, dict) else {}


def _add(job: Job, body: Mapping[str, Any]) -> Row:
    operations = body.get("operations") or []
    if not operations:
        raise Refused(Fault("requestError", "OPERATION_REQUIRED", "Say what is to be added."))
    if len(operations) > _MOST:
        raise Refused(Fault("requestError", "TOO_MANY_MUTATE_OPERATIONS", "At most 100,000."))
    faults, good = [], []
    for number, one in enumerate(operations):
        if not list(_hashes(one)):
            message = "A person has an address that is hashed."
            fault = Fault("offlineUserDataJobError", "INVALID_SHA256_FORMAT", message)
            faults.append(fault.under(("operations", number), "create"))
        else:
            good.append(one)
    if faults and not body.get("enablePartialFailure"):
        raise Refused(faults[0])
    job.operations += good
    return {"partialFailureError": partial(faults)} if faults else {}


def _run(things: Things, job: Job) -> Row:
    for one in job.operations:
        if one.get("removeAll"):
            job.audience.members.clear()
        elif "remove" in one:
            job.audience.remove(_hashes(one))
        else:
            job.audience.add(_hashes(one))
    job.done = True
    name = things.name("operations", job.id)
    return {"name": name, "metadata": {"resourceName": things.name("offlineUserDataJobs", job.id)}}


def _hashes(operation: Mapping[str, Any]) -> Iterator[str]:
    if operation.get("removeAll"):
        yield "all"
    data = operation.get("create") or operation.get("remove") or {}
    for one in data.get("userIdentifiers") or []:
        for name in _HASHED:
            if re.fullmatch(r"[0-9a-f]{64}", str(one.get(name, ""))):
                yield str(one[name])
