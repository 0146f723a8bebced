from hypothesis import given
from hypothesis import strategies as st

from runtime.nearest import hint

NAMES = ("dense", "convolutional", "recurrent")


def test_the_nearest_name_or_what_else_to_say():
    assert hint("desne", NAMES, "choose one") == "did you mean dense?"
    assert hint("", NAMES, "choose one") == "choose one"
    assert hint("con", NAMES, "choose one") == "choose one"
    assert hint("con", NAMES, "choose one", cutoff=0.3) == "did you mean convolutional?"
    assert hint("conv", NAMES, "choose one") == "did you mean convolutional?"  # a part of one name
    assert hint("DENSE", NAMES, "choose one") == "did you mean dense?"
    assert hint("mlp", ["MLP"], "choose one") == "did you mean MLP?"


@given(st.sampled_from(NAMES))
def test_a_known_name_is_nearest_to_itself(name):
    assert hint(name, NAMES, "") == f"did you mean {name}?"
