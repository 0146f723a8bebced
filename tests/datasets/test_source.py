import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datasets.dataset import Provenance, Split
from datasets.preparation import characters, pixels, standard, words
from datasets.source import Source, to_dataset
from datasets.windows import Windows
from runtime.errors import UserError

WHERE = Provenance("a test", "0" * 64, "none", "sample")


def source(train, test, **more):
    return Source(**{"task": "binary", "provenance": WHERE, "train": train, "test": test, **more})


def test_scaler_is_fitted_on_the_training_split_alone():
    generator = np.random.default_rng(0)
    train = Split(generator.normal(5, 3, (100, 2)), np.arange(100) % 2)
    test = Split(generator.normal(50, 3, (20, 2)), np.arange(20) % 2)
    data = to_dataset("x", source(train, test, prepare=standard), 10, {})
    np.testing.assert_allclose(data.train.x.mean(axis=0), 0, atol=1e-6)
    np.testing.assert_allclose(data.train.x.std(axis=0), 1, atol=1e-6)
    rest = train.x[10:]
    np.testing.assert_allclose(data.test.x, (test.x - rest.mean(0)) / rest.std(0), rtol=1e-5)
    # Other validation or test values change nothing in the training split.
    other = Split(np.concatenate([train.x[:10] + 99, rest]), train.y)
    np.testing.assert_array_equal(to_dataset("x", source(other, test, prepare=standard), 10, {}).train.x, data.train.x)


def test_classes_without_names_or_vocabulary_are_refused_in_one_sentence():
    three = Split(np.zeros((9, 2)), np.arange(9) % 3)
    with pytest.raises(UserError, match="x has neither class names nor a vocabulary; give its Source class_names"):
        to_dataset("x", source(three, three, task="multiclass"), 3, {})


def test_a_constant_feature_does_not_divide_by_zero():
    assert np.isfinite(standard(np.ones((4, 1))).transform(np.ones((2, 1)))).all()


def test_pixels():
    scaled = pixels(np.zeros(1)).transform(np.arange(256, dtype=np.uint8))
    np.testing.assert_array_equal(scaled, np.arange(256, dtype=np.float32) / np.float32(255))
    assert scaled.dtype == np.float32


def test_vocabulary_comes_from_the_training_split_after_validation_is_carved():
    train = Split(np.array(["only here", "a b b", "b c"], object), np.array([0, 1, 0]))
    test = Split(np.array(["zebra b", ""], object), np.array([1, 0]))
    data = to_dataset("x", source(train, test, prepare=lambda t: words(t, 10, 4)), 1, {})
    assert data.vocabulary == ("", "[UNK]", "b", "a", "c")
    np.testing.assert_array_equal(data.validation.x, [[1, 1, 0, 0]])
    np.testing.assert_array_equal(data.train.x, [[3, 2, 2, 0], [2, 4, 0, 0]])
    np.testing.assert_array_equal(data.test.x, [[1, 2, 0, 0], [1, 0, 0, 0]])
    assert data.train.x.dtype == np.int32


def test_vocabulary_size_counts_padding_and_unknown():
    assert words(np.array(["a a b b c"], object), 4, 3).vocabulary == ("", "[UNK]", "a", "b")
    with pytest.raises(UserError, match="vocabulary_size has to be a whole number of 3 to 2,147,483,647, not 2"):
        words(np.array(["a"], object), 2, 3)
    with pytest.raises(UserError, match="length has to be a whole number of 1 to 5,000, not 0"):
        words(np.array(["a"], object), 9, 0)


@settings(deadline=None)
@given(st.lists(st.integers(1, 5), min_size=2, max_size=12), st.integers(1, 30))
def test_groups_are_never_torn(sizes, validation):
    groups = np.repeat(np.arange(len(sizes)), sizes)
    whole = Split(np.arange(len(groups), dtype=float)[:, None], np.arange(len(groups)) % 2)
    try:
        data = to_dataset("x", source(whole, whole, groups=groups), validation, {})
    except UserError:
        assert validation > len(groups) - sizes[-1]
        return
    held_out = groups[data.validation.x[:, 0].astype(int)]
    assert not set(held_out) & set(groups[data.train.x[:, 0].astype(int)])
    assert validation <= len(held_out) < validation + 5


@settings(deadline=None)
@given(st.integers(1, 6), st.integers(1, 4), st.integers(1, 3), st.integers(10, 40))
def test_windows_are_followed_by_their_targets(length, ahead, stride, steps):
    record = np.arange(steps, dtype=np.float32)[:, None]
    split = Windows(length, ahead, stride).cut(record)
    assert split.x.shape[1:] == (length, 1)
    assert split.y.shape == (len(split), ahead)
    np.testing.assert_array_equal(split.y[:, 0], split.x[:, -1, 0] + 1)
    np.testing.assert_array_equal(split.x[:, 0, 0], np.arange(len(split)) * stride)
    assert split.y.max() <= steps - 1


def test_windows_never_straddle_a_split_and_time_goes_on():
    record = np.arange(100.0)[:, None]
    past, future = Split(record[:80], record[:80]), Split(record[80:], record[80:])
    more = {"task": "regression", "windows": Windows(5), "baseline": "last value"}
    data = to_dataset("x", source(past, future, **more), 16, {})
    assert data.train.x.max() < data.train.y.max() == 63
    assert data.validation.x.min() == 64
    assert data.validation.y.max() == 79
    assert data.test.x.min() == 80
    np.testing.assert_array_equal(data.baseline.predict(data.test.x, 1), data.test.y - 1)


def test_a_record_shorter_than_a_window_is_one_sentence():
    with pytest.raises(UserError, match="smaller length"):
        Windows(10).cut(np.zeros((10, 1)))


def test_characters_become_ids_and_classes():
    record = Split(np.array(list("abababab")), np.array(list("abababab")))
    test = Split(np.array(list("abz")), np.array(list("abz")))
    more = {"task": "multiclass", "prepare": characters, "windows": Windows(2)}
    data = to_dataset("x", source(record, test, **more), 3, {})
    assert data.vocabulary == data.class_names == ("", "[UNK]", "a", "b")
    assert data.outputs == 4
    np.testing.assert_array_equal(data.test.x, [[2, 3]])
    np.testing.assert_array_equal(data.test.y, [1])
