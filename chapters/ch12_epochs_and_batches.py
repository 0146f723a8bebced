"""Epochs and batches (에포크, 배치): count the steps of a training, then change the epochs and the batch size.

Goal      Count epochs, batches and steps. See one network underfit and then overfit. Measure what the batch size costs
          in time and in memory.
Before    ch04_dense_networks.
Minutes   1
Slides    "Deep Learning Epoch", "Deep Learning Batch"
Book      Géron 2019, chapter 10, "Learning Rate, Batch Size, and Other Hyperparameters"
Homework  hw07_optimizers

Three terms say how long a network trains, two say whether that is enough:

    epoch (에포크)          one pass over all training examples: each goes forward (순전파) and backward (역전파) once
    batch (배치)            the examples of one forward and backward pass; the batch size is their number
    step (스텝)             one change of the weights: the optimizer makes one after every batch
    underfitting (과소적합)  not even the training examples are fitted well; a sign: all accuracies can still rise
    overfitting (과적합)    these are fitted well, others much less; a sign: training loss falls, loss on others rises

The slide's arithmetic: 1,000 examples in batches of 128 are 128 x 7 + 104. These are 7 full batches and one of 104
examples, so an epoch has 8 steps. Two epochs have 16.

Two batch sizes can be compared in two ways. After equally many epochs, both trainings have read each example equally
often, but small batches have made more steps. After equally many steps, large batches have read more examples. Each
batch size has its own best learning rate (학습률), so a fair comparison tunes it for each, on the validation split.

Small batches mean many steps, and every step has a fixed cost in time, however small its batch. Large batches need more
memory (메모리): for each example, the input and the outputs of all layers are kept until the backward pass has used
them. In the network below these are 784 + 300 + 100 + 10 = 1,194 numbers of 4 bytes, 597 KiB for a batch of 128 (1 KiB
is 1,024 bytes). The memory of the weights does not depend on the batch.

What we build   Géron's 300-100 network. First two epochs on 1,000 examples in batches of 128: we count the batches, the
                steps, and how often each example is read. Then three trainings on 3,000 examples: for 1 epoch, for 5
                and for 30. Then batches of 8, 32, 128 and 512 examples for 4 epochs each, and batches of 8, 32 and 128
                for as many steps as 4 epochs with batches of 32 have. Each is trained with every learning rate of one
                list; the validation accuracy chooses. Last, single steps on batches of 256 to 16,384 examples. Each of
                these steps runs in a process of its own, so that its memory can be measured.
What to look for  If one epoch underfits, the test accuracy is higher after 5. The training loss keeps falling, but the
                validation loss has a lowest point. From there on the network overfits: the test loss after 30 epochs is
                higher than after 5. Does the test accuracy fall too? Larger batches make an epoch faster, up to a
                point. The memory of a step grows about in proportion to the batch. Which batch size has the best
                accuracy after equally many epochs, and which after equally many steps?
In TensorBoard  Scalars: open epoch_loss of the run many-epochs. Where do the training and the validation curve part?
                Then the runs batch-8 to batch-512 with 4-epochs: at which rates does the training loss fall fastest?
Now change      python -m chapters.ch12_epochs_and_batches --examples 9000
                    Does overfitting begin later with more training examples?
                python -m chapters.ch12_epochs_and_batches --batch-size 256
                    With fewer steps an epoch, does it begin later in epochs? And in steps?
                python -m chapters.ch12_epochs_and_batches --few 12
                    Is the test loss lower after 12 epochs than after 5?
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

import comparison
import datasets
import training
from chapters import claims
from chapters.command_line import Flag, Report, Settings, main, print_summary
from chapters.material import batches as material
from chapters.material.tuning import train_tuned
from comparison import Comparison
from datasets import Dataset, Split
from runtime.backend import keras
from training import Run

SETTINGS = Settings(
    chapter="ch12_epochs_and_batches",
    epochs=30,  # the book's number for this network
    learning_rate=0.001,
    flags=("dataset", "epochs", "batch_size", "learning_rate", "seeds", "profile"),  # no jobs: they would spoil times
    own=(
        Flag("few", 5, "epochs of the training between one and many"),
        Flag("examples", 3_000, "training examples, at most"),
    ),
    sizes={
        "equal_epochs": ((8, 4), (32, 4), (128, 4), (512, 4)),  # batch size, epochs
        "equal_steps": ((8, 1), (32, 4), (128, 16)),
        "rates": (0.0003, 0.001, 0.003, 0.01),  # of which each batch size takes its best
        "batch_sizes_of_single_steps": (256, 1_024, 4_096, 16_384),
    },
    when_quick={
        "equal_epochs": ((128, 4),), "equal_steps": (), "rates": (0.001,), "batch_sizes_of_single_steps": (),
    },
)  # fmt: skip
# For the stored verdicts: what the claims compare. Seconds do not depend on the learning rate, so one is enough.
CLAIMED = {"equal_epochs": ((8, 4), (128, 4)), "equal_steps": (), "rates": (0.001,)}
STUDY = replace(SETTINGS, seeds=10, values={**CLAIMED, "batch_sizes_of_single_steps": ()})


# %% The network


def network(input_shape: tuple[int, ...], outputs: int, task: str, *, learning_rate: float = 0.001) -> keras.Model:
    """Two hidden layers of ReLU units, max(0, x): the book's 300 and 100."""
    model = keras.Sequential(
        [
            keras.Input(input_shape),
            keras.layers.Flatten(),
            keras.layers.Dense(300, activation="relu"),
            keras.layers.Dense(100, activation="relu"),
            keras.layers.Dense(outputs, activation="sigmoid" if task == "binary" else "softmax"),
        ]
    )
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate=learning_rate),
        loss="binary_crossentropy" if task == "binary" else "sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model


def recipe(settings: Settings) -> partial:
    """The network with the learning rate of the settings."""
    return partial(network, learning_rate=settings.learning_rate)


# %% The lesson


def run(settings: Settings) -> Report:
    """Count the steps of the slide's training, then compare numbers of epochs and batch sizes."""
    data = settings.few(settings.load())  # at most --examples training examples
    print_summary(network, data)
    slide = count_a_training(settings)
    epochs = compare_epochs(data, settings)
    material.print_epochs(epochs)
    batches = compare_batch_sizes(data, settings)
    material.print_batch_sizes(batches)
    memory = material.weigh_steps(network, data, settings["batch_sizes_of_single_steps"])
    material.print_memory(memory)
    folder, seconds = settings.report_folder, material.seconds_by_batch_size(batches["Equal epochs"])
    trained_on = f"{len(data.train):,} examples of {data.name}"
    return Report(
        settings,
        {"Epochs": epochs, **batches, "The slide's examples": comparison.compare([slide])},
        figures=[
            material.draw_fitting(epochs.rows[-1].runs[0], settings["few"], folder / "epochs.png"),
            material.draw_batch_costs(seconds, memory, folder / "batches.png", trained_on),
            material.draw_batch_accuracy(batches, folder / "batch_accuracy.png"),
        ],
        claims=check_claims(epochs, batches["Equal epochs"]),
    )


# %% Epoch, batch, step: counted


def count_a_training(settings: Settings) -> Run:
    """Train on the slide's 1,000 examples in batches of 128, and count batches, steps and examples."""
    data = datasets.load(settings.dataset, full=settings.full)
    data = data.take(min(1_000, len(data.train)))
    size = min(128, len(data.train))
    keywords = {**settings.training, "epochs": 2, "batch_size": size, "seeds": [settings.seed]}
    trained = training.fit_all({"slide": recipe(settings)}, data, **keywords)[0]
    sizes, times = read_batches(data, size, trained.epochs, settings.seed)
    steps = int(trained.model.optimizer.iterations)
    print(f"\n{len(data.train):,} examples of {data.name} in batches of {size}, {trained.epochs} epochs")
    print(f"  batch sizes of an epoch, computed: {batch_sizes(len(data.train), size)}")
    print(f"  batch sizes of an epoch, read:     {sizes}")
    print(f"  {len(sizes)} steps an epoch; the optimizer counted {steps} steps in all")
    print(f"  each example was read {times.min()} times at least and {times.max()} times at most")
    return trained


def batch_sizes(examples: int, batch_size: int) -> list[int]:
    """The sizes of the batches of an epoch: full ones, and one with what is left over."""
    full, rest = divmod(examples, batch_size)
    return [batch_size] * full + [rest] * bool(rest)


def read_batches(data: Dataset, batch_size: int, epochs: int, seed: int) -> tuple[list[int], np.ndarray]:
    """Read the batches that a training reads, with each example's number in place of its features.

    Returns:
        The sizes of the batches of the first epoch, and how often each example was read in all epochs, (examples,).
    """
    numbers = np.arange(len(data.train), dtype=np.int32)
    numbered = replace(data, train=Split(numbers, data.train.y))
    sizes, times = [], np.zeros(len(numbers), int)
    for epoch in range(epochs):
        for x, _ in numbered.batches("train", batch_size, seed=seed, epoch=epoch):
            sizes += [len(x)] if epoch == 0 else []
            times[x.numpy()] += 1
    return sizes, times


# %% Underfitting and overfitting: one epoch, a few, many


def compare_epochs(data: Dataset, settings: Settings) -> Comparison:
    """The same training for one epoch, for a few and for many."""
    lengths = {"one epoch": 1, "few epochs": min(settings["few"], settings.epochs), "many epochs": settings.epochs}
    runs = []
    for name, epochs in lengths.items():
        runs += training.fit_all({name: recipe(settings)}, data, **{**settings.training, "epochs": epochs})
    return comparison.compare(runs)


# %% Batch sizes: equal epochs and equal steps


def compare_batch_sizes(data: Dataset, settings: Settings) -> dict[str, Comparison]:
    """Small and large batches at their best learning rates, after equally many epochs and after equally many steps."""
    runs, tables = {}, {}
    for budget, name in (("Equal epochs", "equal_epochs"), ("Equal steps", "equal_steps")):
        pairs = dict.fromkeys((min(size, len(data.train)), epochs) for size, epochs in settings[name])
        runs |= {pair: tune(data, settings, *pair) for pair in pairs if pair not in runs}
        if pairs:
            tables[budget] = comparison.compare([run for pair in pairs for run in runs[pair]])
    return tables


def tune(data: Dataset, settings: Settings, batch_size: int, epochs: int) -> list[Run]:
    """One batch size at the learning rate of the list with the highest validation accuracy."""
    keywords = {**settings.training, "epochs": epochs, "batch_size": batch_size}
    return train_tuned({f"batch {batch_size}, epochs {epochs}": recipe(settings)}, data, settings["rates"], **keywords)


def check_claims(epochs: Comparison, batches: Comparison) -> list[dict[str, Any]]:
    """What the slides claim of few and of many epochs, and of small batches if sizes 8 and 128 were both trained.

    One epoch underfits if a few are better on examples that the network has not seen, too.
    """
    found = [
        claims.check("few-epochs-underfit", epochs.difference("accuracy", "few epochs", "one epoch")),
        claims.check("many-epochs-overfit", epochs.difference("log_loss", "many epochs", "few epochs")),
    ]
    rows = {row.runs[0].settings["batch_size"]: row for row in batches.rows}
    if {8, 128} <= set(rows):
        small, large = ([material.seconds_an_epoch(run) for run in rows[size].runs] for size in (8, 128))
        sides = comparison.sides(rows[8], rows[128])
        found.append(claims.check("small-batches-take-longer", np.subtract(small, large), sides=sides))
    return found


def study(settings: Settings) -> Report:
    """What the stored verdicts come from: the trainings that the claims compare, over several seeds."""
    data = settings.few(settings.load())
    epochs, batches = compare_epochs(data, settings), compare_batch_sizes(data, settings)
    return Report(settings, {"Epochs": epochs, **batches}, claims=check_claims(epochs, batches["Equal epochs"]))


if __name__ == "__main__":
    raise SystemExit(main(run, SETTINGS))
