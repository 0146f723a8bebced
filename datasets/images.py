"""Image datasets: digits, Fashion-MNIST (a sample is bundled), and the whole Fashion-MNIST, MNIST, CIFAR-10."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np

from datasets.arrays import content_sha256
from datasets.bundled import read_arrays
from datasets.dataset import Provenance, Split
from datasets.preparation import pixels
from datasets.source import Source
from datasets.splitting import hold_out
from datasets.tfds_copies import command
from datasets.whole import read_whole
from runtime.errors import UserError

SAMPLE = Path(__file__).parent / "samples" / "fashion_mnist.npz"
SAMPLE_SHA256 = "0b864a2dced788151e41ca509a1a5904db8f9ce31b0e7589523745518a41216d"
CLOTHES = (
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
DIGITS = tuple("0123456789")
OBJECTS = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")
MIRRORED = ("fashion_mnist", "cifar10")
"""Sets whose images stay in their class when left and right change places. A mirrored 2 or 5 is no digit."""
ZALANDO = "https://github.com/zalandoresearch/fashion-mnist"
ZALANDO_LICENCE = "MIT, Copyright (c) 2017 Zalando SE"


def digits(*, full: bool) -> Source:
    """1,797 handwritten digits of 8x8 grey pixels, 0 to 16 (Alpaydin, Kaynak 1998). A fifth is the test split."""
    import sklearn
    from sklearn.datasets import load_digits

    bunch = load_digits()
    train, test = hold_out(bunch.images[..., None].astype(np.uint8), bunch.target)
    return Source(
        task="multiclass",
        train=train,
        test=test,
        class_names=DIGITS,
        prepare=partial(pixels, largest=16),
        provenance=Provenance(
            source="sklearn.datasets.load_digits",
            sha256=content_sha256({"x": bunch.images, "y": bunch.target}),
            licence="UCI Machine Learning Repository, dataset 80, CC BY 4.0",
            form="full",
            note=f"scikit-learn {sklearn.__version__}'s whole copy; a fifth drawn by seed 0 is the test split",
        ),
    )


def fashion_mnist(*, full: bool) -> Source:
    """Fashion-MNIST: 28x28 grey images of ten kinds of clothing (Xiao, Rasul, Vollgraf 2017, arXiv:1708.07747).

    The bundled sample has 10,000 training images, 1,000 of each class, and all 10,000 test images: the test set of
    the book. The full set has 60,000 training images, in the order of the original files.

    Raises:
        UserError: the bundled file is damaged, or the full set is not on this machine and cannot be had.
    """
    if full:
        return _whole("fashion_mnist", CLOTHES, ZALANDO, ZALANDO_LICENCE)
    arrays = read_arrays(SAMPLE, SAMPLE_SHA256)
    return Source(
        task="multiclass",
        train=Split(arrays["train_x"][..., None], arrays["train_y"]),
        test=Split(arrays["test_x"][..., None], arrays["test_y"]),
        class_names=CLOTHES,
        prepare=pixels,
        provenance=Provenance(
            source=ZALANDO,
            sha256=SAMPLE_SHA256,
            licence=ZALANDO_LICENCE,
            form="sample",
            note="1,000 training images of each class, drawn by seed 0; all 10,000 test images",
        ),
    )


def mnist(*, full: bool) -> Source:
    """MNIST: 28x28 grey images of handwritten digits, 60,000 and 10,000 (LeCun, Cortes, Burges 1998).

    Raises:
        UserError: `full` is False (nothing is bundled), or the set is not on this machine and cannot be had.
    """
    _only_whole("mnist", full)
    licence = "CC BY-SA 3.0 as commonly stated; Yann LeCun and Corinna Cortes hold the copyright"
    return _whole("mnist", DIGITS, "http://yann.lecun.com/exdb/mnist/", licence)


def cifar10(*, full: bool) -> Source:
    """CIFAR-10: 32x32 colour images of ten kinds of objects, 50,000 and 10,000 (Krizhevsky 2009).

    Raises:
        UserError: `full` is False (nothing is bundled), or the set is not on this machine and cannot be had.
    """
    _only_whole("cifar10", full)
    return _whole("cifar10", OBJECTS, "https://www.cs.toronto.edu/~kriz/cifar.html", "no licence is stated")


def _only_whole(name: str, full: bool) -> None:
    if not full:
        raise UserError(
            f"{name} has no bundled sample; run {command(name)} once, then load the whole set (full=True, --full)"
        )


def _whole(name: str, class_names: tuple[str, ...], source: str, licence: str) -> Source:
    arrays, about = read_whole(name)
    return Source(
        task="multiclass",
        train=Split(arrays["train_x"], arrays["train_y"]),
        test=Split(arrays["test_x"], arrays["test_y"]),
        class_names=class_names,
        prepare=pixels,
        provenance=Provenance(source, about["sha256"], licence, "full", about["note"]),
    )
