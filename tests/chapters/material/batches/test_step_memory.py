"""Memory of a step: numbers that are kept, counted by hand, and a measurement beside what they take."""

import pytest

import datasets
from chapters.ch12_epochs_and_batches import network
from chapters.material.batches import StepMemory, print_memory, weigh_steps
from chapters.material.batches.step_memory import numbers_kept
from runtime.backend import keras


def test_numbers_that_are_kept_are_the_input_and_the_outputs_of_layers_with_weights():
    assert numbers_kept(network((28, 28, 1), 10, "multiclass")) == 784 + 300 + 100 + 10
    images = keras.Sequential(
        [keras.Input((8, 8, 1)), keras.layers.Conv2D(4, 3), keras.layers.Flatten(), keras.layers.Dense(2)]
    )
    assert numbers_kept(images) == 64 + 6 * 6 * 4 + 2


@pytest.mark.slow
def test_a_large_batch_takes_at_least_its_outputs():
    size = 20_000
    memory = weigh_steps(network, datasets.load("digits"), [size])
    if memory.measured[size] is None:
        pytest.skip("this system does not tell")
    assert memory.computed == {size: 4 * size * (64 + 300 + 100 + 10)}
    assert 0.5 * memory.computed[size] < memory.measured[size] < 6 * memory.computed[size]


def test_what_was_measured_is_printed_beside_what_was_computed(capsys):
    print_memory(StepMemory(1_024, {256: 3 * 2**20, 512: 4 * 2**20, 1_024: None}))
    printed = capsys.readouterr().out.splitlines()
    assert any("it takes 2.0 to 3.0 times these numbers" in line for line in printed), "not exactly in proportion"
    assert max(map(len, printed)) <= 80
    lines = [line.split() for line in printed]
    assert ["256", "1.0", "3.0"] in lines
    assert ["1,024", "4.0", "not", "known"] in lines


def test_nothing_is_printed_where_nothing_was_weighed(capsys):
    print_memory(weigh_steps(network, datasets.load("digits"), []))
    assert capsys.readouterr().out == ""
