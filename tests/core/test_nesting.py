import yaml
from hypothesis import given
from hypothesis import strategies as st

from adhelm.core.nesting import depth

LEAF = st.one_of(st.integers(), st.booleans(), st.text("ab ", max_size=4))
TREE = st.recursive(
    LEAF,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3),
        st.dictionaries(st.sampled_from("abc"), inner, min_size=1, max_size=3),
    ),
    max_leaves=30,
)


def nested(node: yaml.Node | None) -> int:
    if isinstance(node, yaml.SequenceNode):
        return 1 + max((nested(each) for each in node.value), default=0)
    if isinstance(node, yaml.MappingNode):
        return 1 + max((nested(value) for _, value in node.value), default=0)
    return 0


class TestDepth:
    @given(TREE)
    def test_is_at_least_that_of_what_is_written_in_one_line(self, tree: object):
        text = yaml.safe_dump(tree, default_flow_style=True, width=10**6)
        assert depth(text) >= nested(yaml.compose(text))

    def test_of_what_is_hard_to_read_is_found_at_once(self):
        assert depth("[" * 9000) == 9000
        assert depth("- " * 9000) >= 9000
        assert depth("{a: " * 5000) == 5000

    def test_of_plain_text_is_little(self):
        assert depth("naming:\n  - pattern: '{market}_{product}'\n") <= 2
