"""Google Ads over gRPC: each call becomes the one that the REST side answers, and back.

Needs Google's own package (`adhelm[google-sdk]`) for its messages; imported when somebody calls.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from typing import Any

import grpc
import orjson
from google.protobuf import json_format

from adhelm.sandbox.frame import Call, Outcome
from adhelm.sandbox.google_ads.errors import VERSION
from adhelm.sandbox.google_ads.fields import snake

_PACKAGE = f"google.ads.googleads.{VERSION}"
_FAILURE = f"{_PACKAGE}.errors.googleadsfailure-bin"
_NAME = re.compile(rf"/{re.escape(_PACKAGE)}\.services\.(?P<service>\w+)Service/(?P<method>\w+)")
_THREADS = 8
_OK = 200
# A number that no enum has: how a value of tomorrow arrives at today's callers.
_TOMORROW = 99_999
_CODES = {
    400: grpc.StatusCode.INVALID_ARGUMENT,
    401: grpc.StatusCode.UNAUTHENTICATED,
    403: grpc.StatusCode.PERMISSION_DENIED,
    404: grpc.StatusCode.NOT_FOUND,
    429: grpc.StatusCode.RESOURCE_EXHAUSTED,
}
# service/method -> its path below `customers/<id>`; '{}' is the last part of a resource's name.
_PATHS = {
    "Customer/ListAccessibleCustomers": ":listAccessibleCustomers",
    "GoogleAds/Search": "/googleAds:search",
    "GoogleAds/SearchStream": "/googleAds:searchStream",
    "GoogleAds/Mutate": "/googleAds:mutate",
    "Campaign/MutateCampaigns": "/campaigns:mutate",
    "CampaignBudget/MutateCampaignBudgets": "/campaignBudgets:mutate",
    "CampaignCriterion/MutateCampaignCriteria": "/campaignCriteria:mutate",
    "AdGroup/MutateAdGroups": "/adGroups:mutate",
    "AdGroupAd/MutateAdGroupAds": "/adGroupAds:mutate",
    "AdGroupCriterion/MutateAdGroupCriteria": "/adGroupCriteria:mutate",
    "UserList/MutateUserLists": "/userLists:mutate",
    "ConversionUpload/UploadClickConversions": ":uploadClickConversions",
    "OfflineUserDataJob/CreateOfflineUserDataJob": "/offlineUserDataJobs:create",
    "OfflineUserDataJob/AddOfflineUserDataJobOperations": "/offlineUserDataJobs/{}:addOperations",
    "OfflineUserDataJob/RunOfflineUserDataJob": "/offlineUserDataJobs/{}:run",
}
_OWN_NAMES = {
    "Search": "SearchGoogleAds",
    "SearchStream": "SearchGoogleAdsStream",
    "Mutate": "MutateGoogleAds",
}


class GrpcFront:
    """A gRPC server on a free port of 127.0.0.1, which asks for every answer."""

    def __init__(self, ask: Callable[[Call], Outcome]) -> None:
        pool = ThreadPoolExecutor(_THREADS)
        options = [("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1)]
        self._server = grpc.server(pool, [_Methods(ask)], options=options)
        self.port = int(self._server.add_insecure_port("127.0.0.1:0"))
        self._server.start()

    def close(self) -> None:
        """Stop at once."""
        self._server.stop(None).wait()


@dataclass(frozen=True, slots=True)
class _Method:
    """One method: where REST has it, and its messages."""

    path: str
    request: Any
    response: Any

    def call(self, data: bytes, metadata: Mapping[str, str]) -> Call:
        """Return the call that REST would have had."""
        asked = json_format.MessageToDict(self.request.FromString(data))
        name = str(asked.pop("resourceName", "")).split("/")
        customer = str(asked.pop("customerId", "")) or (name[1] if name[1:] else "")
        path = f"/google/{VERSION}/customers{'/' * bool(customer)}{customer}"
        path += self.path.replace("{}", name[-1])
        verb = "GET" if not customer else "POST"
        return Call(verb, path, "", metadata, orjson.dumps(asked), "http://127.0.0.1")

    def message(self, content: Mapping[str, Any]) -> bytes:
        """Return an answer of REST as it goes over gRPC, without what no message has."""
        fitting = _fitted(content, self.response.DESCRIPTOR)
        made = json_format.ParseDict(fitting, self.response())
        return bytes(made.SerializeToString())


class _Methods:
    """Finds the method of a call."""

    def __init__(self, ask: Callable[[Call], Outcome]) -> None:
        self._ask = ask

    def service(self, details: Any) -> Any:
        """Return what answers a call; None for what there is not, such as another version."""
        found = _NAME.fullmatch(details.method)
        method = _method(found["service"], found["method"]) if found else None
        if method is None:
            return None
        metadata = {name: str(value) for name, value in details.invocation_metadata}

        def stream(data: bytes, context: Any) -> Iterator[bytes]:
            for part in _contents(self._ask(method.call(data, metadata)), context):
                yield method.message(part)

        def unary(data: bytes, context: Any) -> bytes:
            return next(stream(data, context))

        if method.path.endswith("Stream"):
            return grpc.unary_stream_rpc_method_handler(stream)
        return grpc.unary_unary_rpc_method_handler(unary)


@lru_cache
def _method(service: str, name: str) -> _Method | None:
    path = _PATHS.get(f"{service}/{name}")
    if path is None:
        return None
    types = import_module(f"{_PACKAGE}.services.types.{snake(service).lstrip('_')}_service")
    # The messages of failures are inside others by name only.
    import_module(f"{_PACKAGE}.errors.types.errors")
    own = _OWN_NAMES.get(name, name)
    request = getattr(types, f"{own}Request").pb()
    if name == "RunOfflineUserDataJob":
        return _Method(path, request, import_module("google.longrunning.operations_pb2").Operation)
    return _Method(path, request, getattr(types, f"{own}Response").pb())


def _contents(outcome: Outcome, context: Any) -> list[dict[str, Any]]:
    """Return the messages of an answer as JSON; a refusal ends the call."""
    reply = outcome.reply
    if outcome.lost or outcome.half:
        context.abort(grpc.StatusCode.UNAVAILABLE, "Socket closed")
    try:
        content = orjson.loads(reply.body)
    except orjson.JSONDecodeError:
        context.abort(grpc.StatusCode.UNKNOWN, f"Received http2 header with status: {reply.status}")
    parts = content if isinstance(content, list) else [content]
    id_ = reply.headers.get("request-id", "")
    trailers: list[tuple[str, str | bytes]] = [("request-id", id_)] if id_ else []
    if reply.status == _OK:
        context.set_trailing_metadata(trailers)
        return parts
    error = parts[0]["error"]
    trailers += [(_FAILURE, _failure(one)) for one in error.get("details") or ()]
    context.set_trailing_metadata(trailers)
    context.abort(_CODES.get(reply.status, grpc.StatusCode.INTERNAL), str(error["message"]))
    raise AssertionError("unreachable")


def _failure(said: Mapping[str, Any]) -> bytes:
    kind = import_module(f"{_PACKAGE}.errors.types.errors").GoogleAdsFailure.pb()
    own = {name: value for name, value in said.items() if name != "@type"}
    return bytes(json_format.ParseDict(own, kind()).SerializeToString())


def _fitted(content: Mapping[str, Any], descriptor: Any) -> dict[str, Any]:
    """Return what a message can hold of an object."""
    fields = _fields(descriptor)
    return {
        name: _value(value, fields[name])
        for name, value in content.items()
        if name in fields and value is not None
    }


@lru_cache(maxsize=4096)
def _fields(descriptor: Any) -> dict[str, Any]:
    return {field.json_name: field for field in descriptor.fields}


def _value(value: Any, field: Any) -> Any:
    if isinstance(value, list):
        return [_value(one, field) for one in value]
    if field.enum_type is not None and isinstance(value, str):
        return value if value in field.enum_type.values_by_name else _TOMORROW
    known = field.message_type
    if isinstance(value, dict) and not known.full_name.startswith("google.protobuf."):
        return _fitted(value, known)
    return value
