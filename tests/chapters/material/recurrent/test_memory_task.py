"""The memory task: labels, delays, and networks on delays they were not trained on."""

from dataclasses import replace
from functools import partial
from types import SimpleNamespace

import numpy as np
import pytest

import comparison
from chapters.ch07_recurrent_networks import SETTINGS, STUDY, recurrent
from chapters.material.recurrent.memory_task import (
    BEFORE,
    Remembered,
    after_delay,
    difference_after,
    make_memory,
    memory_of_lesson,
    remembered,
)


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
    assert memory.input_shape == memory.train.x.shape[1:]
    counts = np.bincount(delays_of(memory.train.x), minlength=11)
    assert counts.shape == (11,) and counts.min() > 200


def test_without_the_mark_nothing_tells_the_label(memory):
    """Every other step is on the label's side as often as not, whatever the delay."""
    values, delays = memory.train.x[..., 0], delays_of(memory.train.x)
    last = values[delays > 0][:, -1] > 0
    assert abs(np.mean(last == memory.train.y[delays > 0]) - 0.5) < 0.05


def random_steps(x):
    """Before the marked one in each series, and after it."""
    values, places = x[..., 0] != 0, x[..., 1].argmax(axis=1)
    steps = np.arange(x.shape[1])
    before = (values & (steps < places[:, None])).sum(axis=1)
    return before, (values & (steps > places[:, None])).sum(axis=1)


def test_nothing_but_the_delay_differs(memory):
    """Random steps once filled the series: the longer the delay, the fewer stood before the mark."""
    for x in (memory.train.x, *(after_delay(delay, 10, 50)[0] for delay in (1, 10, 40))):
        before, after = random_steps(x)
        assert set(before) == {BEFORE}
        assert np.array_equal(after, delays_of(x))


@pytest.mark.parametrize(("delay", "longest"), [(3, 10), (10, 10), (40, 40)])
def test_new_series_have_one_delay(delay, longest):
    x, y = after_delay(delay, trained_to=10, count=200)
    assert x.shape == (200, BEFORE + 1 + longest, 2)
    assert set(delays_of(x)) == {delay}
    assert (((x[..., 0] * x[..., 1]).sum(axis=1) > 0) == y).all()
    assert 60 < y.sum() < 140


def test_a_linear_model_cannot_solve_it(memory):
    """The label is the sign of a product; a network that reads step by step has to note and keep it."""
    assert comparison.sklearn_baseline(memory)["test"]["accuracy"] < 0.7


def run_of(model):
    return SimpleNamespace(model=model, settings={"data": {"options": {"longest": 10}}})


def test_a_network_is_tested_on_delays_it_was_not_trained_on():
    """A network that always answers "above 0" is right as often as that is the answer."""
    recipe = partial(recurrent, cell="SimpleRNN", units=(2,))
    models = [recipe((16, 2), 1, "binary") for _ in range(2)]
    for model, bias in zip(models, (1, -1), strict=True):
        model.set_weights([*(0 * weights for weights in model.get_weights()[:-1]), np.full(1, bias)])
    row = SimpleNamespace(label="c", runs=[*map(run_of, models)])
    found = remembered(SimpleNamespace(rows=[row], runs=row.runs), {"c": recipe}, {20, 5}, count=300)["c"]
    assert (found.name, found.trained_to, list(found.right)) == ("c", 10, [5, 20])
    for delay, right in found.right.items():
        above = after_delay(delay, 10, 300)[1].mean()
        assert right.mean(axis=1) == pytest.approx([above, 1 - above])
        assert found.accuracy[delay] == pytest.approx(0.5)


def row_of(label, parameters):
    runs = [
        SimpleNamespace(settings={"seed": seed, "epochs": 3}, parameters=parameters, record={}) for seed in range(5)
    ]
    return SimpleNamespace(label=label, runs=runs)


def test_the_difference_after_a_delay_covers_seeds_and_series():
    draw = np.random.default_rng(0)
    always = Remembered(row_of("LSTM", 8), 10, {40: np.ones((5, 200))})
    often = Remembered(row_of("SimpleRNN", 4), 10, {40: (draw.random((5, 200)) < 0.8).astype(float)})
    found = difference_after(40, always, often)
    assert found.difference == pytest.approx(1 - often.right[40].mean())
    assert (found.seeds, found.examples, found.paired) == (5, 200, True)
    assert found.uncertainty.examples is not None
    assert found.sides["differs"] == {"parameters": [8, 4]}
    assert found.evidence.startswith("accuracy after 40 steps of LSTM minus accuracy after 40 steps of SimpleRNN: +0.2")


def test_a_quick_run_has_few_examples_also_that_of_a_study():
    asked = (STUDY, SETTINGS.with_flags({"quick": True}), replace(STUDY, quick=True))
    assert [len(memory_of_lesson(4, settings).train) for settings in asked] == [4_000, 500, 500]
