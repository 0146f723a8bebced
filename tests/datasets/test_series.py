import numpy as np
import pytest

import datasets
from datasets.series import generate_time_series


def by_the_book(batch_size, n_steps):
    """Géron's lines with the global generator, in a process state that is put back."""
    state = np.random.get_state()
    try:
        np.random.seed(42)
        freq1, freq2, offsets1, offsets2 = np.random.rand(4, batch_size, 1)
        time = np.linspace(0, 1, n_steps)
        series = 0.5 * np.sin((time - offsets1) * (freq1 * 10 + 10))
        series += 0.2 * np.sin((time - offsets2) * (freq2 * 20 + 20))
        series += 0.1 * (np.random.rand(batch_size, n_steps) - 0.5)
        return series[..., np.newaxis].astype(np.float32)
    finally:
        np.random.set_state(state)


@pytest.mark.parametrize("steps_ahead", [1, 10])
def test_waves_are_the_books_bit_for_bit(steps_ahead):
    book = by_the_book(10_000, 50 + steps_ahead)
    data = datasets.load("waves", steps_ahead=steps_ahead)
    for split, rows in (("train", slice(0, 7_000)), ("validation", slice(7_000, 9_000)), ("test", slice(9_000, None))):
        assert data.split(split).x.tobytes() == book[rows, :50].tobytes()
        assert data.split(split).y.tobytes() == book[rows, 50:, 0].tobytes()


def test_waves_have_the_published_values():
    data = datasets.load("waves")
    np.testing.assert_allclose(data.train.x[0, :3, 0], [0.4596948, 0.31486678, 0.12497123], rtol=0, atol=5e-9)
    naive = data.baseline.predict(data.validation.x, 1)
    assert np.mean((naive - data.validation.y) ** 2) == pytest.approx(0.020211367, abs=5e-9)


def test_waves_touch_no_global_state():
    before = np.random.get_state()[1].copy()
    generate_time_series(3, 5)
    np.testing.assert_array_equal(np.random.get_state()[1], before)


def test_temperatures_can_be_learned():
    data = datasets.load("temperatures")
    assert abs(data.train.x.mean()) < 0.02
    with_bias = lambda x: np.column_stack([x[..., 0], np.ones(len(x))])  # noqa: E731
    weights = np.linalg.lstsq(with_bias(data.train.x), data.train.y, rcond=None)[0]
    error = np.mean((with_bias(data.test.x) @ weights - data.test.y) ** 2)
    assert error < 0.6 * np.mean((data.baseline.predict(data.test.x, 1) - data.test.y) ** 2)


def test_temperatures_splits_are_parts_of_the_year():
    data = datasets.load("temperatures", length=24)
    assert len(data.train) + 24 + len(data.validation) + 24 + len(data.test) + 24 == 8_760
