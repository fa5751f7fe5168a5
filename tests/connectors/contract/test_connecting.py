"""How platforms are found by name, and reached where the settings say."""

import pytest

from adhelm.connectors.contract import (
    Address,
    Connector,
    IncompleteCredential,
    Link,
    Part,
    Platforms,
    UnknownConnector,
)
from adhelm.connectors.wire import keep_nothing
from adhelm.core.clock import SetClock
from adhelm.core.http import client

OWN = Address("https://ads.example")
SET = Address("http://127.0.0.1:8601/ads")
HERS = Address("http://127.0.0.1:9000/ads")


def platforms(clock: SetClock, **addresses: Address) -> Platforms:
    # What is opened is the link itself: the test sees what a reader would be given.
    made = Connector(
        name="ads",
        title="Ads",
        credential=(Part("access_token", "made in the console"), Part("proxy", "", needed=False)),
        address=OWN,
        hosts=("files.ads.example",),
        open_reader=lambda link: link,  # type: ignore[arg-type,return-value]
        open_writer=lambda link: link,  # type: ignore[arg-type,return-value]
    )
    return Platforms(
        {"ads": made},
        http=lambda _: client(),
        clock=clock,
        addresses=addresses,
        transports={"ads": "pigeon"},
    )


def opened(made: Platforms, address: Address | None = None, **credential: str) -> Link:
    link = made.reader("ads", credential, address=address, keep=keep_nothing)
    assert isinstance(link, Link)
    link.http.close()
    return link


class TestPlatforms:
    def test_know_their_connectors_by_name(self, clock: SetClock) -> None:
        made = platforms(clock)
        assert (made.names, made.connector("ads").title) == (("ads",), "Ads")
        with pytest.raises(UnknownConnector) as raised:
            made.connector("adz")
        assert "ads" in raised.value.hint

    def test_reach_a_platform_at_its_own_address(self, clock: SetClock) -> None:
        assert opened(platforms(clock), access_token="t").address == OWN

    def test_carry_calls_as_the_settings_say(self, clock: SetClock) -> None:
        assert opened(platforms(clock), access_token="t").transport == "pigeon"

    def test_let_the_settings_go_before(self, clock: SetClock) -> None:
        assert opened(platforms(clock, ads=SET), access_token="t").address == SET

    def test_let_a_connection_s_own_address_go_before_all(self, clock: SetClock) -> None:
        assert opened(platforms(clock, ads=SET), HERS, access_token="t").address == HERS

    @pytest.mark.parametrize("given", [{}, {"access_token": ""}])
    def test_say_what_a_credential_lacks(self, clock: SetClock, given: dict[str, str]) -> None:
        made = platforms(clock)
        for door in (made.reader, made.writer):
            with pytest.raises(IncompleteCredential, match="made in the console") as raised:
                door("ads", given, keep=keep_nothing)
            assert raised.value.hint


class TestLink:
    def test_does_not_show_its_credential(self, clock: SetClock) -> None:
        assert "sesame" not in repr(opened(platforms(clock), access_token="sesame"))
