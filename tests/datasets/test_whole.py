"""Whole sets through every place they can come from, with small originals and tensorflow-datasets' real builders."""

import gzip
import shutil
import sys

import numpy as np
import pytest

import datasets
from datasets import tfds_copies, whole
from datasets.idx import read_images
from datasets.originals import ORIGINALS
from runtime.errors import UserError

NAMES = ["fashion_mnist", "mnist", "cifar10", "imdb_reviews", "tiny_shakespeare"]
DATASET = {"imdb_reviews": "movie_reviews", "tiny_shakespeare": "hamlet"}


def load(name):
    fixed = {} if name == "tiny_shakespeare" else {"validation": 6}
    small = {"length": 10} if name == "tiny_shakespeare" else {}
    return datasets.load(DATASET.get(name, name), full=True, **fixed, **small)


@pytest.mark.parametrize("name", NAMES)
def test_a_mirror_becomes_a_copy_and_arrays(name, small_originals, no_sockets, data_folder, monkeypatch):
    from tensorflow_datasets.core.utils import gcs_utils

    asked = []
    monkeypatch.setattr(gcs_utils, "exists", lambda path: asked.append(path))
    small_originals(name)
    data = load(name)
    assert data.provenance.form == "full"
    assert "from original files in the mirror" in data.provenance.note

    # A plain tfds.load reads the copy, and has as many examples.
    import tensorflow_datasets as tfds

    copy = tfds.load(name, data_dir=data_folder, split="train", download=False)
    assert len(copy) == tfds_copies.COPIES[name].examples["train"]

    # The second load reads the arrays: no copy, no mirror, no TensorFlow.
    shutil.rmtree(data_folder / name)
    monkeypatch.delenv("DATASETS_MIRROR")
    monkeypatch.setattr(tfds_copies, "decode", None)
    again = load(name)
    assert again.provenance == data.provenance
    for split in ("train", "validation", "test"):
        np.testing.assert_array_equal(again.split(split).x, data.split(split).x)
        np.testing.assert_array_equal(again.split(split).y, data.split(split).y)
    assert not no_sockets
    assert not asked


@pytest.mark.parametrize("name", ["fashion_mnist", "mnist"])
def test_examples_stand_in_the_original_order(name, small_originals, idx_arrays):
    small_originals(name)
    data = load(name)
    images = np.concatenate([data.validation.x, data.train.x])[..., 0]
    np.testing.assert_array_equal(np.round(images * 255), idx_arrays["train-images-idx3-ubyte"])
    labels = np.concatenate([data.validation.y, data.train.y])
    np.testing.assert_array_equal(labels, idx_arrays["train-labels-idx1-ubyte"])
    np.testing.assert_array_equal(data.test.y, idx_arrays["t10k-labels-idx1-ubyte"])


def test_cifar10_has_the_images_of_the_files(small_originals):
    small_originals("cifar10")
    data = load("cifar10")
    assert data.input_shape == (32, 32, 3)
    np.testing.assert_array_equal(data.test.y, np.arange(6))


def test_imdb_reviews_are_their_texts(small_originals):
    small_originals("imdb_reviews")
    data = load("imdb_reviews")
    word = dict(enumerate(data.vocabulary))
    for x, y in zip(data.test.x, data.test.y, strict=True):
        text = [word[i] for i in x if i]
        assert ("great" in text) == (y == 1)


def test_tiny_shakespeare_keeps_its_own_splits(small_originals):
    small_originals("tiny_shakespeare")
    data = load("tiny_shakespeare")
    letters = np.array(data.vocabulary)
    text = "First Citizen: Before we proceed any further, hear me speak. " * 40
    assert "".join(letters[data.train.x[0]]) == text[:10]
    assert letters[data.train.y[0]] == text[10]
    cut = int(len(text) * 0.9)
    assert "".join(letters[data.validation.x[0]]) == text[cut : cut + 10]


def test_files_compressed_anew_become_the_originals(small_originals, data_folder, idx_arrays):
    mirror = small_originals("fashion_mnist")
    for original in ORIGINALS["fashion_mnist"]:
        path = mirror / original.filename
        path.write_bytes(path.read_bytes()[:3] + b"\0" * 7 + path.read_bytes()[10 + len(path.stem) + 1 :])
        assert gzip.decompress(path.read_bytes())
    load("fashion_mnist")
    restored = data_folder / "downloads" / "fashion_mnist"
    np.testing.assert_array_equal(
        read_images(restored / "t10k-images-idx3-ubyte.gz"), idx_arrays["t10k-images-idx3-ubyte"]
    )


def test_files_dropped_into_the_downloads_folder_are_taken(small_originals, data_folder, monkeypatch, no_sockets):
    mirror = small_originals("mnist")
    monkeypatch.delenv("DATASETS_MIRROR")
    shutil.copytree(mirror, data_folder / "downloads" / "mnist")
    assert "data folder's downloads" in load("mnist").provenance.note
    assert not no_sockets


def test_a_mirror_may_hold_the_files_itself(small_originals, monkeypatch):
    mirror = small_originals("mnist")
    monkeypatch.setenv("DATASETS_MIRROR", str(mirror))
    assert len(load("mnist").test) == 10


def test_another_sets_folder_is_no_mirror(small_originals, monkeypatch, no_sockets):
    small_originals("mnist")
    fashion = small_originals("fashion_mnist")
    monkeypatch.setenv("DATASETS_MIRROR", str(fashion))
    with pytest.raises(UserError, match="mnist is not on this machine"):
        load("mnist")


@pytest.mark.parametrize("name", NAMES)
def test_what_is_nowhere_is_one_sentence_with_the_ways(name, no_sockets, data_folder):
    with pytest.raises(UserError) as error:
        load(name)
    sentence = str(error.value)
    assert f"python -m datasets fetch {name}" in sentence
    assert "DATASETS_MIRROR" in sentence
    assert str(data_folder / "downloads" / name) in sentence
    assert all(original.filename in sentence for original in ORIGINALS[name])
    assert "\n" not in sentence
    assert no_sockets


def test_a_file_in_a_mirror_that_is_not_the_original_is_named(small_originals):
    mirror = small_originals("mnist")
    path = mirror / "t10k-labels-idx1-ubyte.gz"
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    with pytest.raises(UserError, match=r"t10k-labels-idx1-ubyte\.gz is damaged or not the original"):
        load("mnist")


def test_a_copy_that_plain_tfds_made_is_taken(small_originals, data_folder, monkeypatch, no_sockets):
    small_originals("mnist")
    first = load("mnist")
    shutil.rmtree(data_folder / "arrays")
    shutil.rmtree(data_folder / "downloads")
    monkeypatch.delenv("DATASETS_MIRROR")
    second = load("mnist")
    assert "a prepared copy found in the data folder" in second.provenance.note
    assert second.provenance.sha256 == first.provenance.sha256


@pytest.mark.parametrize("damage", ["flip", "cut", "gone", "fewer", "nonsense"])
def test_a_damaged_copy_is_refused_before_training(damage, small_originals, data_folder):
    small_originals("mnist")
    load("mnist")
    shutil.rmtree(data_folder / "arrays")
    copy = data_folder / "mnist" / "3.0.1"
    record = next(copy.glob("*train.tfrecord*"))
    content = bytearray(record.read_bytes())
    if damage == "flip":
        content[len(content) // 2] ^= 8
    elif damage == "cut":
        content = content[:-7]
    elif damage == "fewer":
        length = int.from_bytes(content[:8], "little") + 16
        content = content[length:]
    elif damage == "nonsense":
        (copy / "dataset_info.json").write_text("{", encoding="utf-8")
    record.write_bytes(content)
    if damage == "gone":
        record.unlink()
    with pytest.raises(UserError, match=r"mnist.3\.0\.1 (is damaged|holds)"):
        load("mnist")
    assert not (data_folder / "arrays" / "mnist").exists()


def test_a_copy_with_other_examples_is_refused(small_originals, data_folder, monkeypatch):
    small_originals("fashion_mnist")
    from dataclasses import replace

    genuine = replace(tfds_copies.COPIES["fashion_mnist"], content="0" * 64)
    monkeypatch.setitem(tfds_copies.COPIES, "fashion_mnist", genuine)
    with pytest.raises(UserError, match="holds other examples than fashion_mnist"):
        load("fashion_mnist")


def test_renew_makes_damaged_arrays_and_copies_again(small_originals, data_folder):
    small_originals("mnist")
    first = load("mnist")
    array = data_folder / "arrays" / "mnist" / "train_x.npy"
    array.write_bytes(array.read_bytes()[:-1])
    with pytest.raises(UserError, match="fetch mnist"):
        load("mnist")
    whole.renew("mnist")
    np.testing.assert_array_equal(load("mnist").train.x, first.train.x)

    record = next((data_folder / "mnist" / "3.0.1").glob("*test.tfrecord*"))
    record.write_bytes(b"")
    assert whole.changed_files("mnist") == [record]
    whole.renew("mnist")
    assert whole.changed_files("mnist") == []
    np.testing.assert_array_equal(load("mnist").test.x, first.test.x)


def test_what_a_killed_preparation_left_is_removed(small_originals, data_folder, monkeypatch):
    import os
    import time

    small_originals("mnist")
    old = data_folder / "mnist" / "incomplete.OLD_3.0.1"
    busy = data_folder / "mnist" / "incomplete.BUSY_3.0.1"
    ours = data_folder / ".mnist.preparing" / "mnist"
    for left in (old, busy, ours):
        left.mkdir(parents=True)
    os.utime(old, (time.time() - 2 * tfds_copies.STALE,) * 2)
    load("mnist")
    assert not old.exists()
    assert not ours.exists()
    assert busy.exists()  # another program may be writing there


def test_nothing_goes_to_standard_output(small_originals, capfd):
    small_originals("mnist")
    load("mnist")
    assert capfd.readouterr().out == ""


def test_two_processes_prepare_once(tmp_path, fresh, data_folder):
    code = """
import sys, time, numpy as np
from pathlib import Path
from datasets import whole
copy = Path(sys.argv[1]) / "mnist" / "3.0.1"
def prepare(name):
    with open(Path(sys.argv[1]) / "count", "a", encoding="utf-8") as file:
        file.write("x")
    time.sleep(1)
    copy.mkdir(parents=True)
    (copy / "dataset_info.json").write_text("{}", encoding="utf-8")
    return copy
whole._get_originals = lambda name: "a test"
whole.prepare = prepare
whole.decode = lambda name, folder: {"train_x": np.arange(5)}
print(whole.read_whole("mnist")[0]["train_x"].sum())
"""
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(2) as pool:
        results = list(
            pool.map(lambda _: fresh("-c", code, str(data_folder), DATASETS_HOME=str(data_folder)), range(2))
        )
    assert [result.stdout.strip() for result in results] == ["10", "10"], results[0].stderr + results[1].stderr
    assert (data_folder / "count").read_text(encoding="utf-8") == "x"


@pytest.mark.skipif(sys.platform == "win32", reason="read-only folders are another thing there")
def test_a_data_folder_that_cannot_be_made_is_one_sentence(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("DATASETS_HOME", str(tmp_path / "file"))
    with pytest.raises(UserError, match="cannot be written"):
        load("mnist")


@pytest.mark.parametrize("name", NAMES)
def test_originals_are_those_that_tensorflow_datasets_checks(name):
    import tensorflow_datasets as tfds

    known = tfds.builder_cls(name).url_infos
    for original in ORIGINALS[name]:
        info = known[original.url]
        assert (info.checksum, int(info.size), info.filename) == (original.sha256, original.size, original.filename)
