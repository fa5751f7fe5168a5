"""The sandbox, and what judges its answers, name only codes that Google's own package knows."""

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest

import adhelm

ROOT = Path(adhelm.__file__).parent
VERSION = "v26"
FAMILY, NAME = re.compile(r"[a-z]\w*Error"), re.compile(r"[A-Z][A-Z0-9_]+")
JUDGED = re.compile(r"([a-z]\w*Error)\.([A-Z][A-Z0-9_]+)")


def sources(place: str) -> list[Path]:
    return sorted((ROOT / place).rglob("*.py"))


def said() -> Iterator[tuple[str, str, str]]:
    """Yield where, which family and which name, of every call that names both."""
    for path in sources("sandbox/google_ads"):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(call, ast.Call):
                continue
            texts = [
                one.value
                for given in call.args
                if not isinstance(given, ast.Call)
                for one in ast.walk(given)
                if isinstance(one, ast.Constant) and isinstance(one.value, str)
            ]
            families = [one for one in texts if FAMILY.fullmatch(one)]
            if getattr(call.func, "id", getattr(call.func, "attr", "")) == "refuse":
                families = families or ["queryError", "changeEventError", "changeStatusError"]
            for name in texts if families else ():
                if NAME.fullmatch(name):
                    yield f"{path.name}:{call.lineno}", "|".join(families), name


@pytest.mark.skipif(find_spec("grpc") is None, reason="the extra google-sdk is not installed")
def test_every_code_is_googles() -> None:
    errors = import_module(f"google.ads.googleads.{VERSION}.errors.types.errors")
    known = {
        field.json_name: set(field.enum_type.values_by_name)
        for field in errors.ErrorCode.pb().DESCRIPTOR.fields
    }
    judged = [
        (path.name, *found)
        for path in sources("connectors/google_ads")
        for found in JUDGED.findall(path.read_text(encoding="utf-8"))
    ]
    found = [*said(), *judged]
    strange = [
        (where, families, name)
        for where, families, name in found
        if not any(name in known.get(family, ()) for family in families.split("|"))
    ]
    assert strange == []
    assert len(found) > 60
