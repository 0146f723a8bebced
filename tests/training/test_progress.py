"""How far trainings are, and how long the rest takes."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from models.tasks import TASKS
from runtime.files import read_json
from training.progress import Counted, Standing, clock, counted, counting, epoch_line


def test_the_time_left_of_a_training_leaves_out_its_first_step():
    one = Standing("cnn", "cnn s0", epochs=2, steps=100)
    assert one.left() is None
    one.move(1, (), now=50.0)  # 50 s for the first step: TensorFlow traced it
    assert one.left(now=50.0) is None
    one.move(51, ())
    assert one.left(now=60.0) == pytest.approx(149 * 10 / 50)
    assert one.fraction == pytest.approx(51 / 200)


def test_a_resumed_training_counts_its_own_steps():
    one = Standing("cnn", "cnn s0", epochs=10, steps=100)
    one.move(901, (), now=0.0)
    one.move(951, (), now=1.0)
    assert one.left(now=5.0) == pytest.approx(49 * 5 / 50)


@pytest.mark.parametrize("width", [20, 40, 60, 79, 200])
def test_a_line_is_never_wider_than_the_terminal(width):
    one = Standing("SimpleRNN, 1 unit", "SimpleRNN, 1 unit s0", epochs=40, steps=1_719)
    one.move(5_000, ("loss 0.0412", "mean_absolute_error 0.153"))
    one.move(5_100, ("loss 0.0412", "mean_absolute_error 0.153"))
    line = one.words(width)
    assert len(line) <= width
    assert line.startswith("SimpleRNN, 1 unit s0"[:width])
    if width >= 79:
        assert "epoch 3/40" in line
        assert "loss 0.0412" in line
    assert ("mean_absolute_error" in line) == (width == 200)


def test_the_time_left_goes_from_what_was_expected_to_what_was_seen():
    together = Counted(4, seconds=100.0, shares={"small": 1, "large": 3}, whole=8, started=0.0)
    assert together.left({}, now=0.0) == 100
    together.finish("small")
    together.finish("large")
    assert together.fraction({}) == 0.5
    assert together.left({}, now=50.0) == pytest.approx(50)  # as expected
    assert 50 < together.left({}, now=100.0) < 100  # slower than expected
    together.finish("small")
    running = {"large s1": Standing("large", "large s1", epochs=1, steps=10, done=10)}
    assert together.fraction(running) == 1
    assert together.left(running, now=300.0) == 0


def test_without_an_expectation_the_pace_tells():
    together = Counted(3, started=0.0)
    assert together.left({}, now=5.0) is None
    together.finish("a")
    assert together.left({}, now=10.0) == pytest.approx(20)
    assert together.words({}) == "training 2 of 3"
    two = {name: Standing(name, name, 1, 1) for name in "bc"}
    assert together.words(two) == "trainings 2 to 3 of 3"


def test_a_block_joins_the_count_around_it_while_that_has_room():
    assert counted() is None
    with counting(Counted(2)) as lesson:
        with counting(Counted(2)) as group:
            assert group is lesson
            group.finish("a")
            group.finish("b")
        with counting(Counted(1)) as more:  # the lesson trains more than it said
            assert more is not lesson
            assert counted() is more
        assert counted() is lesson
    with counting(Counted(None)), counting(Counted(5)) as own:
        assert own.total == 5
    assert counted() is None


def test_clock():
    assert [clock(seconds) for seconds in (0.4, 9, 70, 7_500)] == ["0:00", "0:09", "1:10", "2:05:00"]


SECONDS = Path(__file__).parents[2] / "chapters/results/seconds.json"  # of every training of the course
NAMES = {name for chapter in read_json(SECONDS)["chapters"].values()
         for name in chapter["trainings"]["default"]["each"]}  # fmt: skip
COURSE = st.sampled_from(sorted(NAMES, key=len)) | st.text("합성곱 abc1,", min_size=1, max_size=max(map(len, NAMES)))
METRICS = [row.metrics for row in TASKS.values()]


@given(COURSE, st.integers(1, 999), st.sampled_from(METRICS), st.booleans(), st.data())
def test_what_an_epoch_came_to_fits_the_narrowest_terminal_and_nothing_is_left_out(name, epoch, metrics, several, data):
    keys = [*metrics, "loss", *(f"val_{key}" for key in (*metrics, "loss"))]
    logs = {key: data.draw(st.floats(-1e9, 1e9) | st.just(float("nan"))) for key in keys}
    seconds = data.draw(st.floats(0, 1e5))
    line = epoch_line(f"{name} s10" if several else "", epoch, 999, logs, seconds)
    assert all(cell_len(part) <= 80 for part in line.split("\n"))
    begins = f"{name} s10, epoch {epoch}/999:" if several else f"epoch {epoch}/999:"
    told = line.split()
    assert told[: len(begins.split())] == begins.split()
    numbers = re.findall(r"(?<= )(?:nan|-?[\d.]+(?:e[+-]\d+)?)(?=[,) ]|$)", " ".join(told[len(begins.split()) :]))
    pairs = [f"{logs[key]:.4g}" for metric in ("loss", *metrics) for key in (metric, f"val_{metric}")]
    assert numbers == [*pairs, f"{seconds:.1f}"]  # the loss first, each beside the one on validation


@pytest.mark.parametrize(
    ("logs", "said"),
    [
        (
            {"accuracy": 0.82141, "loss": 0.49523, "val_accuracy": 0.836, "val_loss": 0.4417},
            "  epoch 4/10: loss 0.4952 (val 0.4417), accuracy 0.8214 (val 0.836), 1.2 s",
        ),
        (
            {"loss": 0.012345, "mean_absolute_error": 0.0987654, "val_loss": 0.012345, "val_mean_absolute_error": 0.1},
            "  epoch 4/10: loss 0.01235 (val 0.01235), mae 0.09877 (val 0.1), 1.2 s",
        ),
        ({"learning_rate": 0.001, "val_own": 2.0}, "  epoch 4/10: learning_rate 0.001, val_own 2, 1.2 s"),
        ({}, "  epoch 4/10: 1.2 s"),
    ],
)
def test_an_epoch_is_told_with_each_value_beside_the_one_on_validation(logs, said):
    assert epoch_line("", 4, 10, logs, 1.2345) == said
