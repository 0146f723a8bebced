"""Hyperparameters that are checked by their name."""

import inspect
import pickle

import numpy as np
import pytest

import models
from models.hyperparameters import CHECKS, checked
from runtime.errors import UserError


@checked("growth_rate", "stem_pooling")
def recipe(input_shape, outputs, task, *, growth_rate=32, stem_pooling=True, other="x"):
    return growth_rate, stem_pooling, other


def test_what_is_right_comes_as_pythons():
    given = recipe((8, 8, 1), 2, "binary", growth_rate=np.int64(4), stem_pooling=np.False_)
    assert given == (4, False, "x")
    assert [type(value) for value in given] == [int, bool, str]
    assert recipe((8, 8, 1), 2, "binary", other="y") == (32, True, "y")


@pytest.mark.parametrize("bad", [{"growth_rate": 0}, {"growth_rate": 2.0}, {"stem_pooling": "no"}, {"stem_pooling": 1}])
def test_what_is_wrong_is_named(bad):
    with pytest.raises(UserError, match=f"^{next(iter(bad))} has to be"):
        recipe((8, 8, 1), 2, "binary", **bad)


def test_the_recipe_stays_what_it_is():
    assert recipe.__name__ == "recipe"
    assert list(inspect.signature(recipe).parameters)[3:] == ["growth_rate", "stem_pooling", "other"]
    assert pickle.loads(pickle.dumps(models.densenet)) is models.densenet


@pytest.mark.parametrize("value", [0, -1, 1.5, True, "0.5", None, float("nan"), 10**400])
def test_compression_is_a_part(value):
    with pytest.raises(UserError, match="compression has to be a number above 0"):
        CHECKS["compression"]("compression", value)
    assert CHECKS["compression"]("compression", 1) == 1.0


@pytest.mark.parametrize(("name", "bad"), [
    ("vgg", {"hidden": 3}), ("alexnet", {"hidden": (0,)}), ("xception", {"entry_filters": ()}),
    ("lenet5", {"activation": 3}),
    ("resnet", {"bottleneck": "no"}), ("densenet", {"stem_strides": 0}), ("randomly_wired", {"regime": "large"}),
])  # fmt: skip
def test_of_the_gallery(name, bad):
    with pytest.raises(UserError, match=f"^{next(iter(bad))} "):
        getattr(models, name)((64, 64, 1), 3, "multiclass", **bad)


@pytest.mark.parametrize(
    "shape", [(8.5, 8, 1), (8, 8, -3), ("8", "8", "1"), (10**400, 8, 1), 8, None, np.zeros((2, 2))]
)
def test_what_is_no_image(shape):
    with pytest.raises(UserError, match="resnet needs images of"):
        models.resnet(shape, 3, "multiclass")
