"""Géron's CNN with the book's settings on the whole Fashion-MNIST, one run of plain Keras. Fifteen to fifty minutes.

    python benchmarks/book_cnn.py               writes benchmarks/results/book_cnn.json
    python benchmarks/book_cnn.py --threads 1   leaves the other cores to other work

Chapter 14, "CNN Architectures": pixels from 0 to 1, 55,000 images for training and the first 5,000 for validation,
Nadam, batch 32, 10 epochs; the initial weights are those of the third edition (he_normal). `compile` and `fit` on
arrays, as the book has them. Needs the whole set (python -m datasets fetch fashion_mnist). One seed, 0. The book's own
runs: test accuracy 0.8983 (2019), 0.9117 (third edition). `time_to_accuracy.py` beside it measures an epoch.
"""

from __future__ import annotations

import argparse
import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

from speed_networks import book_layers

import datasets
from runtime.backend import keras, tf, threads
from runtime.files import write_json

RESULT = Path(__file__).parent / "results" / "book_cnn.json"
EPOCHS = 10
SEED = 0


def book_cnn(input_shape: tuple[int, ...], outputs: int, task: str) -> Any:
    """The network of the book, compiled as in the book: 1,413,834 parameters."""
    output = keras.layers.Dense(outputs, activation="softmax")
    model = keras.Sequential([keras.Input(input_shape), *book_layers("he_normal"), output])
    model.compile(loss="sparse_categorical_crossentropy", optimizer="nadam", metrics=["accuracy"])
    return model


def main() -> None:
    """Train and write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--threads", type=int, default=os.cpu_count(), help="of TensorFlow")
    given = parser.parse_args()
    tf.config.threading.set_intra_op_parallelism_threads(given.threads)
    tf.config.threading.set_inter_op_parallelism_threads(given.threads)
    data = datasets.load("fashion_mnist", full=True, validation=5_000)
    keras.utils.set_random_seed(SEED)
    model = book_cnn(data.input_shape, data.outputs, data.task)
    history = model.fit(
        data.train.x, data.train.y, epochs=EPOCHS, validation_data=(data.validation.x, data.validation.y), verbose=2
    )
    test = model.evaluate(data.test.x, data.test.y, verbose=0, return_dict=True)
    print(test)
    write_json(
        RESULT,
        {
            "provenance": asdict(data.provenance),
            "parameters": model.count_params(),
            "seed": SEED,
            "epochs": EPOCHS,
            "threads": threads(),
            "validation": {"accuracy": round(history.history["val_accuracy"][-1], 4)},
            "test": {"accuracy": round(test["accuracy"], 4)},
        },
    )


if __name__ == "__main__":
    main()
