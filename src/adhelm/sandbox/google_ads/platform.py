"""The doors of Google Ads: which call is which, who may, and how every answer looks."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from adhelm.sandbox.frame import Call, Credential, Kept, Reply, World, json_reply
from adhelm.sandbox.google_ads import errors, lists, managers, reading, uploads
from adhelm.sandbox.google_ads.errors import Fault, Refused, refusal
from adhelm.sandbox.google_ads.fields import snake
from adhelm.sandbox.google_ads.reading import Answer
from adhelm.sandbox.google_ads.things import Criteria, Things
from adhelm.sandbox.google_ads.writing import KINDS, Bad, Batch
from adhelm.sandbox.market import Account

_PAGE, _BATCH, _MOST_OPERATIONS = 10_000, 10_000, 10_000
_LIFETIME = timedelta(seconds=3599)
_PATH = re.compile(
    r"/(?P<version>v\d+)/customers"
    r"(?:/(?P<customer>[^/:]+)(?:/(?P<service>\w+)(?:/(?P<item>\w+))?)?)?:(?P<verb>\w+)"
)
_SERVICES = {
    "campaigns": "campaign",
    "campaignBudgets": "campaignBudget",
    "adGroups": "adGroup",
    "adGroupAds": "adGroupAd",
    "adGroupCriteria": "adGroupCriterion",
    "campaignCriteria": "campaignCriterion",
}


Operation = tuple[str, dict[str, Any], tuple[Any, ...]]


class GoogleAds:
    """Google Ads API over REST, below `/google`; tokens come from `/google/token`."""

    prefix = "google"
    name = "google_ads"

    def __init__(self, world: World) -> None:
        self._world = world
        self._criteria: dict[str, Criteria] = {}
        self._answers = Kept()
        self._uploads = uploads.Uploads()
        self._lists = lists.UserLists()
        self._calls = 0

    def answer(self, call: Call) -> Reply:
        """Answer one call."""
        self._calls += 1
        if call.path == "/token":
            return self._token(call)
        found = _PATH.fullmatch(call.path)
        stream = found is not None and found["verb"] == "searchStream"
        try:
            return self._versioned(call, found)
        except Refused as error:
            return refusal([error.fault], error.status, request_id=self._id, stream=stream)

    def trouble(self, call: Call, mode: str) -> Reply:
        """Say that there were too many calls, or that something broke inside."""
        self._calls += 1
        stream = call.path.endswith("searchStream")
        fault, status = errors.trouble(mode)
        return refusal([fault], status, request_id=self._id, stream=stream)

    @property
    def _id(self) -> str:
        digest = hashlib.blake2b(
            f"{self._world.market.seed}/{self._calls}".encode(), digest_size=12
        )
        return base64.urlsafe_b64encode(digest.digest()).decode().rstrip("=")

    def _token(self, call: Call) -> Reply:
        form = call.form
        who = self._world.tokens.refreshable(self.name, form.get("refresh_token", ""))
        if form.get("grant_type") != "refresh_token" or who is None:
            said = {
                "error": "invalid_grant",
                "error_description": "Token has been expired or revoked.",
            }
            return json_reply(said, 400)
        if (form.get("client_id"), form.get("client_secret")) != (who.client_id, who.client_secret):
            return json_reply({"error": "invalid_client", "error_description": "Unauthorized"}, 401)
        return json_reply(
            {
                "access_token": self._world.tokens.issue(who, _LIFETIME),
                "expires_in": int(_LIFETIME.total_seconds()),
                "scope": "https://www.googleapis.com/auth/adwords",
                "token_type": "Bearer",
            }
        )

    def _versioned(self, call: Call, found: re.Match[str] | None) -> Reply:
        if found is None:
            raise Refused(Fault("requestError", "BAD_RESOURCE_ID", f"No {call.path}."), 404)
        if found["version"] != errors.VERSION:
            raise Refused(errors.retired(found["version"]))
        who = self._caller(call)
        if found["customer"] is None:
            if found["verb"] != "listAccessibleCustomers" or call.method != "GET":
                raise Refused(Fault("requestError", "UNKNOWN", "No such method."), 404)
            return self._say({"resourceNames": managers.accessible(self._world.market, who)})
        try:
            body = call.json()
        except ValueError as error:
            raise Refused(Fault("requestError", "UNKNOWN", "The body is no JSON.")) from error
        if managers.is_manager(found["customer"], who):
            return self._manager(who, found["verb"], body)
        account = self._account(call, who, found["customer"])
        criteria = self._criteria.setdefault(account.id, Criteria())
        things = Things(self._world.market, account, criteria)
        if found["service"] == "offlineUserDataJobs":
            return self._job(things, found["item"] or "", found["verb"], body)
        return self._on_account(things, found["service"] or "", found["verb"], body)

    def _caller(self, call: Call) -> Credential:
        state = self._world.tokens.state(self.name, call.bearer)
        if state != "ok":
            code = "OAUTH_TOKEN_EXPIRED" if state == "expired" else "OAUTH_TOKEN_INVALID"
            if state == "revoked":
                code = "OAUTH_TOKEN_REVOKED"
            raise Refused(Fault("authenticationError", code, "The token does not work."), 401)
        return self._world.tokens.credential(call.bearer)

    def _account(self, call: Call, who: Credential, customer: str) -> Account:
        if not re.fullmatch(r"\d{10}", customer):
            raise Refused(Fault("requestError", "INVALID_CUSTOMER_ID", f"No customer {customer}."))
        account = next((one for one in self._accounts(who) if one.id == customer), None)
        through = call.headers.get("login-customer-id")
        if account is None or (who.brand is None and not managers.is_manager(through or "", who)):
            message = "User doesn't have permission to access customer."
            raise Refused(Fault("authorizationError", "USER_PERMISSION_DENIED", message), 403)
        return account

    def _accounts(self, who: Credential) -> list[Account]:
        return [one for one in self._world.market.accounts(self.name) if who.sees(one)]

    def _manager(self, who: Credential, verb: str, body: dict[str, Any]) -> Reply:
        rows = managers.rows(self._accounts(who), str(body.get("query", "")))
        return self._paged(Answer(rows[0], rows[1]), body, verb)

    def _job(self, things: Things, item: str, verb: str, body: dict[str, Any]) -> Reply:
        if verb == "create" and not item:
            return self._say(self._lists.begin(things, body))
        if verb not in {"addOperations", "run"} or not item:
            raise Refused(Fault("requestError", "UNKNOWN", "No such method."), 404)
        return self._say(self._lists.work(things, item, verb, body))

    def _on_account(self, things: Things, service: str, verb: str, body: dict[str, Any]) -> Reply:
        if verb == "uploadClickConversions" and not service:
            return self._say(self._uploads.take(things, body))
        if (service, verb) == ("userLists", "mutate"):
            made = [self._lists.check(things, one) for one in body.get("operations") or []]
            names = [self._lists.make(things, *one) for one in made]
            return self._say({"results": [{"resourceName": name} for name in names]})
        if verb == "mutate":
            return self._mutate(things, service, body)
        if service != "googleAds" or verb not in {"search", "searchStream"}:
            raise Refused(Fault("requestError", "UNKNOWN", "No such method."), 404)
        if "pageSize" in body:
            raise Refused(
                Fault("requestError", "PAGE_SIZE_NOT_SUPPORTED", "A page is 10,000 rows.")
            )
        return self._paged(self._answered(things, str(body.get("query", ""))), body, verb)

    def _answered(self, things: Things, query: str) -> Answer:
        key = (things.account.id, things.book.version, things.criteria.version,
               self._world.clock.now(), query)  # fmt: skip
        mask = reading.mask(query)
        return Answer(self._answers.rows(key, lambda: reading.rows(things, query)), mask)

    def _paged(self, answer: Answer, body: dict[str, Any], verb: str) -> Reply:
        if verb == "searchStream":
            return self._stream(answer)
        mark = hashlib.blake2b(str(body.get("query")).encode(), digest_size=6).hexdigest()
        start = _start(str(body.get("pageToken") or ""), mark)
        said: dict[str, Any] = {}
        page = answer.rows[start : start + _PAGE]
        settings = body.get("searchSettings") or {}
        if start < len(answer.rows) and not settings.get("omitResults"):
            said["results"] = page
        if start + _PAGE < len(answer.rows):
            token = f"{mark}.{start + _PAGE}".encode()
            said["nextPageToken"] = base64.urlsafe_b64encode(token).decode()
        if settings.get("returnTotalResultsCount"):
            said["totalResultsCount"] = str(len(answer.rows))
        return self._say({**said, "fieldMask": answer.mask, "queryResourceConsumption": "55"})

    def _stream(self, answer: Answer) -> Reply:
        batches = []
        for start in range(0, max(len(answer.rows), 1), _BATCH):
            batch: dict[str, Any] = {}
            if len(answer.rows):
                batch["results"] = answer.rows[start : start + _BATCH]
            batch |= {
                "fieldMask": answer.mask,
                "requestId": self._id,
                "queryResourceConsumption": "55",
            }
            batches.append(batch)
        return self._say(batches)

    def _mutate(self, things: Things, service: str, body: dict[str, Any]) -> Reply:
        operations = list(_operations(service, body))
        if len(operations) > _MOST_OPERATIONS:
            raise Refused(Fault("requestError", "TOO_MANY_MUTATE_OPERATIONS", "At most 10,000."))
        ready, faults = _checked(Batch(things), operations)
        if faults and not body.get("partialFailure"):
            return refusal(faults, 400, request_id=self._id, stream=False)
        if body.get("validateOnly"):
            return self._say({"partialFailureError": errors.partial(faults)} if faults else {})
        done = [None if one is None else one() for one in ready]
        full = body.get("responseContentType") == "MUTABLE_RESOURCE"
        results = [
            {} if name is None else _result(kind, name, operation, full=full)
            for (kind, operation, _), name in zip(operations, done, strict=True)
        ]
        said: dict[str, Any] = {"partialFailureError": errors.partial(faults)} if faults else {}
        if service == "googleAds":
            said["mutateOperationResponses"] = [
                {f"{kind}Result": result} if result else {}
                for (kind, _, _), result in zip(operations, results, strict=True)
            ]
        else:
            said["results"] = results
        return self._say(said)

    def _say(self, content: object) -> Reply:
        return json_reply(content, 200, {"request-id": self._id})


def _checked(
    batch: Batch, operations: list[Operation]
) -> tuple[list[Callable[[], str] | None], list[Fault]]:
    ready: list[Callable[[], str] | None] = []
    faults: list[Fault] = []
    for kind, operation, way in operations:
        try:
            ready.append(batch.check(kind, operation))
        except Bad as error:
            ready.append(None)
            verb = next((one for one in ("create", "update") if one in operation), "remove")
            faults.append(error.fault.under(*way, verb))
    return ready, faults


def _result(kind: str, name: str, operation: dict[str, Any], *, full: bool) -> dict[str, Any]:
    result: dict[str, Any] = {"resourceName": name}
    if full and "remove" not in operation:
        sent = operation.get("create") or operation["update"]
        result[kind] = {**sent, "resourceName": name}
    return result


def _operations(
    service: str, body: dict[str, Any]
) -> list[tuple[str, dict[str, Any], tuple[Any, ...]]]:
    if service == "googleAds":
        found = []
        for number, wrapped in enumerate(body.get("mutateOperations") or []):
            kind = next(iter(wrapped), "").removesuffix("Operation")
            if kind not in KINDS:
                raise Refused(Fault("requestError", "UNKNOWN", f"No operation '{kind}'."))
            way = (("mutate_operations", number), f"{snake(kind)}_operation")
            found.append((kind, wrapped[f"{kind}Operation"], way))
        return found
    if service not in _SERVICES:
        raise Refused(Fault("requestError", "UNKNOWN", f"No service '{service}'."), 404)
    return [
        (_SERVICES[service], operation, (("operations", number),))
        for number, operation in enumerate(body.get("operations") or [])
    ]


def _start(token: str, mark: str) -> int:
    if not token:
        return 0
    try:
        found, _, start = base64.urlsafe_b64decode(token.encode()).decode().partition(".")
        if found == mark:
            return int(start)
    except ValueError:
        pass
    raise Refused(
        Fault("requestError", "INVALID_PAGE_TOKEN", "The page token is of another query.")
    )
