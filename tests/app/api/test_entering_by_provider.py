"""A browser that comes back from a sign-in provider …"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlparse

import httpx  # noqa: TID253 - a browser of its own
import pytest
from fastapi import FastAPI
from joserfc import jwk, jwt
from starlette.requests import Request  # noqa: TC002 - FastAPI reads it
from tests.app.api.conftest import served

from adhelm.app.api import create_app
from adhelm.app.wiring import open_provider, open_services
from adhelm.core.clock import Clock, SetClock
from adhelm.core.db import Database
from adhelm.core.errors import AdhelmError
from adhelm.core.secrets import Keyring
from adhelm.core.services import Services
from adhelm.core.settings import Settings
from adhelm.govern import accounts
from adhelm.govern.accounts import Provider, Role

CLIENT, SECRET = "adhelm", "s3cret & more"
RSA = jwk.RSAKey.generate_key(2048, parameters={"kid": "one", "alg": "RS256", "use": "sig"})
OTHER = jwk.RSAKey.generate_key(2048, parameters={"kid": "one"})


@dataclass
class Login:
    """A provider that signs whom it is told to, and may be made to lie."""

    clock: SetClock
    issuer: str = ""
    person: dict[str, Any] = field(default_factory=dict)
    lies: dict[str, Any] = field(default_factory=dict)
    key: Any = field(default_factory=lambda: RSA)
    algorithm: str = "RS256"
    asked: dict[str, dict[str, str]] = field(default_factory=dict)

    def app(self) -> FastAPI:
        app = FastAPI()

        @app.get("/.well-known/openid-configuration")
        def discover() -> dict[str, str]:
            return {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
            }

        @app.get("/keys")
        def keys() -> dict[str, Any]:
            return {"keys": [RSA.as_dict(private=False)]}

        @app.post("/token")
        async def token(request: Request) -> dict[str, str]:
            form = _first(parse_qs((await request.body()).decode()))
            asked = self.asked.pop(form["code"])
            assert asked["redirect_uri"] == form["redirect_uri"]
            digest = hashlib.sha256(form["code_verifier"].encode()).digest()
            assert _packed(digest) == asked["code_challenge"]
            sent = base64.b64decode(request.headers["authorization"].removeprefix("Basic "))
            assert sent == b"adhelm:s3cret+%26+more"
            return {"id_token": self.signed(asked["nonce"])}

        return app

    def signed(self, nonce: str) -> str:
        now = int(self.clock.now().timestamp())
        claims = {
            "iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": nonce,
            **self.person, **self.lies,
        }  # fmt: skip
        if self.algorithm in {"none", "HS256"}:
            return self._by_hand(claims)
        header = {"alg": self.algorithm, "kid": "one"}
        return jwt.encode(header, claims, self.key, algorithms=[self.algorithm])

    def _by_hand(self, claims: dict[str, Any]) -> str:
        parts = ({"alg": self.algorithm}, claims)
        signed = ".".join(_packed(json.dumps(one).encode()) for one in parts)
        public = RSA.as_pem(private=False)
        mark = hmac.digest(public, signed.encode(), "sha256") if self.algorithm != "none" else b""
        return f"{signed}.{_packed(mark)}"

    def sign_in(self, browser: httpx.Client, *, state: str = "", code: str = "") -> httpx.Response:
        """Walk a browser there and back."""
        left = browser.get("/api/v1/auth/oidc", timeout=60)
        assert left.status_code == 303, left.text
        asked = {
            name: value[0]
            for name, value in parse_qs(urlparse(left.headers["location"]).query).items()
        }
        assert (asked["client_id"], asked["code_challenge_method"]) == (CLIENT, "S256")
        code = code or f"code-{time.monotonic_ns()}"
        self.asked[code] = asked
        return browser.get(
            "/api/v1/auth/oidc/callback", params={"code": code, "state": state or asked["state"]}
        )


def _packed(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _first(found: dict[str, list[str]]) -> dict[str, str]:
    return {name: values[0] for name, values in found.items()}


class Trusting(Services):
    """The same parts, and a provider whose word stands for a second factor."""

    def __init__(self, parts: Services) -> None:
        super().__init__()
        self._parts = parts

    def get(self, kind: type[Any]) -> Any:
        found = self._parts.get(kind)
        return replace(found, trusts_factors=True) if kind is Provider else found


@dataclass
class House:
    """An installation that knows the provider."""

    url: str
    login: Login
    parts: dict[str, Any]
    admin: Any
    services: Any
    trusting: str
    """Where the provider's word stands for a second factor."""

    @property
    def keyring(self) -> Keyring:
        found: Keyring = self.services.get(Keyring)
        return found

    def browser(self, *, trusting: bool = False) -> httpx.Client:
        return httpx.Client(base_url=self.trusting if trusting else self.url, timeout=60)

    def invite(self, email: str, role: Role = Role.viewer) -> str:
        made = accounts.invite(principal=self.admin, **self.parts, email=email, role=role)
        return made.token.reveal()


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    clock = SetClock(datetime(2026, 3, 1, 9, tzinfo=UTC))
    login = Login(clock)
    home = tmp_path_factory.mktemp("home")
    with served(login.app()) as issuer:
        login.issuer = issuer
        (home / "adhelm.toml").write_text(
            f'[oidc]\nissuer = "{issuer}"\nclient_id = "{CLIENT}"\nclient_secret = "{SECRET}"\n'
            f'[outbound]\nallow = ["{urlparse(issuer).netloc}"]\n'
        )
        services, _ = open_services(home=home)
        services.register(Clock, lambda: clock)  # type: ignore[type-abstract]  # the key
        parts: Any = {"database": services.get(Database), "clock": clock}
        first = accounts.bootstrap(**parts, workspace_id="acme", username="root")
        caller = accounts.authenticate(**parts, token=first.key.secret.reveal())
        admin = accounts.principal_of(
            database=parts["database"], caller=caller, workspace_id="acme"
        )
        with served(create_app(services)) as url, served(create_app(Trusting(services))) as other:
            yield House(url, login, parts, admin, services, other)
        services.close()


@pytest.fixture
def house(place: House) -> House:
    place.login.lies, place.login.key, place.login.algorithm = {}, RSA, "RS256"
    place.login.person = {}
    return place


def known(house: House, name: str) -> str:
    """Make somebody a member who signed up with a password."""
    email = f"{name}@x.example"
    joined = accounts.accept_invitation(
        **house.parts, token=house.invite(email), username=name, password="seven-unlikely-otters"
    )
    house.login.person = {"sub": f"sub-{name}", "email": email, "email_verified": True}
    return joined.person.id


class TestSignIn:
    def test_finds_a_member_by_a_verified_address_and_then_by_subject(self, house):
        person_id = known(house, "ada")
        with house.browser() as browser:
            back = house.login.sign_in(browser)
            assert (back.status_code, back.headers["location"]) == (303, "/")
            assert browser.get("/api/v1/auth/me").json()["person_id"] == person_id
        house.login.person = {"sub": "sub-ada", "email": "new@elsewhere.example"}
        with house.browser() as browser:
            house.login.sign_in(browser)
            assert browser.get("/api/v1/auth/me").json()["person_id"] == person_id

    def test_makes_a_person_of_who_is_invited_with_that_role_alone(self, house):
        house.invite("bo@x.example", Role.operator)
        house.login.person = {"sub": "bo", "email": "Bo@X.example", "email_verified": True}
        with house.browser() as browser:
            assert house.login.sign_in(browser).status_code == 303
            (entered,) = browser.get("/api/v1/auth/me").json()["workspaces"]
        assert (entered["id"], entered["role"]) == ("acme", "operator")

    @pytest.mark.parametrize("verified", [True, False, None, "true"])
    def test_lets_nobody_in_who_is_not_invited(self, house, verified):
        house.login.person = {
            "sub": "cy", "email": "cy@x.example", "email_verified": verified,
        }  # fmt: skip
        with house.browser() as browser:
            back = house.login.sign_in(browser)
            assert (back.status_code, back.json()["code"]) == (403, "auth.not_invited")
            assert browser.get("/api/v1/auth/me").status_code == 401

    def test_takes_no_address_that_is_not_verified(self, house):
        known(house, "di")
        house.login.person["email_verified"] = False
        with house.browser() as browser:
            assert house.login.sign_in(browser).json()["code"] == "auth.not_invited"

    def test_ends_what_somebody_else_made_of_an_address(self, house):
        accounts.register(
            **house.parts, email="zoe@x.example", username="zoe", password="seven-unlikely-otters"
        )
        squatter = accounts.login(**house.parts, name="zoe", password="seven-unlikely-otters")
        house.invite("zoe@x.example", Role.admin)
        house.login.person = {"sub": "zoe", "email": "zoe@x.example", "email_verified": True}
        with house.browser() as browser:
            assert house.login.sign_in(browser).status_code == 303
        with pytest.raises(AdhelmError, match="worth nothing"):
            accounts.authenticate(**house.parts, token=squatter.access.reveal())
        with pytest.raises(AdhelmError, match="wrong"):
            accounts.login(**house.parts, name="zoe", password="seven-unlikely-otters")

    def test_lets_nobody_in_who_was_deactivated(self, house):
        person_id = known(house, "fay")
        with house.browser() as browser:
            house.login.sign_in(browser)
            accounts.deactivate(principal=house.admin, **house.parts, person_id=person_id)
            assert browser.get("/api/v1/auth/me").status_code == 401
            assert house.login.sign_in(browser).json()["code"] == "auth.sign_in_refused"


@pytest.fixture
def twofold(house: House) -> Callable[[], str]:
    """Somebody whom the provider knows, and who has a second factor here."""
    name = f"two{time.monotonic_ns()}"
    who = accounts.person(database=house.parts["database"], person_id=known(house, name))
    secret = accounts.enrol_factor(**house.parts, keyring=house.keyring, person=who).secret.reveal()
    parts = {**house.parts, "keyring": house.keyring}
    accounts.confirm_factor(**parts, person=who, code=shown(house, secret))
    house.login.clock.advance(timedelta(seconds=60))
    return lambda: shown(house, secret)


def shown(house: House, secret: str) -> str:
    """Return what an app shows now."""
    counted = int(house.login.clock.now().timestamp()) // 30
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.digest(key, counted.to_bytes(8, "big"), "sha1")
    at = digest[-1] & 15
    number = int.from_bytes(digest[at : at + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**6:06}"


def give(browser: httpx.Client, code: str) -> httpx.Response:
    headers = {"origin": str(browser.base_url).rstrip("/")}
    return browser.post("/api/v1/auth/oidc/second-factor", json={"code": code}, headers=headers)


class TestASecondFactor:
    def test_is_asked_for_after_the_provider(self, house, twofold):
        with house.browser() as browser:
            back = house.login.sign_in(browser)
            assert (back.status_code, back.headers["location"]) == (303, "/?sign-in=second-factor")
            assert browser.get("/api/v1/auth/me").status_code == 401
            assert give(browser, "000000").json()["code"] == "auth.wrong_code"
            code = twofold()
            assert give(browser, code).status_code == 201
            assert browser.get("/api/v1/auth/me").status_code == 200
            browser.cookies.clear()
            assert give(browser, twofold()).json()["code"] == "auth.sign_in_refused"

    def test_is_no_code_that_came_before_and_none_after_many_wrong_ones(self, house, twofold):
        with house.browser() as browser:
            house.login.sign_in(browser)
            arrived = browser.cookies["adhelm_arrival"]
            code = twofold()
            assert give(browser, code).status_code == 201
            browser.cookies.set("adhelm_arrival", arrived)
            told = [give(browser, code) for _ in range(12)]
            assert told[0].json()["code"] == "auth.wrong_code"
            assert told[-1].json()["code"] == "auth.locked_out"

    def test_runs_out_and_cannot_be_made_up(self, house, twofold):
        with house.browser() as browser:
            house.login.sign_in(browser)
            arrived = browser.cookies["adhelm_arrival"]
            for wrong in ("", "x.y", arrived[:-4] + "AAAA", "a" * 400):
                browser.cookies.set("adhelm_arrival", wrong)
                told = give(browser, twofold())
                assert (told.status_code, told.json()["code"]) == (401, "auth.sign_in_refused")
            house.login.clock.advance(timedelta(minutes=11))
            browser.cookies.set("adhelm_arrival", arrived)
            assert give(browser, twofold()).json()["code"] == "auth.sign_in_refused"

    @pytest.mark.parametrize(
        ("trusted", "methods", "to"),
        [
            (False, ["pwd", "mfa"], "/?sign-in=second-factor"),
            (True, ["pwd", "mfa"], "/"),
            (True, ["pwd"], "/?sign-in=second-factor"),
            (True, "mfa", "/?sign-in=second-factor"),
            (True, None, "/?sign-in=second-factor"),
        ],
    )
    def test_of_the_provider_counts_where_the_setting_trusts_it(
        self, house, twofold, trusted, methods, to
    ):
        assert twofold()
        house.login.lies = {} if methods is None else {"amr": methods}
        with house.browser(trusting=trusted) as browser:
            assert house.login.sign_in(browser).headers["location"] == to

    def test_is_not_asked_of_who_has_none(self, house):
        known(house, "lea")
        with house.browser() as browser:
            assert house.login.sign_in(browser).headers["location"] == "/"


class TestALie:
    @pytest.mark.parametrize(
        "lies",
        [
            {"nonce": "another"},
            {"nonce": None},
            {"aud": "somebody-else"},
            {"aud": [CLIENT, "somebody-else"]},
            {"azp": "somebody-else"},
            {"iss": "https://evil.example"},
            {"exp": 1},
            {"exp": None},
            {"iat": 4_000_000_000},
            {"sub": None},
        ],
    )
    def test_of_the_token_is_seen(self, house, lies):
        house.login.person = {"sub": "g", "email": "root@x.example", "email_verified": True}
        house.login.lies = lies
        self._refused(house)

    def test_of_another_key_is_seen(self, house):
        house.login.key = OTHER
        self._refused(house)

    def test_of_no_signature_is_seen(self, house):
        house.login.algorithm = "none"
        self._refused(house)

    def test_of_the_public_key_as_a_secret_is_seen(self, house):
        house.login.algorithm = "HS256"
        self._refused(house)

    def _refused(self, house: House) -> None:
        house.login.person = house.login.person or {"sub": "h"}
        with house.browser() as browser:
            back = house.login.sign_in(browser)
            assert (back.status_code, back.json()["code"]) == (401, "auth.sign_in_refused")
            assert "adhelm_session" not in browser.cookies


class TestAState:
    def test_works_once(self, house):
        known(house, "ida")
        with house.browser() as browser:
            back = house.login.sign_in(browser)
            assert back.status_code == 303
            url = str(back.request.url)
            assert browser.get(url).json()["code"] == "auth.sign_in_refused"

    def test_belongs_to_the_browser_that_left(self, house):
        known(house, "joe")
        with house.browser() as browser, house.browser() as other:
            left = browser.get("/api/v1/auth/oidc", timeout=60)
            state = parse_qs(urlparse(left.headers["location"]).query)["state"][0]
            back = house.login.sign_in(other, state=state)
            assert back.json()["code"] == "auth.sign_in_refused"

    @pytest.mark.parametrize("state", ["made-up", "é", "x" * 4000])
    def test_that_nobody_left_with_is_refused(self, house, state):
        with house.browser() as browser:
            back = house.login.sign_in(browser, state=state)
            assert back.json()["code"] == "auth.sign_in_refused"

    def test_runs_out(self, house):
        known(house, "kim")
        with house.browser() as browser:
            left = browser.get("/api/v1/auth/oidc", timeout=60)
            state = parse_qs(urlparse(left.headers["location"]).query)["state"][0]
            house.login.clock.advance(timedelta(minutes=10))
            back = browser.get("/api/v1/auth/oidc/callback", params={"code": "c", "state": state})
            assert back.json()["code"] == "auth.sign_in_refused"


class TestWithoutAProvider:
    def test_there_is_no_such_way_in(self, tmp_path):
        services, _ = open_services(home=tmp_path)
        with served(create_app(services)) as url:
            told = httpx.get(f"{url}/api/v1/auth/oidc", timeout=60)
        services.close()
        assert (told.status_code, told.json()["code"]) == (404, "auth.no_provider")

    def test_what_is_not_allowed_is_not_asked(self, house, tmp_path):
        (tmp_path / "adhelm.toml").write_text(
            f'[oidc]\nissuer = "{house.login.issuer}"\nclient_id = "{CLIENT}"\n'
        )
        services, _ = open_services(home=tmp_path)
        with served(create_app(services)) as url:
            told = httpx.get(f"{url}/api/v1/auth/oidc", timeout=60)
        plain = open_provider(services.get(Settings))
        assert isinstance(plain, Provider)
        assert not plain.trusts_factors
        services.close()
        assert "ADHELM_OUTBOUND__ALLOW" in told.json()["hint"]
