"""`fit` on examples that are read when they are needed: the bits of the same examples in memory, and no more memory."""

import json
import os
import sys
from dataclasses import replace
from functools import partial

import numpy as np
import pytest

import comparison
import datasets
import models
import training
from datasets import Split, rows
from runtime.backend import keras
from runtime.errors import UserError
from training.checks import check_data
from training.code_identity import content
from training.settings import describe_data

SPLITS = ("train", "validation", "test")
SLOW = "one: the training examples are read when they are needed"


class Reader:
    """Gives one example at a time, and can stop in the middle of a training."""

    def __init__(self, x, most=None):
        self.x, self.most, self.asked = x, most, 0

    def __len__(self):
        return len(self.x)

    def __getitem__(self, number):
        if not isinstance(number, int):
            raise TypeError("one number")
        self.asked += 1
        if self.most is not None and self.asked > self.most:
            raise OSError("the disk is gone")
        return self.x[number]


class EveryStep(keras.callbacks.Callback):
    """Wants every step, so that the training goes through `model.fit`."""

    def on_train_batch_end(self, batch, logs=None):
        pass


@pytest.fixture
def data():
    """212 images of 8 x 8."""
    return datasets.load("digits").take(212)


def read_from(data, source, splits=SPLITS):
    return replace(data, **{name: Split(source(name, data.split(name).x), data.split(name).y) for name in splits})


@pytest.fixture
def mapped(data, tmp_path):
    def source(name, x):
        x.tofile(tmp_path / name)
        return np.memmap(tmp_path / name, x.dtype, "r", shape=x.shape)

    return read_from(data, source)


@pytest.fixture
def given(data):
    return read_from(data, lambda name, x: Reader(x))


@pytest.fixture
def fit(tmp_path):
    recipe = partial(models.dense, hidden=(16,), dropout=0.3, l2=1e-3, batch_normalization=True)
    return partial(training.fit, recipe, name="a", epochs=2, patience=1, verbose=0)


def result(run):
    return run.metrics, run.record["fingerprints"], run.record["settings"]["data"], run.record["baseline"]


def test_the_bits_are_those_of_an_array_on_both_paths(data, mapped, given, fit, tmp_path):
    fast = fit(data, folder=tmp_path / "fast")
    single = fit(data, folder=tmp_path / "single", callbacks=[EveryStep])
    assert [run.record["steps_per_call"][:4] for run in (fast, single)] == ["many", "one:"]
    assert result(single) == result(fast)
    for name, each in (("mapped", mapped), ("given", given)):
        read = fit(each, folder=tmp_path / name)
        assert read.record["steps_per_call"] == SLOW
        assert result(read) == result(fast)
        assert read.folder.name == fast.folder.name
        for part in SPLITS:
            prediction = f"{part}_prediction"
            np.testing.assert_array_equal(read.predictions[prediction], fast.predictions[prediction])


def test_some_splits_may_be_in_memory(data, fit, tmp_path):
    fast = fit(data, folder=tmp_path / "fast")
    for split, way in (("validation", SLOW.replace("training", "validation")), ("test", "many")):
        read = fit(read_from(data, lambda name, x: Reader(x), (split,)), folder=tmp_path / split)
        assert read.record["steps_per_call"] == way
        assert result(read) == result(fast)


def test_a_source_that_fails_in_an_epoch_is_named_and_the_training_goes_on_later(data, fit, tmp_path):
    whole = fit(data, folder=tmp_path / "whole")
    count = Reader(data.train.x)
    describe_and_check = replace(data, train=Split(count, data.train.y))
    check_data(describe_and_check, 32)
    describe_data(describe_and_check)
    failing = Reader(data.train.x, most=count.asked + 32 * 3 + 212 + 32 * 4)  # after the first batches, in epoch 2
    with pytest.raises(UserError, match=r"^the object Reader of a split gives no example \d+ \(OSError: the disk is g"):
        fit(replace(data, train=Split(failing, data.train.y)), folder=tmp_path / "cut", checkpoint_seconds=0)
    record = json.loads(next(tmp_path.glob("cut/*/run.json")).read_text(encoding="utf-8"))
    assert record["state"] == "failed"
    failing.most = None
    again = fit(replace(data, train=Split(failing, data.train.y)), folder=tmp_path / "cut", resume=True)
    assert result(again) == result(whole)


@pytest.mark.slow
def test_a_training_in_a_process_of_its_own_opens_the_file_again(mapped, data, tmp_path):
    runs = [
        training.fit_all([partial(models.dense, hidden=(8,))], each, seeds=2, jobs=jobs, epochs=1, folder=folder,
                         verbose=0)
        for each, jobs, folder in ((data, 1, tmp_path / "memory"), (mapped, 2, tmp_path / "mapped"))
    ]  # fmt: skip
    assert list(map(result, runs[0])) == list(map(result, runs[1]))


def test_blocks_change_no_digit_of_the_content(data, given, mapped, monkeypatch):
    digits = describe_data(data)
    for size in (1, 1000, 2**30):
        monkeypatch.setattr(rows, "BLOCK", size)
        assert describe_data(data) == describe_data(given) == describe_data(mapped) == digits


def test_the_digits_of_an_array_are_what_they_were():
    """Runs of earlier versions keep their folders: computed with the code that read whole arrays."""
    arrays = np.arange(12, dtype=np.float32).reshape(3, 4), np.array(7), np.arange(10)[::2], np.array(["a", None])
    assert content(*arrays) == "c80f7c167947948f"


def test_checks_name_the_example_wherever_it_lies(data, monkeypatch):
    x = data.train.x.copy()
    x[[70, 200], 3, 3] = np.nan
    monkeypatch.setattr(rows, "BLOCK", 10 * x[0].nbytes)
    for source in (x, Reader(x)):
        with pytest.raises(UserError, match="infinite features in 2 examples, the first is number 70"):
            check_data(replace(data, train=Split(source, data.train.y)), 32)


def test_targets_have_to_be_in_memory(data):
    with pytest.raises(UserError, match="targets that are no array of numbers but Reader"):
        check_data(replace(data, train=Split(data.train.x, Reader(data.train.y))), 32)


@pytest.mark.parametrize("make", [lambda data: iter([1]), lambda data: data.batches("train", 32, seed=0)])
def test_batches_in_turn_are_no_dataset(data, fit, make):
    with pytest.raises(UserError, match=r"fit takes a dataset, and a \w+ gives its examples only one after the other"):
        fit(make(data))


def test_scikit_learn_needs_all_examples(given):
    with pytest.raises(UserError, match="needs all 212 in memory"):
        comparison.sklearn_baseline(given)


def test_a_confusion_matrix_of_rows(given, fit, tmp_path):
    run = fit(given, folder=tmp_path, epochs=1, callbacks=[comparison.ConfusionMatrixImage])
    assert any(b"confusion_matrix" in path.read_bytes() for path in run.folder.glob("validation/*"))


def test_large_examples_are_evaluated_few_at_a_time(data, fit, given, monkeypatch, tmp_path):
    monkeypatch.setattr(rows, "BLOCK", 30 * data.train.x[0].nbytes)
    few = [fit(each, folder=tmp_path / name) for each, name in ((data, "memory"), (given, "read"))]
    assert result(few[0]) == result(few[1])


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="RLIMIT_DATA limits mapped memory on Linux only")
@pytest.mark.parametrize("kind", ["mapped", "made"])
def test_more_examples_than_memory(kind, fresh, root, tmp_path):
    """No file: all that the process holds counts. A mapped file: all but its pages, which the kernel takes back."""
    done = fresh(
        str(root / "tests" / "training" / "more_than_memory.py"), str(tmp_path), kind,
        PYTHONPATH=os.pathsep.join([str(root), os.environ.get("PYTHONPATH", "")]),
    )  # fmt: skip
    (tmp_path / "x").unlink(missing_ok=True)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    if not found["limited"]:
        pytest.skip("this kernel does not keep RLIMIT_DATA")
    assert found["bytes"] == 5 * 2**29 > 2**31
    assert found["steps"] == 80
    assert found["train"]["accuracy"] == 1  # the right targets for the right examples
    assert kind == "mapped" or found["peak"] < 2**31
