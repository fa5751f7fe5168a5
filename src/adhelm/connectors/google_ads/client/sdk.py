"""Google's own package as the carrier of the same calls: its messages, over gRPC.

A call's JSON becomes the package's message, and what it answers becomes the JSON that the REST
interface would have sent; failures too. So queries, mapping and judgement are one for both.
"""

from __future__ import annotations

import importlib
import logging
import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import orjson

from adhelm.connectors.contract.errors import Refused, TooMuch
from adhelm.connectors.google_ads.client.judging import VERSION
from adhelm.core.http import NoAnswer, redact

if TYPE_CHECKING:
    import httpx

    from adhelm.core.http.transport import Way

_PACKAGE = f"google.ads.googleads.{VERSION}"
_FAILURE = f"{_PACKAGE}.errors.googleadsfailure-bin"
_TYPE = f"type.googleapis.com/{_PACKAGE}.errors.GoogleAdsFailure"
_PATH = re.compile(
    rf"/{VERSION}/customers"
    r"(?:/(?P<customer>\d+)(?:/(?P<service>\w+)(?:/(?P<item>\w+))?)?)?:(?P<verb>\w+)$"
)
_CARRIED = ("authorization", "developer-token", "login-customer-id")
_OK, _NOT_READ, _BUSY = 200, 400, 503
# Google's own table of its codes over HTTP; of a version that is gone, gRPC knows no method.
_STATUSES: Mapping[str, int] = MappingProxyType(
    {
        "INVALID_ARGUMENT": 400, "FAILED_PRECONDITION": 400, "OUT_OF_RANGE": 400,
        "UNAUTHENTICATED": 401, "PERMISSION_DENIED": 403, "NOT_FOUND": 404, "UNIMPLEMENTED": 404,
        "ABORTED": 409, "ALREADY_EXISTS": 409, "RESOURCE_EXHAUSTED": 429, "INTERNAL": 500,
    }
)  # fmt: skip


class NoSdk(Refused):
    """Google's package is not installed, or speaks other versions."""

    code = "google_ads.no_sdk"


@dataclass(frozen=True, slots=True)
class _Method:
    """One method of a service, as the package names both."""

    service: str
    name: str
    request: str = ""

    @property
    def module(self) -> str:
        """Return the module of the service: 'ad_group_service'."""
        return f"{_snake(self.service)}_service"

    @property
    def stub(self) -> str:
        """Return the method as Python knows it: 'mutate_ad_groups'."""
        return _snake(self.name)


# (service, verb) of a path -> what it is called over gRPC.
_METHODS: Mapping[tuple[str, str], _Method] = MappingProxyType(
    {
        ("", "listAccessibleCustomers"): _Method("Customer", "ListAccessibleCustomers"),
        ("", "uploadClickConversions"): _Method("ConversionUpload", "UploadClickConversions"),
        ("googleAds", "search"): _Method("GoogleAds", "Search", "SearchGoogleAds"),
        ("googleAds", "mutate"): _Method("GoogleAds", "Mutate", "MutateGoogleAds"),
        ("campaigns", "mutate"): _Method("Campaign", "MutateCampaigns"),
        ("campaignBudgets", "mutate"): _Method("CampaignBudget", "MutateCampaignBudgets"),
        ("campaignCriteria", "mutate"): _Method("CampaignCriterion", "MutateCampaignCriteria"),
        ("adGroups", "mutate"): _Method("AdGroup", "MutateAdGroups"),
        ("adGroupAds", "mutate"): _Method("AdGroupAd", "MutateAdGroupAds"),
        ("adGroupCriteria", "mutate"): _Method("AdGroupCriterion", "MutateAdGroupCriteria"),
        ("userLists", "mutate"): _Method("UserList", "MutateUserLists"),
        **{
            ("offlineUserDataJobs", verb): _Method("OfflineUserDataJob", name)
            for verb, name in (
                ("create", "CreateOfflineUserDataJob"),
                ("addOperations", "AddOfflineUserDataJobOperations"),
                ("run", "RunOfflineUserDataJob"),
            )
        },
    }
)


class Sdk:
    """Carries REST requests as calls of Google's package; any number of threads."""

    def __init__(self) -> None:
        """Nothing is imported and no line opened before the first call."""
        self._lock = threading.Lock()
        self._channels: dict[str, Any] = {}
        self._stubs: dict[tuple[str, _Method], Any] = {}

    def carry(self, request: httpx.Request, way: Way) -> httpx.Response:
        """
        Send one request and return the answer as REST has it.

        :raises NoSdk: if the package is not installed.
        :raises NoAnswer: if none came in time.
        """
        from httpx import Response

        method, fields = _asked(request)
        try:
            message = _message(method, fields)
        except ValueError as error:
            said = {"error": {"code": _NOT_READ, "message": redact(str(error))}}
            return Response(_NOT_READ, content=orjson.dumps(said))
        metadata = [(name, request.headers[name]) for name in _CARRIED if name in request.headers]
        metadata += [("x-goog-request-params", _routed(fields)), ("x-goog-api-client", _client())]
        with self._stub(request, method, way) as stub:
            status, content, id_ = _called(stub, message, metadata, way.total_s)
        return Response(status, content=orjson.dumps(content), headers={"request-id": id_})

    def close(self) -> None:
        """Let go of connections."""
        with self._lock:
            for channel in self._channels.values():
                channel.close()
            self._channels.clear()
            self._stubs.clear()

    @contextmanager
    def _stub(self, request: httpx.Request, method: _Method, way: Way) -> Iterator[Any]:
        """Give a service's method at the request's host; a line that was lost is opened anew."""
        host = f"{request.url.scheme}://{request.url.netloc.decode()}"
        with self._lock:
            if host not in self._channels:
                self._channels[host] = _channel(request.url, way)
            stub = self._stubs.get((host, method))
            if stub is None:
                stub = _opened(method, self._channels[host])
                self._stubs[host, method] = stub
        try:
            yield stub
        except NoAnswer:
            with self._lock:
                # Others may still be waiting on it: it is closed when the last of them is done.
                self._channels.pop(host, None)
                self._stubs = {key: one for key, one in self._stubs.items() if key[0] != host}
            raise


def _asked(request: httpx.Request) -> tuple[_Method, dict[str, Any]]:
    """Return the method of a path and the fields of its message."""
    found = _PATH.search(request.url.path)
    method = _METHODS.get((found["service"] or "", found["verb"])) if found else None
    if found is None or method is None:
        raise ValueError(f"there is no method for {request.url.path}")
    fields: dict[str, Any] = orjson.loads(request.read() or b"{}")
    for one in fields.get("operations") or ():
        if "updateMask" in one:
            # REST takes the names of fields in either way, a message in JSON's alone.
            one["updateMask"] = _camel(one["updateMask"])
    if found["item"]:
        name = f"customers/{found['customer']}/{found['service']}/{found['item']}"
        return method, {**fields, "resourceName": name}
    return method, {**fields, "customerId": found["customer"]} if found["customer"] else fields


def _message(method: _Method, fields: Mapping[str, Any]) -> Any:
    """
    Return the package's message of a request.

    :raises ValueError: if the API has no such field or value.
    """
    types = _imported(f"{_PACKAGE}.services.types.{method.module}")
    from google.protobuf import json_format

    kind = getattr(types, f"{method.request or method.name}Request")
    try:
        return json_format.ParseDict(fields, kind.pb()())
    except json_format.ParseError as error:
        raise ValueError(f"Invalid JSON payload: {error}") from None


def _called(
    stub: Any, message: Any, metadata: Sequence[tuple[str, str]], deadline_s: float
) -> tuple[int, Any, str]:
    """Call a method and return the status, JSON and request id that REST would have given."""
    import grpc
    from google.protobuf import json_format

    try:
        answer, call = stub.with_call(message, timeout=deadline_s, metadata=metadata)
    except grpc.RpcError as error:
        return _refusal(error)
    # The package wraps most messages, and leaves an operation's bare.
    bare = getattr(answer, "_pb", answer)
    return _OK, json_format.MessageToDict(bare), _trailer(call, "request-id")


def _refusal(error: Any) -> tuple[int, Any, str]:
    """
    Return the status and body of a failure.

    :raises NoAnswer: if it was the line that failed, not Google.
    :raises TooMuch: if the answer is larger than what is read.
    """
    from google.protobuf import json_format

    code, message = error.code().name, redact(str(error.details()))
    id_, packed = _trailer(error, "request-id"), _trailer(error, _FAILURE)
    if not packed and "larger than max" in message:
        raise TooMuch(f"Google Ads over gRPC: {message}", hint="raise ADHELM_OUTBOUND__MAX_BYTES")
    if not packed and code not in _STATUSES:
        raise NoAnswer(f"Google Ads over gRPC ({code}): {message}")
    status = _STATUSES.get(code, _BUSY)
    said: dict[str, Any] = {"code": status, "message": message, "status": code}
    if packed:
        errors = _imported(f"{_PACKAGE}.errors.types.errors")
        failure = errors.GoogleAdsFailure.pb()()
        failure.MergeFromString(packed)
        said["details"] = [{"@type": _TYPE, **json_format.MessageToDict(failure)}]
    return status, {"error": said}, id_


def _trailer(call: Any, name: str) -> Any:
    return dict(call.trailing_metadata() or ()).get(name) or ""


def _channel(url: httpx.URL, way: Way) -> Any:
    """Open a line to a host that was checked, at the very address that was checked."""
    grpc = _imported("grpc")
    port = url.port or (443 if url.scheme == "https" else 80)
    addresses = way.addresses()
    family = "ipv6" if ":" in addresses[0] else "ipv4"
    places = [f"[{one}]" if ":" in one else one for one in addresses]
    same = [one for one in places if (":" in one) == (family == "ipv6")]
    target = f"{family}:" + ",".join(f"{one}:{port}" for one in same)
    options = [
        ("grpc.default_authority", url.netloc.decode()),
        ("grpc.enable_http_proxy", 0),
        ("grpc.max_receive_message_length", way.max_bytes),
        ("grpc.max_send_message_length", -1),
        # A call that failed is judged and sent again by us, or not at all.
        ("grpc.enable_retries", 0),
    ]
    if url.scheme == "http":
        return grpc.insecure_channel(target, options)
    options.append(("grpc.ssl_target_name_override", url.host))
    return grpc.secure_channel(target, grpc.ssl_channel_credentials(), options)


def _opened(method: _Method, channel: Any) -> Any:
    # At DEBUG the package logs whole requests, with the token.
    logging.getLogger("google.ads").setLevel(logging.INFO)
    services = _imported(f"{_PACKAGE}.services.services.{method.module}.transports")
    transport = getattr(services, f"{method.service}ServiceGrpcTransport")(channel=channel)
    return getattr(transport, method.stub)


def _routed(fields: Mapping[str, Any]) -> str:
    from urllib.parse import urlencode

    names = {"customerId": "customer_id", "resourceName": "resource_name"}
    return urlencode({theirs: fields[ours] for ours, theirs in names.items() if ours in fields})


def _client() -> str:
    info = _imported("google.api_core.gapic_v1.client_info")
    version = _imported(f"{_PACKAGE}.gapic_version").__version__
    return str(info.ClientInfo(gapic_version=version).to_user_agent())


def _imported(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError:
        raise NoSdk(
            f"no package of Google's that speaks {VERSION} is installed",
            hint="pip install 'adhelm[google-sdk]', or ADHELM_GOOGLE_ADS__TRANSPORT=rest",
        ) from None


def _camel(mask: str) -> str:
    return re.sub(r"_([a-z0-9])", lambda found: found[1].upper(), mask)


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()
