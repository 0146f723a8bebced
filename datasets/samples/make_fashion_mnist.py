"""Make the bundled sample of Fashion-MNIST from the original IDX files.

    python -m datasets.samples.make_fashion_mnist FOLDER

FOLDER holds the four ``*-ubyte.gz`` files, for instance ``/usr/share/datasets/fashion-mnist`` after
``apt-get install dataset-fashion-mnist``. Seed 0, no choosing: 1,000 training images of each class drawn without
replacement, in their original order, and all 10,000 test images.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from datasets.idx import read_images, read_labels
from runtime.errors import exit_code
from runtime.files import replacing, sha256

SEED = 0
PER_CLASS = 1_000
SAMPLE = Path(__file__).with_name("fashion_mnist.npz")


def draw(labels: np.ndarray) -> np.ndarray:
    """Ascending indices of `PER_CLASS` examples of each class."""
    generator = np.random.default_rng(SEED)
    drawn = [generator.choice(np.flatnonzero(labels == c), PER_CLASS, replace=False) for c in range(10)]
    return np.sort(np.concatenate(drawn))


def main(arguments: list[str]) -> None:
    """Write `fashion_mnist.npz` beside this file and print its SHA-256."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args(arguments).folder
    labels = read_labels(folder / "train-labels-idx1-ubyte.gz")
    drawn = draw(labels)
    with replacing(SAMPLE) as file:
        np.savez_compressed(
            file,
            train_x=read_images(folder / "train-images-idx3-ubyte.gz")[drawn],
            train_y=labels[drawn],
            test_x=read_images(folder / "t10k-images-idx3-ubyte.gz"),
            test_y=read_labels(folder / "t10k-labels-idx1-ubyte.gz"),
            train_index=drawn.astype(np.int32),
        )
    print(f"{SAMPLE.name}: {SAMPLE.stat().st_size:,} bytes, SHA-256 {sha256(SAMPLE)}")


if __name__ == "__main__":
    raise SystemExit(exit_code(main))
