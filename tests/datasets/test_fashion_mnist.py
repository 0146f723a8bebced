"""Fashion-MNIST: the bundled sample, and the whole set from Debian's files (marked network: CI gets the package)."""

import json
import os
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np
import pytest

import datasets
from datasets import images
from datasets.bundled import read_arrays
from datasets.idx import read_images, read_labels
from datasets.originals import ORIGINALS
from datasets.samples.make_fashion_mnist import draw
from runtime.errors import UserError
from runtime.files import sha256


def test_the_sample(no_sockets):
    data = datasets.load("fashion_mnist")
    assert [len(split) for split in (data.train, data.validation, data.test)] == [9_000, 1_000, 10_000]
    assert (data.train.x.min(), data.train.x.max()) == (0, 1)
    labels = np.concatenate([data.train.y, data.validation.y])
    assert (np.bincount(labels) == 1_000).all()
    assert (np.bincount(data.test.y) == 1_000).all()
    assert images.SAMPLE.stat().st_size < 9_000_000


@pytest.mark.parametrize("damage", ["flip", "cut", "gone", "empty"])
def test_a_damaged_sample_is_refused(damage, tmp_path, monkeypatch):
    content = bytearray(images.SAMPLE.read_bytes())
    content[len(content) // 2] ^= 1 if damage == "flip" else 0
    path = tmp_path / "fashion_mnist.npz"
    if damage != "gone":
        path.write_bytes({"cut": content[:-100], "empty": b""}.get(damage, content))
    monkeypatch.setattr(images, "SAMPLE", path)
    with pytest.raises(UserError, match="git checkout"):
        datasets.load("fashion_mnist")


@pytest.fixture(scope="module")
def debian(tmp_path_factory):
    """Debian's files, unpacked without root."""
    if Path("/usr/share/datasets/fashion-mnist").is_dir():
        return Path("/usr/share/datasets")
    if shutil.which("apt-get") is None:
        pytest.skip("needs apt-get")
    folder = tmp_path_factory.mktemp("debian")
    subprocess.run(["apt-get", "download", "dataset-fashion-mnist"], cwd=folder, check=True, capture_output=True)
    subprocess.run(["dpkg", "-x", next(folder.glob("*.deb")), folder], check=True)
    return folder / "usr" / "share" / "datasets"


@pytest.mark.network
def test_the_sample_is_what_its_script_draws(debian):
    folder = debian / "fashion-mnist"
    drawn = draw(read_labels(folder / "train-labels-idx1-ubyte.gz"))
    sample = read_arrays(images.SAMPLE, images.SAMPLE_SHA256)
    np.testing.assert_array_equal(sample["train_x"], read_images(folder / "train-images-idx3-ubyte.gz")[drawn])
    np.testing.assert_array_equal(sample["test_x"], read_images(folder / "t10k-images-idx3-ubyte.gz"))
    np.testing.assert_array_equal(sample["test_y"], read_labels(folder / "t10k-labels-idx1-ubyte.gz"))


@pytest.fixture(scope="module")
def prepared(debian, tmp_path_factory):
    """A data folder that holds the whole set: a first fetch is killed half-way, then two run at once."""
    home = tmp_path_factory.mktemp("데이터")
    environment = {**os.environ, "DATASETS_HOME": str(home), "DATASETS_MIRROR": os.pathsep.join(["none", str(debian)])}
    command = [sys.executable, "-m", "datasets", "fetch", "fashion_mnist"]
    killed = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while not (home / ".fashion_mnist.preparing" / "fashion_mnist").exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    killed.kill()
    killed.wait()
    with ThreadPoolExecutor(2) as pool:
        run = partial(subprocess.run, capture_output=True, text=True, encoding="utf-8")
        both = list(pool.map(lambda _: run(command, env={**environment, "PYTHONIOENCODING": "utf-8"}), range(2)))
    for done in both:
        assert done.returncode == 0, done.stderr
        assert done.stdout == f"fashion_mnist is on this machine, whole, in {home}\n"
    assert sum("preparing" in done.stderr for done in both) == 1
    assert sorted(path.name for path in home.iterdir()) == ["arrays", "downloads", "fashion_mnist", "locks"]
    return home


@pytest.mark.network
def test_debians_files_get_their_original_bytes_back(prepared):
    for original in ORIGINALS["fashion_mnist"]:
        assert sha256(prepared / "downloads" / "fashion_mnist" / original.filename) == original.sha256


@pytest.mark.network
def test_the_whole_set_is_the_raw_files(prepared, debian, monkeypatch, no_sockets):
    monkeypatch.setenv("DATASETS_HOME", str(prepared))
    data = datasets.load("fashion_mnist", full=True, validation=5_000)
    assert not no_sockets
    folder = debian / "fashion-mnist"
    pixels = read_images(folder / "train-images-idx3-ubyte.gz")
    whole = np.concatenate([data.validation.x, data.train.x])[..., 0]
    np.testing.assert_array_equal(np.round(whole * 255).astype(np.uint8), pixels)
    labels = read_labels(folder / "train-labels-idx1-ubyte.gz")
    np.testing.assert_array_equal(np.concatenate([data.validation.y, data.train.y]), labels)
    test = read_images(folder / "t10k-images-idx3-ubyte.gz")
    np.testing.assert_array_equal(np.round(data.test.x[..., 0] * 255).astype(np.uint8), test)
    np.testing.assert_array_equal(data.test.y, read_labels(folder / "t10k-labels-idx1-ubyte.gz"))


@pytest.mark.network
def test_a_plain_tfds_load_reads_the_copy(prepared, debian, no_sockets):
    import tensorflow_datasets as tfds

    for split, prefix, count in (("train", "train", 60_000), ("test", "t10k", 10_000)):
        copy = tfds.load("fashion_mnist", data_dir=str(prepared), split=split, batch_size=-1, download=False)
        rows = np.column_stack([copy["image"].numpy().reshape(count, -1), copy["label"].numpy().astype(np.uint8)])
        folder = debian / "fashion-mnist"
        raw = read_images(folder / f"{prefix}-images-idx3-ubyte.gz").reshape(count, -1)
        expected = np.column_stack([raw, read_labels(folder / f"{prefix}-labels-idx1-ubyte.gz")])
        assert sorted(map(bytes, rows)) == sorted(map(bytes, expected))
    assert not no_sockets


@pytest.mark.network
def test_the_second_load_is_cheap(prepared, root):
    """At most twice the time of reading the raw files, and 2.5 times the float32 array in memory."""
    command = [sys.executable, str(root / "benchmarks" / "datasets_load.py"), "--no-write"]
    environment = {**os.environ, "DATASETS_HOME": str(prepared), "PYTHONPATH": str(root)}
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env=environment)
    numbers = json.loads(done.stdout)
    assert numbers["time_ratio"] <= 2
    assert numbers["memory_ratio"] <= 2.5
