"""What a checkpoint can hold comes back as it was: value, type, and order."""

from collections import Counter, OrderedDict, defaultdict, deque, namedtuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training.packing import is_plain, packed, unpacked

KEYS = st.one_of(st.integers(), st.text(max_size=3), st.tuples(st.integers(), st.booleans()))
LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=5), st.binary(max_size=5),
    st.sets(KEYS, max_size=3), st.frozensets(KEYS, max_size=3), st.complex_numbers(allow_nan=False),
)  # fmt: skip
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.tuples(inner, inner),
        st.dictionaries(KEYS, inner, max_size=3),
        st.dictionaries(st.sampled_from(["map", "array", "tuple", "most"]), inner, max_size=3),
        st.lists(inner, max_size=3).map(lambda items: deque(items, 5)),
        st.dictionaries(KEYS, inner, max_size=3).map(OrderedDict),
    ),
    max_leaves=8,
)


def again(value):
    return unpacked(*packed(value))


@settings(deadline=None, max_examples=200)
@given(VALUES)
def test_values_come_back(value):
    assert is_plain(value)
    assert repr(again(value)) == repr(value) or again(value) == value
    assert type(again(value)) is type(value)


def test_special_containers_come_back_whole():
    recent = again(deque([1, 2], maxlen=2))
    assert (recent, recent.maxlen) == (deque([1, 2]), 2)
    counted = again({"a": Counter("aab"), "b": defaultdict(list, {1: [2]})})
    assert counted["a"].most_common(1) == [("a", 2)]
    assert counted["b"][7] == []
    assert counted["b"][1] == [2]
    assert again(np.float32(0.1)).dtype == np.float32
    assert again({3: np.arange(2)})[3].tolist() == [0, 1]


@pytest.mark.parametrize("kind", ["PCG64", "MT19937", "Philox", "SFC64"])
def test_a_generator_goes_on_where_it_was(kind):
    one = np.random.Generator(getattr(np.random, kind)(3))
    one.random(5)
    other = again(one)
    assert np.array_equal(one.random(9), other.random(9))


def test_what_cannot_be_held():
    circle: list = []
    circle.append(circle)
    point = namedtuple("point", "x")(1)
    for value in (
        object(),
        open,
        circle,
        point,
        {"a": [object()]},
        np.array([{}], dtype=object),
        defaultdict(lambda: 1),
    ):
        assert not is_plain(value)


@pytest.mark.parametrize(
    "text",
    ['{"generator": {"map": {"bit_generator": "RandomState"}}}', '{"eval": ["1"]}', '{"defaultdict": [], "of": "open"}',
     '{"bytes": "zz"}', '{"deque": [], "most": -1}', '{"deque": [], "most": 1e400}', '{"dict": [1]}', "{}",
     '{"a": 1, "b": 2}', '{"set": [{"map": {}}]}', '{"Counter": [[[], 1]]}',
     '{"complex": [1, 2, 3]}', '{"array": "b"}', '{"map": 3}'],
)  # fmt: skip
def test_texts_of_others_are_refused(text):
    with pytest.raises((ValueError, KeyError, TypeError, AttributeError, OverflowError)):
        unpacked(text, {})
