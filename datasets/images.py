"""Fashion-MNIST: bundled sample and whole set."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import numpy as np

from datasets import fashion_mnist_files, tfds_copies
from datasets.arrays import content_sha256, keep, kept
from datasets.dataset import Provenance, Split
from datasets.folders import data_folder, in_mirror
from datasets.source import Source
from runtime.errors import UserError

SAMPLE = Path(__file__).parent / "samples" / "fashion_mnist.npz"
SAMPLE_SHA256 = "0b864a2dced788151e41ca509a1a5904db8f9ce31b0e7589523745518a41216d"
WHOLE_SHA256 = "32289f50bfba50a383c1711ffa8f364ea754e895ac99f61cf89198b46f9105b1"
HOSTS = ("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",)
CLASS_NAMES = (
    "T-shirt/top",
    "Trouser",
    "Pullover",
    "Dress",
    "Coat",
    "Sandal",
    "Shirt",
    "Sneaker",
    "Bag",
    "Ankle boot",
)


def fashion_mnist(*, full: bool) -> Source:
    """Fashion-MNIST: 28x28 grey images of ten kinds of clothing (Xiao, Rasul, Vollgraf 2017, arXiv:1708.07747).

    The bundled sample has 10,000 training images, 1,000 of each class, and all 10,000 test images: the test set of
    the book. The full set has 60,000 training images.

    The full set comes from the arrays kept in the data folder; else from a prepared tensorflow-datasets copy there;
    else from original files in a mirror; else from the network. Its examples stand in the order of the original files,
    whose hash is checked, so that the first 5,000 are the book's validation split.

    Raises:
        UserError: a file is damaged, or the full set is nowhere to be had.
    """
    if full:
        return _whole()
    arrays = read_sample(SAMPLE, SAMPLE_SHA256)
    return Source(
        task="multiclass",
        train=Split(arrays["train_x"][..., None], arrays["train_y"]),
        test=Split(arrays["test_x"][..., None], arrays["test_y"]),
        class_names=CLASS_NAMES,
        scale="pixels",
        provenance=Provenance(
            source="https://github.com/zalandoresearch/fashion-mnist",
            sha256=SAMPLE_SHA256,
            licence="MIT, Copyright (c) 2017 Zalando SE",
            form="sample",
            note="1,000 training images of each class, drawn by seed 0; all 10,000 test images",
        ),
    )


def _whole() -> Source:
    cache = data_folder() / "arrays" / "fashion_mnist"
    arrays = kept(cache)
    if arrays is None:
        fetch_fashion_mnist()
        train, test = (tfds_copies.read("fashion_mnist", split) for split in ("train", "test"))
        arrays = {"train_x": train["image"], "test_x": test["image"]}
        arrays |= {"train_y": train["label"].astype(np.uint8), "test_y": test["label"].astype(np.uint8)}
        if content_sha256(arrays) != WHOLE_SHA256:
            raise UserError(
                f"the copy in {data_folder() / 'fashion_mnist'} is not Zalando's Fashion-MNIST (its SHA-256 is "
                "another); delete that folder and run python -m datasets fetch fashion_mnist"
            )
        keep(cache, arrays)
    return Source(
        task="multiclass",
        train=Split(arrays["train_x"], arrays["train_y"]),
        test=Split(arrays["test_x"], arrays["test_y"]),
        class_names=CLASS_NAMES,
        scale="pixels",
        provenance=Provenance(
            source="https://github.com/zalandoresearch/fashion-mnist",
            sha256=WHOLE_SHA256,
            licence="MIT, Copyright (c) 2017 Zalando SE",
            form="full",
            note="all 60,000 training and 10,000 test images in their original order",
        ),
    )


def fetch_fashion_mnist() -> None:
    """See to a prepared copy in the data folder: one that is there, from a mirror's files, or from the network."""
    if tfds_copies.exists("fashion_mnist"):
        return
    folder = in_mirror("fashion-mnist", fashion_mnist_files.FILES)
    if folder is None:
        tfds_copies.prepare_from_network("fashion_mnist", HOSTS)
        return
    with tfds_copies.restored(fashion_mnist_files.originals(folder)) as originals:
        tfds_copies.prepare_from_files("fashion_mnist", originals)


def read_sample(path: Path, sha256: str) -> dict[str, np.ndarray]:
    """The arrays of a bundled file, after its bytes were found to be whole.

    Raises:
        UserError: the file is missing or its SHA-256 is another.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UserError(f"{path} cannot be read ({error.strerror}); git checkout -- {path.name} restores it") from None
    if hashlib.sha256(content).hexdigest() != sha256:
        raise UserError(f"{path} is damaged (its SHA-256 is another); git checkout -- {path.name} restores it")
    with np.load(io.BytesIO(content)) as arrays:
        return dict(arrays)
