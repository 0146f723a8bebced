"""Image datasets: Fashion-MNIST (bundled sample)."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import numpy as np

from datasets.dataset import Provenance, Split
from datasets.source import Source
from runtime.errors import UserError

SAMPLE = Path(__file__).parent / "samples" / "fashion_mnist.npz"
SAMPLE_SHA256 = "0b864a2dced788151e41ca509a1a5904db8f9ce31b0e7589523745518a41216d"
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

    Raises:
        UserError: the bundled file is damaged, or the full set is not on this machine.
    """
    if full:
        raise UserError("the whole fashion_mnist is not on this machine; run python -m datasets fetch fashion_mnist")
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
