import socket

import numpy as np
import pytest

import datasets
from datasets.listing import ROWS
from runtime.errors import UserError

OFFLINE = [name for name in datasets.names() if name not in ("mnist", "cifar10", "movie_reviews", "hamlet")]


@pytest.mark.parametrize("name", OFFLINE)
def test_every_offline_set_loads_without_a_socket(name, no_sockets):
    data = datasets.load(name)
    assert not no_sockets
    for split in ("train", "validation", "test"):
        part = data.split(split)
        assert len(part) == len(part.x) == len(part.y) > 0
        assert part.x.shape[1:] == data.input_shape
        assert part.x.dtype == (np.int32 if data.vocabulary else np.float32)
        assert part.y.dtype == (np.float32 if data.task == "regression" else np.int32)
        assert data.baseline.predict(part.x, data.outputs).shape == (len(part), data.outputs)
        if data.task != "regression":
            assert part.y.min() >= 0
            assert part.y.max() < max(data.outputs, 2)
    assert len(data.provenance.sha256) == 64
    assert data.provenance.licence
    assert data.provenance.source
    assert data.provenance.form in ("sample", "full")
    assert set(data.options) == {"full", "validation", *datasets.options(name)}


@pytest.mark.parametrize("name", ["mnist", "cifar10", "movie_reviews", "hamlet"])
def test_what_is_not_there_is_one_sentence_with_the_command(name, no_sockets):
    with pytest.raises(UserError, match=f"python -m datasets fetch {name}"):
        datasets.load(name)
    assert not no_sockets


def test_the_block_blocks(no_sockets):
    with pytest.raises(OSError, match="blocked"):
        socket.create_connection(("localhost", 1))
    assert no_sockets


@pytest.mark.parametrize("name", OFFLINE)
def test_loading_twice_gives_the_same(name):
    first, second = datasets.load(name), datasets.load(name)
    assert first.provenance == second.provenance
    for split in ("train", "validation", "test"):
        np.testing.assert_array_equal(first.split(split).x, second.split(split).x)
        np.testing.assert_array_equal(first.split(split).y, second.split(split).y)


@pytest.mark.parametrize("name", OFFLINE)
def test_the_table_says_what_load_gives(name):
    data, row = datasets.load(name), ROWS[name]
    assert row.task == data.task
    assert row.sample == f"{len(data.train) + len(data.validation):,} + {len(data.test):,}"
    assert row.shape.split()[0] == "x".join(str(size) for size in data.input_shape)


def test_unknown_names_and_options_are_one_sentence():
    with pytest.raises(UserError, match="did you mean waves"):
        datasets.load("wave")
    with pytest.raises(UserError, match="no option 'steps'; it takes steps_ahead"):
        datasets.load("waves", steps=2)
    with pytest.raises(UserError, match="fixes its own validation split"):
        datasets.load("waves", validation=0.2)
    with pytest.raises(UserError, match="leaves a split empty"):
        datasets.load("iris", validation=120)


@pytest.mark.parametrize(
    ("name", "option"),
    [
        ("waves", {"steps_ahead": 0}),
        ("waves", {"steps_ahead": 1.5}),
        ("moons", {"noise": -1}),
        ("spirals", {"turns": 0}),
        ("temperatures", {"length": 0}),
        ("temperatures", {"length": 5_000}),
    ],
)
def test_bad_values_of_options_name_the_option(name, option):
    with pytest.raises(UserError, match=next(iter(option))):
        datasets.load(name, **option)


def test_options_are_recorded_with_their_defaults():
    assert datasets.options("temperatures") == {"length": 48, "steps_ahead": 1}
    data = datasets.load("temperatures", steps_ahead=2, validation=0.2)
    assert data.options == {"validation": 0.2, "full": False, "length": 48, "steps_ahead": 2}
    assert datasets.load("waves").options == {"validation": 2_000, "full": False, "steps_ahead": 1}


def test_importing_and_loading_need_neither_tensorflow_nor_tfds(fresh):
    code = "import sys, datasets; datasets.load('waves'); datasets.load('negation'); print(*sys.modules)"
    loaded = set(fresh("-c", code).stdout.split())
    assert "datasets.series" in loaded
    assert not {"tensorflow", "keras", "tensorflow_datasets"} & loaded


def test_generated_sets_are_larger_when_full():
    for name in ("moons", "circles", "xor", "spirals", "negation"):
        small, large = datasets.load(name), datasets.load(name, full=True)
        assert len(large.train) >= 5 * len(small.train)
        assert (small.provenance.form, large.provenance.form) == ("sample", "full")


@pytest.mark.parametrize("value", ["0.1", float("nan"), float("inf"), None, True, [0.1]])
def test_what_is_no_size_of_the_validation_split(value):
    with pytest.raises(UserError, match=r"validation has to be a fraction such as 0\.1 or a whole number"):
        datasets.load("iris", validation=value)


@pytest.mark.parametrize("value", ["no", 0, None])
def test_only_true_and_false_choose_the_whole_set(value):
    with pytest.raises(UserError, match="full has to be True or False"):
        datasets.load("iris", full=value)


def test_numpys_arguments_are_recorded_as_pythons():
    data = datasets.load("moons", validation=np.int64(20), full=np.bool_(False), noise=np.float32(0.5))
    assert len(data.validation) == 20
    assert {key: type(value) for key, value in data.options.items()} == {
        "validation": int, "full": bool, "noise": float,
    }  # fmt: skip
    assert type(data.take(np.int64(5)).options["examples"]) is int


@pytest.mark.parametrize("name", [None, ["iris"], 3])
def test_what_is_no_name(name):
    with pytest.raises(UserError, match="is unknown"):
        datasets.load(name)


@pytest.mark.parametrize("n", ["5", 1.5, True, None, 0])
def test_what_cannot_be_taken(n):
    with pytest.raises(UserError, match="take between 1 and that"):
        datasets.load("iris").take(n)
