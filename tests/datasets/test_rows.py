"""Examples that are read when they are needed give what an array gives, from a mapped file or an object."""

import pickle
from dataclasses import replace

import numpy as np
import pytest

import datasets
from datasets import Split, rows
from datasets.rows import Rows, blocks
from runtime.errors import UserError

X = np.random.default_rng(0).normal(size=(23, 4, 2)).astype(np.float32)


class Single:
    """Takes one number only."""

    def __init__(self, x=X):
        self.x, self.asked = x, []

    def __len__(self):
        return len(self.x)

    def __getitem__(self, number):
        self.asked.append(number)
        if not isinstance(number, int):
            raise TypeError("one number")
        return self.x[number]


class Several(Single):
    """Takes slices and arrays, too."""

    def __getitem__(self, key):
        self.asked.append(key)
        return self.x[key]


class Rising(Several):
    """Takes arrays of rising numbers, as h5py does."""

    def __getitem__(self, key):
        if isinstance(key, np.ndarray) and not (np.diff(key) > 0).all():
            raise TypeError("indexing elements must be in increasing order")
        return super().__getitem__(key)


def mapped(folder, x=X, mode="r"):
    x.tofile(folder / "x")
    return np.memmap(folder / "x", x.dtype, mode, shape=x.shape)


@pytest.fixture(params=["mapped", "part of a mapped file", "big-endian", Single, Several, Rising])
def source(request, tmp_path):
    if request.param == "mapped":
        return mapped(tmp_path)
    if request.param == "part of a mapped file":
        return np.asarray(mapped(tmp_path, np.concatenate([X, X])[::-1]))[: len(X) - 1 : -1]
    if request.param == "big-endian":
        return mapped(tmp_path, X.astype(">f4"))
    return request.param()


@pytest.mark.parametrize(
    "index",
    [0, -1, 22, np.int64(5), slice(None), slice(3, 9), slice(20, 40), slice(9, 3), slice(None, None, -4), [4, 2, 2, -3],
     np.array([7, 1]), np.array([], int), [], np.arange(23) % 3 == 0, np.zeros(23, bool)],
    ids=str,
)  # fmt: skip
def test_rows_are_taken_as_of_an_array(source, index):
    read = Split(source, np.zeros(23)).x
    assert isinstance(read, Rows)
    assert (len(read), read.shape, read.dtype, read.ndim) == (23, X.shape, np.float32, 3)
    found = read[index]
    assert type(found) is np.ndarray
    assert found.dtype == np.float32
    np.testing.assert_array_equal(found, X[index])


@pytest.mark.parametrize("index", [23, -24, [0, 23]])
def test_a_number_that_no_example_has(source, index):
    with pytest.raises(IndexError, match="of 23"):
        Rows(source)[index]


def test_rows_end(source):
    np.testing.assert_array_equal(list(Rows(source)), X)


def test_parts_of_examples_are_not_taken(source):
    with pytest.raises(TypeError, match="take some, and then a part of each"):
        _ = Rows(source)[:, 0]


def test_an_object_is_asked_for_several_where_it_gives_them():
    for source, calls in ((Single(), 20), (Several(), 1)):
        read = Rows(source)
        source.asked.clear()
        read[np.random.default_rng(0).permutation(20)]
        assert len(source.asked) == calls


def test_blocks_hold_each_example_once(source, monkeypatch):
    monkeypatch.setattr(rows, "BLOCK", 5 * X[0].nbytes + 1)
    for x in (X, Rows(source)):
        found = list(blocks(x))
        assert [len(block) for block in found] == [5, 5, 5, 5, 3]
        np.testing.assert_array_equal(np.concatenate(found), X)
    monkeypatch.setattr(rows, "BLOCK", 1)
    assert [len(block) for block in blocks(X)] == [1] * 23


def test_arrays_in_memory_stay_what_they_are(tmp_path):
    for x in (X, mapped(tmp_path).copy(), mapped(tmp_path)[[1, 2]], mapped(tmp_path) * 2):
        assert Split(x, np.zeros(len(x))).x is x
    assert isinstance(Split(np.asarray(mapped(tmp_path)), np.zeros(23)).x, Rows)
    read = Rows(Single())
    assert Split(read, np.zeros(23)).x is read


def test_they_are_not_read_whole_by_accident():
    with pytest.raises(UserError, match="needs all 23 in memory"):
        np.asarray(Rows(Single()))


def test_another_process_opens_the_file_again(source):
    content = pickle.dumps(Rows(source))
    np.testing.assert_array_equal(pickle.loads(content)[:], X)
    if isinstance(source, np.ndarray):
        assert len(content) < X.nbytes + 300  # of which 184 bytes are values


def test_what_cannot_go_to_another_process(tmp_path):
    source = Single()
    source.file = (tmp_path / "x").open("wb")
    with source.file, pytest.raises(UserError, match="object Single of a split cannot go to another process"):
        pickle.dumps(Rows(source))
    with pytest.raises(UserError, match="goes to another process by the name of its file"):
        pickle.dumps(Rows(mapped(tmp_path, mode="c")))


def test_taking_some_reads_them_into_memory(source):
    data = datasets.load("digits").take(23)
    data = replace(data, train=Split(source, data.train.y))
    taken = data.take(10)
    assert isinstance(taken.train.x, np.ndarray)
    chosen = [int((row == X).all(axis=(1, 2)).argmax()) for row in taken.train.x]
    np.testing.assert_array_equal(data.train.y[chosen], taken.train.y)


@pytest.mark.parametrize("batch_size", [1, 5, 23])
def test_batches_are_those_of_an_array(source, batch_size):
    data = datasets.load("digits").take(23)
    sets = [replace(data, train=Split(x, data.train.y)) for x in (X, source)]
    for more in ({"seed": 3, "epoch": 2}, {"seed": 3, "first_step": 1}, {}):
        whole, read = (each.batches("train", batch_size, **more) for each in sets)
        assert read.cardinality() == whole.cardinality()
        assert read.element_spec == whole.element_spec
        for one, other in zip(whole, read, strict=True):
            np.testing.assert_array_equal(one[0], other[0])
            np.testing.assert_array_equal(one[1], other[1])


class Answers(Single):
    """Gives what a function makes of the number."""

    def __init__(self, answer, count=5):
        super().__init__(np.zeros(count))
        self.answer = answer

    def __getitem__(self, number):
        return self.answer(number)


def failing(number):
    raise OSError("the disk is gone")


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        (Answers(abs, 0), "the object Answers of a split is empty"),
        (Answers(failing), r"Answers of a split gives no example 0 \(OSError: the disk is gone\)"),
        (Answers(lambda number: (X[0], 1)), "it is a tuple; give features alone, and all targets as an array"),
        (Answers(lambda number: np.random.default_rng().random(3)), "gives another example 0 each time"),
        (Answers(lambda number: X[0][: 1 + number]), r"float32 of shape \(2, 2\) where the first example says"),
        (Answers(lambda number: X[0].astype(float) if number else X[0]), "gives float64 of shape"),
    ],
)
def test_objects_that_give_no_examples(source, sentence):
    with pytest.raises(UserError, match=sentence):
        Split(source, np.zeros(5))


class Loader:
    """As PyTorch's `DataLoader`: it has a length, and no items."""

    def __len__(self):
        return 3

    def __iter__(self):
        return iter(X)


def in_turn():
    yield from X


@pytest.mark.parametrize(
    "make", [in_turn, Loader, lambda: iter(X), lambda: map(abs, X), lambda: datasets.load("digits").batches("test", 8)]
)
def test_what_gives_examples_in_turn_is_refused(make):
    with pytest.raises(UserError, match=r"one after the other, so that they could not be shuffled by index, counted"):
        Split(make(), np.zeros(23))


def test_the_last_value_is_the_baseline_of_rows_too(source):
    baseline = datasets.Baseline("last value", None)
    np.testing.assert_array_equal(baseline.predict(Rows(source), 3), baseline.predict(X, 3))
    assert baseline.predict(X[:0], 3).shape == (0, 3)


class Ranges:
    """Takes an array of numbers for the range that begins with the first of them."""

    def __len__(self):
        return len(X)

    def __getitem__(self, key):
        return X[key[0] : key[0] + len(key)] if isinstance(key, np.ndarray) else X[key]


def test_an_object_that_takes_numbers_for_a_range_is_not_asked_so():
    np.testing.assert_array_equal(Rows(Ranges())[[7, 2, 11]], X[[7, 2, 11]])
