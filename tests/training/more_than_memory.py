"""One training on 2.5 GiB of examples with 2 GiB of memory; what is printed is looked at by `test_rows.py`.

    python tests/training/more_than_memory.py FOLDER mapped|made

The kernel keeps the limit: `RLIMIT_DATA` counts all memory of the process but mapped files, which it gives back by
itself, and refuses more.
"""

import json
import resource
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np

LIMIT, EXAMPLES, VALUES, SIGNAL = 2**31, 5120, 2**17, 1024  # of an example: 512 KiB, of which one page is not zero


class Made:
    """Makes its examples: those of class 1 begin with ones, those of class 0 with minus ones."""

    def __init__(self, examples):
        self.y = np.arange(examples) % 2

    def __len__(self):
        return len(self.y)

    def __getitem__(self, numbers):
        x = np.zeros((*np.shape(self.y[numbers]), VALUES), np.float32)
        x[..., :SIGNAL] = 2 * self.y[numbers][..., None] - 1
        return x


def mapped(folder):
    """The same examples in a file; what is not written takes no room on the disk."""
    made = Made(EXAMPLES)
    with (folder / "x").open("wb") as file:
        file.truncate(EXAMPLES * VALUES * 4)
        for number in range(EXAMPLES):
            file.seek(number * VALUES * 4)
            file.write(made[number][:SIGNAL].tobytes())
    return np.memmap(folder / "x", np.float32, "r", shape=(EXAMPLES, VALUES))


def recipe(input_shape, outputs, task):
    """The means of 1,024 values each, and a logistic regression on them."""
    from keras import Input, Sequential, layers

    pooling = layers.AveragePooling1D(SIGNAL)
    return Sequential(
        [Input(input_shape), layers.Reshape((*input_shape, 1)), pooling, layers.Flatten(), layers.Dense(1, "sigmoid")]
    )


def main(folder, kind):
    resource.setrlimit(resource.RLIMIT_DATA, (LIMIT, LIMIT))
    try:
        np.ones(LIMIT, np.uint8)
    except MemoryError:
        pass
    else:
        return {"limited": False}

    import datasets
    import training
    from datasets import Split
    from runtime.memory import peak_memory

    x = mapped(folder) if kind == "mapped" else Made(EXAMPLES)
    few = Made(64)
    held_out = Split(few[np.arange(64)], few.y)
    data = replace(
        datasets.load("breast_cancer"), name=kind, input_shape=(VALUES,), train=Split(x, Made(EXAMPLES).y),
        validation=held_out, test=held_out,
    )  # fmt: skip
    run = training.fit(recipe, data, epochs=1, batch_size=64, learning_rate=0.1, folder=folder / "runs", verbose=0)
    return {
        "limited": True,
        "bytes": len(x) * x[0].nbytes,
        "steps": run.record["steps_per_epoch"],
        "train": run.metrics["train"],
        "peak": peak_memory(),
        "content": run.record["settings"]["data"]["content"],
    }


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), sys.argv[2])))
