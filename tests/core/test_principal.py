import pytest

from adhelm.core.errors import Forbidden
from adhelm.core.principal import Actor, Principal, Scope, local


class TestRequire:
    @pytest.mark.parametrize("scope", Scope)
    def test_lets_pass_only_who_holds_the_scope(self, scope: Scope):
        Principal(Actor.key, "k1", "acme", frozenset({scope})).require(scope)
        others = frozenset(Scope) - {scope}
        with pytest.raises(
            Forbidden, match=f"key 'k1' may not {scope} in workspace 'acme'"
        ) as raised:
            Principal(Actor.key, "k1", "acme", others).require(scope)
        assert scope in raised.value.hint


class TestLocal:
    def test_may_propose_and_never_approve(self, principal: Principal):
        assert principal == local("acme")
        principal.require(Scope.propose)
        with pytest.raises(Forbidden):
            principal.require(Scope.approve)
