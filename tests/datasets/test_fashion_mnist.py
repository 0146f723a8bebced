"""Fashion-MNIST: the bundled sample, and the whole set from every place it can come from."""

import os
import shutil
import socket
import subprocess
from pathlib import Path

import numpy as np
import pytest

import datasets
from datasets import images, tfds_copies
from datasets.__main__ import main
from datasets.fashion_mnist_files import FILES, originals
from datasets.idx import read_images, read_labels
from datasets.samples.make_fashion_mnist import draw
from runtime.errors import UserError, exit_code


@pytest.fixture
def no_sockets(monkeypatch):
    def refused(*arguments, **keywords):
        raise OSError("sockets are blocked")

    monkeypatch.setattr(socket.socket, "connect", refused)
    monkeypatch.setattr(socket, "create_connection", refused)
    monkeypatch.setattr(socket, "getaddrinfo", refused)


@pytest.fixture
def empty_home(monkeypatch, tmp_path):
    monkeypatch.setenv("DATASETS_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("DATASETS_MIRROR", "")
    monkeypatch.setattr("datasets.folders.SYSTEM_MIRROR", tmp_path / "no mirror")
    return tmp_path / "home"


@pytest.fixture(scope="module")
def debian(tmp_path_factory):
    """Debian's files, unpacked without root."""
    if Path("/usr/share/datasets/fashion-mnist").is_dir():
        return Path("/usr/share/datasets")
    folder = tmp_path_factory.mktemp("debian")
    if shutil.which("apt-get") is None:
        pytest.skip("needs apt-get")
    subprocess.run(["apt-get", "download", "dataset-fashion-mnist"], cwd=folder, check=True, capture_output=True)
    subprocess.run(["dpkg", "-x", next(folder.glob("*.deb")), folder], check=True)
    return folder / "usr" / "share" / "datasets"


def test_the_sample_needs_no_network(no_sockets):
    data = datasets.load("fashion_mnist")
    assert [len(split) for split in (data.train, data.validation, data.test)] == [9_000, 1_000, 10_000]
    assert data.train.x.dtype == np.float32
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


def test_without_copy_mirror_and_network_there_is_one_sentence(no_sockets, empty_home, capsys):
    assert exit_code(main, ["fetch", "fashion_mnist"]) == 2
    err = capsys.readouterr().err
    assert "python -m datasets fetch fashion_mnist" in err
    assert "DATASETS_MIRROR" in err
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["fetch"], "fetch needs a name"),
        (["fetch", "fashion"], "is unknown; did you mean fashion_mnist?"),
        (["list", "x"], "list takes nothing"),
        (["dance"], "invalid choice"),
    ],
)
def test_bad_input_is_one_sentence(arguments, sentence, capsys):
    assert exit_code(main, arguments) == 2
    err = capsys.readouterr().err
    assert sentence in err
    assert err.count("\n") == 1


@pytest.mark.network
def test_the_sample_is_what_its_script_draws(debian):
    folder = debian / "fashion-mnist"
    labels = read_labels(folder / FILES[1])
    drawn = draw(labels)
    sample = images.read_sample(images.SAMPLE, images.SAMPLE_SHA256)
    assert np.array_equal(sample["train_x"], read_images(folder / FILES[0])[drawn])
    assert np.array_equal(sample["test_y"], read_labels(folder / FILES[3]))


@pytest.mark.network
def test_debians_files_become_a_tfds_copy_and_kept_arrays(debian, empty_home, no_sockets, monkeypatch):
    monkeypatch.setenv("DATASETS_MIRROR", os.pathsep.join(["nowhere", str(debian)]))
    (empty_home / "fashion_mnist" / "incomplete.ABC_3.0.1").mkdir(parents=True)  # what a killed process leaves
    data = datasets.load("fashion_mnist", full=True, validation=5_000)
    assert len(data.train) == 55_000
    assert data.provenance.form == "full"
    folder = debian / "fashion-mnist"
    pixels = read_images(folder / FILES[0])
    assert np.array_equal((data.validation.x[..., 0] * 255).round().astype(np.uint8), pixels[:5_000])
    assert not list((empty_home / "fashion_mnist").glob("incomplete.*"))

    # A plain tfds.load reads the copy, and its images are those of the raw files.
    import tensorflow_datasets as tfds

    copy = tfds.load("fashion_mnist", data_dir=str(empty_home), split="train", batch_size=-1, download=False)
    stored = copy["image"].numpy().reshape(60_000, -1)
    assert sorted(map(bytes, stored)) == sorted(map(bytes, pixels.reshape(60_000, -1)))

    # The second load touches neither the copy nor the mirror; a damaged array is refused.
    monkeypatch.setattr(tfds_copies, "read", None)
    monkeypatch.setenv("DATASETS_MIRROR", "")
    assert np.array_equal(datasets.load("fashion_mnist", full=True, validation=5_000).test.x, data.test.x)
    array = empty_home / "arrays" / "fashion_mnist" / "train_x.npy"
    content = bytearray(array.read_bytes())
    content[1_000_000] ^= 4
    array.write_bytes(content)
    with pytest.raises(UserError, match="is damaged"):
        datasets.load("fashion_mnist", full=True)


@pytest.mark.network
def test_restored_files_are_the_originals(debian):
    """The checksums are tensorflow-datasets' own."""
    import hashlib

    import tensorflow_datasets as tfds

    known = Path(tfds.__file__).parent / "url_checksums" / "fashion_mnist.txt"
    expected = {line.split()[-1]: line.split()[-2] for line in known.read_text(encoding="utf-8").splitlines()}
    for name, content in originals(debian / "fashion-mnist"):
        assert hashlib.sha256(content).hexdigest() == expected[name]
