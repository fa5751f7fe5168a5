import pytest

from adhelm.core.services import Services


class _Part:
    def __init__(self, name: str) -> None:
        self.name = name


class _Other(_Part):
    pass


class _Unused(_Part):
    pass


class TestServices:
    def test_makes_each_part_once_on_first_use(self):
        made: list[_Part] = []

        def make() -> _Part:
            made.append(_Part("a"))
            return made[-1]

        services = Services()
        services.register(_Part, make)
        assert made == []
        assert services.get(_Part) is services.get(_Part) is made[0]
        assert len(made) == 1

    def test_closes_what_was_made_last_first(self):
        closed: list[_Part] = []
        services = Services()
        services.register(_Part, lambda: _Part("x"), close=closed.append)
        services.register(_Other, lambda: _Other("x"), close=closed.append)
        services.register(_Unused, lambda: _Unused("x"), close=closed.append)
        part = services.get(_Part)
        other = services.get(_Other)
        services.close()
        services.close()
        assert closed == [other, part]

    def test_makes_a_part_anew_after_closing(self):
        services = Services()
        services.register(_Part, lambda: _Part("a"))
        first = services.get(_Part)
        services.close()
        assert services.get(_Part) is not first

    def test_lets_a_part_use_another(self):
        services = Services()
        services.register(str, lambda: "acme")
        services.register(_Part, lambda: _Part(services.get(str)))
        assert services.get(_Part).name == "acme"

    def test_knows_only_what_was_registered(self):
        with pytest.raises(KeyError):
            Services().get(_Part)
