"""`Dataset`: take, order, batches."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import datasets
from runtime.errors import UserError

pytestmark = pytest.mark.smoke


@pytest.fixture(scope="module")
def data():
    return datasets.load("fashion_mnist").take(1_000)


@settings(max_examples=25, deadline=None)
@given(few=st.integers(1, 500), more=st.integers(500, 1_000))
def test_take_is_nested_and_balanced(data, few, more):
    small, large = data.take(few), data.take(more)
    counts = np.bincount(small.train.y, minlength=10)
    assert counts.max() - counts.min() <= 1
    rows = {row.tobytes() for row in large.train.x}
    assert all(row.tobytes() in rows for row in small.train.x)
    assert small.test is data.test


@pytest.mark.parametrize("n", [0, -1, 1_001])
def test_take_more_than_there_is(data, n):
    with pytest.raises(UserError, match="take between 1 and that"):
        data.take(n)


@given(seed=st.integers(0, 2**32 - 1), epoch=st.integers(0, 1000))
def test_order_is_a_pure_permutation(data, seed, epoch):
    order = data.order(seed, epoch)
    assert np.array_equal(np.sort(order), np.arange(1_000))
    assert np.array_equal(order, data.order(seed, epoch))
    assert not np.array_equal(order, data.order(seed, epoch + 1))


def test_order_is_the_same_in_a_new_process(data, fresh):
    code = "import datasets; print(*datasets.load('fashion_mnist').take(1000).order(7, 3)[:20])"
    assert fresh("-c", code).stdout.split() == [str(i) for i in data.order(7, 3)[:20]]


def test_the_lectures_1000_and_128(data):
    sizes = [len(y) for _, y in data.batches("train", 128, seed=0)]
    assert sizes == [128] * 7 + [104]


def test_batches_are_the_order(data):
    now = [0]
    stream = data.batches("train", 100, seed=5, epoch=lambda: now[0])
    members = []
    for epoch in range(2):
        now[0] = epoch
        y = [part.numpy() for _, part in stream]
        assert np.array_equal(np.concatenate(y), data.train.y[data.order(5, epoch)])
        members.append(set(data.order(5, epoch)[:100]))
    assert members[0] != members[1]  # batches are mixed anew, not moved as blocks


def test_a_fit_has_no_phantom_step_and_a_new_order_every_epoch(data):
    from runtime.backend import keras

    seen, epoch = [], [0]

    class Watch(keras.callbacks.Callback):
        def on_epoch_begin(self, number, logs=None):
            epoch[0] = number

    model = keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(10, activation="softmax")])
    model.compile("sgd", "sparse_categorical_crossentropy")
    stream = data.batches("train", 128, seed=0, epoch=lambda: seen.append(epoch[0]) or epoch[0])
    assert int(stream.cardinality()) == 8
    model.fit(stream, epochs=3, shuffle=False, verbose=0, callbacks=[Watch()])
    assert int(model.optimizer.iterations) == 3 * 8
    assert {0, 1, 2} <= set(seen)


@pytest.mark.parametrize("batch_size", [1, 7, 999, 1_000, 1_001])
@pytest.mark.parametrize("seed", [None, 3])
def test_every_example_comes_once_an_epoch(data, batch_size, seed):
    stream = data.batches("train", batch_size, seed=seed)
    assert int(stream.cardinality()) == -(-1_000 // batch_size)
    order = np.arange(1_000) if seed is None else data.order(seed, 0)
    y = np.concatenate([y.numpy() for _, y in stream])
    assert np.array_equal(y, data.train.y[order])


def test_nothing_is_left_after_the_last_step(data):
    assert [int(data.batches("train", 128, seed=0, first_step=step).cardinality()) for step in (7, 8)] == [1, 0]
    assert list(data.batches("train", 128, seed=0, first_step=8)) == []
    assert [len(y) for _, y in data.batches("train", 128, seed=0, first_step=7)] == [104]


def test_batches_can_start_in_the_middle(data):
    whole = [y.numpy() for _, y in data.batches("train", 128, seed=0, epoch=2)]
    rest = data.batches("train", 128, seed=0, epoch=2, first_step=5)
    assert int(rest.cardinality()) == 3
    assert all(np.array_equal(a, b.numpy()) for a, (_, b) in zip(whole[5:], rest, strict=True))


def test_only_training_is_shuffled(data):
    with pytest.raises(UserError, match="only the training split is shuffled"):
        data.batches("test", 32, seed=0)
    with pytest.raises(UserError, match="split 'valid' does not exist"):
        data.split("valid")


def test_validation_is_a_fraction_or_a_number_of_first_examples():
    tenth, first = (datasets.load("fashion_mnist", validation=v) for v in (0.1, 500))
    assert (len(tenth.validation), len(first.validation)) == (1_000, 500)
    assert np.array_equal(first.validation.x, tenth.validation.x[:500])


@pytest.mark.parametrize("validation", [0, 0.0, 1.0, 10_000, -5])
def test_validation_must_leave_both_splits(validation):
    with pytest.raises(UserError, match="leaves a split empty"):
        datasets.load("fashion_mnist", validation=validation)


def test_unknown_names_and_options():
    with pytest.raises(UserError, match=r"dataset 'fashion' is unknown; did you mean fashion_mnist\?"):
        datasets.load("fashion")
    with pytest.raises(UserError, match="has no option 'noise'; it takes none"):
        datasets.load("fashion_mnist", noise=1)
    assert datasets.options("fashion_mnist") == {}


def test_the_baseline_predicts_class_frequencies(data):
    prediction = data.baseline.predict(data.test.x, data.outputs)
    assert prediction.shape == (10_000, 10)
    np.testing.assert_allclose(prediction.sum(axis=1), 1, rtol=1e-5)
