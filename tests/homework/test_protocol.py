import io
import struct
from collections import namedtuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from homework.checking.protocol import Held, ProtocolError, read_message, write_message

PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**62), 2**62)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inside: st.lists(inside, max_size=4) | st.dictionaries(st.text(max_size=5), inside, max_size=4),
    max_leaves=20,
)
ARRAYS = hnp.arrays(
    st.sampled_from([np.float64, np.float32, np.int64, np.int32, np.uint8, np.bool_]),
    hnp.array_shapes(min_dims=0, max_dims=3),
)


def sent(message, hold=None):
    stream = io.BytesIO()
    write_message(stream, message, hold)
    stream.seek(0)
    return read_message(stream)


@given(PLAIN)
def test_plain_values_arrive_as_they_were(value):
    assert sent({"value": value}) == {"value": value}


@given(ARRAYS)
def test_arrays_arrive_bit_for_bit(array):
    came = sent({"value": [array]})["value"][0]
    assert (came.dtype, came.shape, came.tobytes()) == (array.dtype, array.shape, array.tobytes())


def test_tuples_numbers_and_transposed_arrays():
    came = sent({"value": (np.float32(0.5), np.arange(6).reshape(2, 3).T, float("nan"))})["value"]
    assert came[0] == 0.5
    assert came[1].tolist() == [[0, 3], [1, 4], [2, 5]]
    assert np.isnan(came[2])


def test_a_text_of_numpy_and_a_named_tuple_are_a_text_and_a_list():
    point = namedtuple("point", "x y")
    came = sent({"value": point(np.str_("first"), np.array(["a", "b"])[1])})["value"]
    assert came == ["first", "b"]
    assert type(came[0]) is str


def test_what_does_not_cross_is_held_or_refused():
    kept = []

    def hold(thing):
        kept.append(thing)
        return Held(len(kept) - 1, type(thing).__name__)

    things = [object(), np.array([object()]), 2**70, 1 + 2j, {1: 2}]
    came = sent({"value": things}, hold)["value"]
    assert came == [Held(i, type(thing).__name__) for i, thing in enumerate(things)]
    with pytest.raises(ProtocolError, match="does not cross"):
        sent({"value": object()})


def test_an_object_that_says_it_is_an_array_is_asked_for_its_bytes_only():
    class Liar(np.ndarray):
        def __eq__(self, other):
            return True

    came = sent({"value": np.zeros(3).view(Liar)})["value"]
    assert type(came) is np.ndarray


@given(st.binary(max_size=200))
def test_no_bytes_make_anything_else_fail(garbage):
    with pytest.raises((ProtocolError, EOFError)):
        read_message(io.BytesIO(garbage + b"\xff"))


def test_sizes_are_not_believed():
    with pytest.raises(ProtocolError, match="too long"):
        read_message(io.BytesIO(struct.pack("<II", 2**31, 0)))
    header = b'{"object": {}}'
    huge = struct.pack("<II", len(header), 1) + header + struct.pack("<I", 2**31)
    with pytest.raises(ProtocolError, match="MiB"):
        read_message(io.BytesIO(huge))
    lying = io.BytesIO()
    np.lib.format.write_array_header_1_0(lying, {"descr": "<f8", "fortran_order": False, "shape": (10**9, 10**3)})
    blob = b"\x93NUMPY\x01\x00" + lying.getvalue() if not lying.getvalue().startswith(b"\x93") else lying.getvalue()
    with pytest.raises(ProtocolError, match="not as it should be"):
        read_message(io.BytesIO(struct.pack("<II", len(header), 1) + header + struct.pack("<I", len(blob)) + blob))


def test_nothing_is_unpickled():
    class Bomb:
        def __reduce__(self):
            return (pytest.fail, ("unpickled",))

    stream = io.BytesIO()
    np.save(stream, np.array([Bomb()]), allow_pickle=True)
    header, blob = b'{"object": {}}', stream.getvalue()
    with pytest.raises(ProtocolError):
        read_message(io.BytesIO(struct.pack("<II", len(header), 1) + header + struct.pack("<I", len(blob)) + blob))


def test_too_deep_and_too_large_is_refused():
    deep = []
    for _ in range(100):
        deep = [deep]
    with pytest.raises(ProtocolError, match="deep"):
        sent({"value": deep})
    with pytest.raises(ProtocolError, match="MiB"):
        sent({"value": np.zeros(10_000_000)})


@pytest.mark.parametrize("value", ['{"held": Infinity, "kind": "x"}', '{"held": "1", "kind": "x"}', "1" + "0" * 400])
def test_numbers_that_nothing_holds_are_refused(value):
    header = f'{{"object": {{"value": {value}}}}}'.encode()
    with pytest.raises(ProtocolError):
        read_message(io.BytesIO(struct.pack("<II", len(header), 0) + header))
