"""How deep and how costly a GraphQL query may be, counted before anything of it is run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from adhelm.core.errors import Invalid
from adhelm.core.written import is_unwritable

if TYPE_CHECKING:
    from graphql import (
        DocumentNode,
        FieldNode,
        FragmentDefinitionNode,
        Node,
        OperationDefinitionNode,
        SelectionSetNode,
    )

# Fields that answer a page, with as many nodes as they answer if nobody says.
PAGES: Mapping[str, int] = MappingProxyType({"query": 1000, "campaigns": 100, "budgets": 100})
MOST_NODES: Mapping[str, int] = MappingProxyType(
    {"query": 10_000, "campaigns": 1000, "budgets": 1000}
)
# Lists inside a node: as long as they usually are.
_INNER_LISTS: Mapping[str, int] = MappingProxyType({"platforms": 4, "budgetHistory": 20})
_ROOT_COST = 10
_INTROSPECTION_DEPTH = 20
# Lists of the schema's own description, each of which leads back to all types.
_ENDLESS = frozenset({"fields", "inputFields", "interfaces", "possibleTypes"})
_ENDLESS_DEPTH = 3
# Fields of such a question, each fragment as often as it is spread.
_MOST_DESCRIBED = 2000


class TooDeep(Invalid):
    """The query nests deeper than is allowed."""

    code = "graphql.too_deep"


class TooCostly(Invalid):
    """The query asks for more than is allowed at once."""

    code = "graphql.too_costly"


class Unreadable(Invalid):
    """The query is no GraphQL, or names what there is not."""

    code = "graphql.invalid"


class ReadOnly(Invalid):
    """The query would change something, or go on for ever."""

    code = "graphql.read_only"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one query may ask for."""

    depth: int = 8
    """Of fields in fields; the description of the schema has a depth of its own."""
    cost: int = 100_000
    """Ten for each field at the top, and one for each value it may answer."""
    fields: int = 5
    """At the top: each asks the database or the warehouse."""
    tokens: int = 2000
    """Words and signs of the query's text …"""
    written: int = 500
    """… and fields in it: they are held against each other, two by two."""


@dataclass(frozen=True, slots=True)
class Weight:
    """What a selection comes to."""

    depth: int = 0
    cost: int = 0
    fields: int = 0

    def beside(self, other: Weight) -> Weight:
        """Return the weight of both, one beside the other."""
        return Weight(
            max(self.depth, other.depth), self.cost + other.cost, self.fields + other.fields
        )


def admit(text: str, variables: Mapping[str, Any], *, limits: Limits) -> None:
    """
    Let a query pass that stays within the limits.

    :raises Unreadable: if it is no GraphQL.
    :raises ReadOnly: if it is a mutation or a subscription.
    :raises TooDeep: if it nests too deep.
    :raises TooCostly: if it asks for too much.
    """
    from graphql import GraphQLError, OperationDefinitionNode, OperationType, parse

    try:
        document = parse(text, max_tokens=limits.tokens)
        _check_written(document, limits)
        for definition in document.definitions:
            if isinstance(definition, OperationDefinitionNode):
                if definition.operation is not OperationType.QUERY:
                    raise ReadOnly("GraphQL only reads here", hint="change it under /api/v1")
                _check(_Scale(document, definition, variables).weight(), limits)
    except RecursionError:
        raise _too_deep(limits) from None
    except GraphQLError as error:
        if "tokens" in error.message:
            raise TooCostly(
                "the query's text is too long", hint=f"at most {limits.tokens:,} words and signs"
            ) from None
        if "too deeply" in error.message:
            raise _too_deep(limits) from None
        raise Unreadable(error.message, hint="see https://spec.graphql.org") from None


def _too_deep(limits: Limits) -> TooDeep:
    return TooDeep("the query nests too deep", hint=f"at most {limits.depth} levels")


def _check_written(document: DocumentNode, limits: Limits) -> None:
    from graphql import StringValueNode, Visitor, visit

    class Written(Visitor):
        fields = 0

        def enter_field(self, *_: Any) -> None:
            self.fields += 1

        def enter_string_value(self, node: StringValueNode, *_: Any) -> None:
            if is_unwritable(node.value):
                raise Unreadable("a text holds NUL or half of a character", hint="leave it out")

    written = Written()
    visit(document, written)
    if written.fields > limits.written:
        raise TooCostly(
            f"the query has {written.fields} fields", hint=f"at most {limits.written} in its text"
        )


def _check(weight: Weight, limits: Limits) -> None:
    if weight.depth > limits.depth:
        raise TooDeep(f"the query nests {weight.depth} levels deep", hint=f"at most {limits.depth}")
    if weight.fields > limits.fields:
        raise TooCostly(
            f"the query asks for {weight.fields} fields at the top",
            hint=f"at most {limits.fields} in one request",
        )
    if weight.cost > limits.cost:
        raise TooCostly(
            f"the query may cost {weight.cost:,}",
            hint=f"at most {limits.cost:,}: fewer fields, or a smaller `first`",
        )


@dataclass(slots=True)
class _Scale:
    """Weighs one operation; each fragment once, however often it is spread."""

    document: DocumentNode
    operation: OperationDefinitionNode
    variables: Mapping[str, Any]
    fragments: dict[str, FragmentDefinitionNode] = field(init=False)
    known: dict[tuple[str, bool], Weight] = field(default_factory=dict)
    within: set[str] = field(default_factory=set)
    described: int = 0

    def __post_init__(self) -> None:
        from graphql import FragmentDefinitionNode

        self.fragments = {
            each.name.value: each
            for each in self.document.definitions
            if isinstance(each, FragmentDefinitionNode)
        }

    def weight(self) -> Weight:
        """Return the weight of the operation."""
        return self._selected(self.operation.selection_set, at_top=True)

    def _selected(self, selections: SelectionSetNode | None, *, at_top: bool) -> Weight:
        from graphql import FieldNode, FragmentSpreadNode, InlineFragmentNode

        whole = Weight()
        for each in selections.selections if selections else ():
            if isinstance(each, FieldNode):
                found = self._field(each, at_top=at_top)
            elif isinstance(each, InlineFragmentNode):
                found = self._selected(each.selection_set, at_top=at_top)
            elif isinstance(each, FragmentSpreadNode):
                found = self._spread(each.name.value, at_top=at_top)
            whole = whole.beside(found)
        return whole

    def _spread(self, name: str, *, at_top: bool) -> Weight:
        key = (name, at_top)
        if key not in self.known:
            if name not in self.fragments or name in self.within:
                raise Unreadable(f"the fragment '{name}' is missing, or spreads itself")
            self.within.add(name)
            inner = self.fragments[name].selection_set
            self.known[key] = self._selected(inner, at_top=at_top)
            self.within.discard(name)
        return self.known[key]

    def _field(self, node: FieldNode, *, at_top: bool) -> Weight:
        name = node.name.value
        if name.startswith("__"):
            self._check_description(node, 0, 0)
            return Weight(1, 1, 0)
        inner = self._selected(node.selection_set, at_top=False)
        if not at_top:
            times = _INNER_LISTS.get(name, 1)
            return Weight(inner.depth + 1, 1 + inner.cost * times, 0)
        values = max(inner.cost, self._columns(node)) * self._nodes(node)
        return Weight(inner.depth + 1, _ROOT_COST + values, 1)

    def _nodes(self, node: FieldNode) -> int:
        name = node.name.value
        usual, most = PAGES.get(name, _INNER_LISTS.get(name, 1)), MOST_NODES.get(name, 1)
        said = self._argument(node, "first")
        if said is None:
            return usual
        return said if isinstance(said, int) and 0 <= said <= most else most

    def _columns(self, node: FieldNode) -> int:
        asked = [self._argument(node, name) for name in ("metrics", "by")]
        return sum(len(each) for each in asked if isinstance(each, (list, tuple)))

    def _argument(self, node: FieldNode, name: str) -> Any:
        from graphql import value_from_ast_untyped

        for each in node.arguments or ():
            if each.name.value == name:
                return value_from_ast_untyped(each.value, {**self._usual(), **self.variables})
        return None

    def _usual(self) -> dict[str, Any]:
        from graphql import value_from_ast_untyped

        return {
            each.variable.name.value: value_from_ast_untyped(each.default_value)
            for each in self.operation.variable_definitions or ()
            if each.default_value is not None
        }

    def _check_description(self, node: Node, depth: int, endless: int) -> None:
        """Let a question about the schema itself pass, unless it goes round in it."""
        from graphql import FieldNode, FragmentSpreadNode

        inner: SelectionSetNode | None
        if isinstance(node, FragmentSpreadNode):
            name = node.name.value
            if name not in self.fragments or depth > _INTROSPECTION_DEPTH:
                raise TooDeep("the question about the schema goes too deep")
            inner = self.fragments[name].selection_set
        else:
            inner = getattr(node, "selection_set", None)
        if isinstance(node, FieldNode):
            endless += node.name.value in _ENDLESS
        self.described += 1
        spun = self.described > _MOST_DESCRIBED
        if depth > _INTROSPECTION_DEPTH or endless > _ENDLESS_DEPTH or spun:
            raise TooDeep(
                "the question about the schema goes too deep", hint="what tools usually ask"
            )
        for each in inner.selections if inner else ():
            self._check_description(each, depth + 1, endless)
