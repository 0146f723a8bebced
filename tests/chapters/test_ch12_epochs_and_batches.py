"""Chapter 12: the batches of an epoch, counted and computed, and the memory of a step."""

import numpy as np
import pytest

import datasets
from chapters.ch12_epochs_and_batches import count_stream, network, portions
from chapters.step_memory import of_steps, outputs_of
from runtime.backend import keras


@pytest.mark.parametrize(("examples", "size"), [(1_000, 128), (1_000, 125), (1_000, 1), (7, 10), (10, 10)])
def test_portions_are_those_of_a_range(examples, size):
    assert portions(examples, size) == [
        len(range(examples)[start : start + size]) for start in range(0, examples, size)
    ]


def test_the_stream_has_the_portions_and_every_example_once_an_epoch():
    data = datasets.load("digits").take(1_000)
    sizes, times = count_stream(data, 128, epochs=3, seed=5)
    assert sizes == portions(1_000, 128) == [128] * 7 + [104]
    assert times.tolist() == [3] * 1_000


def test_the_stream_is_the_one_a_training_reads():
    """With the same seed and epoch, the numbers that are counted are the examples that are gathered."""
    data = datasets.load("digits").take(100)
    order = data.order(5, 0)
    first = next(iter(data.batches("train", 30, seed=5, epoch=0)))[0].numpy()
    assert np.array_equal(first, data.train.x[order[:30]])


def test_the_network_is_the_books():
    assert network((28, 28, 1), 10, "multiclass").count_params() == 266_610
    assert network((2,), 1, "binary").layers[-1].activation.__name__ == "sigmoid"


def test_numbers_that_are_kept_are_the_input_and_the_outputs_of_layers_with_weights():
    assert outputs_of(network((28, 28, 1), 10, "multiclass")) == 784 + 300 + 100 + 10
    images = keras.Sequential(
        [keras.Input((8, 8, 1)), keras.layers.Conv2D(4, 3), keras.layers.Flatten(), keras.layers.Dense(2)]
    )
    assert outputs_of(images) == 64 + 6 * 6 * 4 + 2


def test_a_large_batch_takes_at_least_its_outputs():
    size = 20_000
    (extra,) = of_steps(network, (8, 8, 1), 10, "multiclass", [size])
    if extra is None:
        pytest.skip("this system does not tell")
    computed = 4 * size * outputs_of(network((8, 8, 1), 10, "multiclass"))
    assert 0.5 * computed < extra < 6 * computed
