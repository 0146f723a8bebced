"""The memory task: labels, delays, and networks on delays they were not trained on."""

from functools import partial
from types import SimpleNamespace

import numpy as np
import pytest

from chapters.ch07_recurrent_networks import recurrent
from chapters.material.recurrent.lesson_output import print_memory
from chapters.material.recurrent.memory_task import Remembered, after_delay, difference_after, make_memory, remembered


@pytest.fixture(scope="module")
def memory():
    return make_memory(10, train=3_000, validation=100, test=400)


def delays_of(x):
    """Steps after the marked one."""
    return x.shape[1] - 1 - x[:, :, 1].argmax(axis=1)


def test_the_label_is_the_sign_of_the_marked_step(memory):
    for split in (memory.train, memory.validation, memory.test):
        values, marks = split.x[..., 0], split.x[..., 1]
        assert (marks.sum(axis=1) == 1).all()
        assert (((values * marks).sum(axis=1) > 0) == split.y).all()
    assert (len(memory.train), len(memory.validation), len(memory.test)) == (3_000, 100, 400)
    assert set(delays_of(memory.train.x)) == set(range(11))


def test_without_the_mark_nothing_tells_the_label(memory):
    """Every other step is on the label's side as often as not, whatever the delay."""
    values, delays = memory.train.x[..., 0], delays_of(memory.train.x)
    last = values[delays > 0][:, -1] > 0
    assert abs(np.mean(last == memory.train.y[delays > 0]) - 0.5) < 0.05


@pytest.mark.parametrize(("delay", "steps"), [(3, 11), (10, 11), (40, 41)])
def test_only_the_delay_is_longer_than_in_training(delay, steps):
    x, y = after_delay(delay, trained_to=10, count=200)
    assert x.shape == (200, steps, 2)
    assert set(delays_of(x)) == {delay}
    assert (((x[..., 0] * x[..., 1]).sum(axis=1) > 0) == y).all()
    assert 60 < y.sum() < 140


def test_a_network_is_tested_on_delays_it_was_not_trained_on():
    """A network that always answers "above 0" is right as often as that is the answer."""
    recipe = partial(recurrent, cell="SimpleRNN", units=(2,))
    model = recipe((11, 2), 1, "binary")
    model.set_weights([*(0 * weights for weights in model.get_weights()[:-1]), np.ones(1)])
    settings = {"data": {"options": {"longest": 10}}}
    found = remembered([SimpleNamespace(name="c", model=model, settings=settings)] * 2, recipe, (5, 20), count=300)
    assert (found.name, found.trained_to, list(found.accuracy)) == ("c", 10, [5, 20])
    for delay, values in found.accuracy.items():
        assert values.tolist() == [after_delay(delay, 10, 300)[1].mean()] * 2


FOUND = [
    Remembered("SimpleRNN", 10, {40: np.array([0.5, 0.75])}),
    Remembered("LSTM", 10, {40: np.array([1.0, 0.5])}),
    Remembered("SimpleRNN", 40, {40: np.array([0.0, 0.0])}),
]


def test_the_claim_compares_networks_that_were_trained_on_the_same_delays():
    assert difference_after(40, FOUND, 10) == [0.5, -0.25]


def test_what_is_printed_are_means_over_seeds(capsys):
    print_memory(FOUND)
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 80
    cells = [line.split() for line in lines if line.startswith(("SimpleRNN", "LSTM"))]
    assert [line[-1] for line in cells] == ["0.625", "0.750", "0.000"]
