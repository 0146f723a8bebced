"""Epochs and batches (에포크, 배치): count the steps of a training, then change the epochs and the batch size.

Goal      Count epochs, batches and steps. See one network underfit and then overfit. Measure what the batch size costs
          in time and in memory.
Before    ch04_dense_networks.
Minutes   1
Slides    "Deep Learning Epoch", "Deep Learning Batch"
Book      Géron 2019, chapter 10, "Learning Rate, Batch Size, and Other Hyperparameters"
Homework  hw07_optimizers

Three terms say how long a network trains, two say whether that is too short or too long:

    epoch (에포크)          one pass over all training examples: each goes forward (순전파) and backward (역전파) once
    batch (배치)            the examples of one forward and backward pass; the batch size is their number
    step (스텝)             one change of the weights: the optimizer makes one after every batch
    underfitting (과소적합)  the training was too short: training and validation accuracy can both still rise
    overfitting (과적합)    the training was too long: the network improves on the training examples, not on others

The number of epochs is one cause of under- and overfitting; chapter 13 shows the other causes.

The slide's arithmetic: 1,000 examples in batches of 128 are 128 x 7 + 104. These are 7 full batches and one of 104
examples, so an epoch has 8 steps. Two epochs have 16.

Small batches mean many steps, and every step has a fixed cost in time, however small its batch. Large batches need more
memory (메모리): for each example, the input and the outputs of all layers are kept until the backward pass has used
them. In the network below these are 784 + 300 + 100 + 10 = 1,194 numbers of 4 bytes. For one example they take 4.7 KiB
(1 KiB is 1,024 bytes), for a batch of 128 examples 597 KiB. The memory of the weights does not depend on the batch.

What we build   Géron's 300-100 network. First two epochs on 1,000 examples in batches of 128: we count the batches, the
                steps, and how often each example is read. Then three trainings on 3,000 examples: for 1 epoch, for 5
                and for 30. Then four trainings for 4 epochs, with batches of 8, 32, 128 and 512 examples: we measure
                the seconds of an epoch. Last, single steps on batches of 256 to 16,384 examples. Each of these steps
                runs in a process of its own, so that its memory can be measured.
What to look for  The training loss keeps falling, but the validation loss has a lowest point. From there on the network
                overfits. Does the test accuracy fall too? The generalisation gap is the training accuracy minus the
                test accuracy: how much does it grow from 5 to 30 epochs? Larger batches make an epoch faster, up to a
                point. The memory of a step grows in proportion to the batch. After equally many epochs, large batches
                have taken fewer steps: compare the accuracies.
In TensorBoard  Scalars: open epoch_loss of the run many-epochs. Where do the training and the validation curve part?
                Then the runs batch-8 to batch-512: which has the lowest training loss after its four epochs?
Now change      python -m chapters.ch12_epochs_and_batches --examples 9000
                    Does overfitting begin later with more training examples?
                python -m chapters.ch12_epochs_and_batches --batch-size 256
                    With fewer steps an epoch, does it begin later in epochs? And in steps?
                python -m chapters.ch12_epochs_and_batches --few 12
                    Is the generalisation gap still small after 12 epochs?
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
        "timed_batch_sizes": (8, 32, 128, 512),
        "timed_epochs": 4,
        "batch_sizes_of_single_steps": (256, 1_024, 4_096, 16_384),
    },
    when_quick={"timed_batch_sizes": (128,), "batch_sizes_of_single_steps": ()},
)
STUDY = replace(SETTINGS, seeds=10)  # for the stored verdicts


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
    material.print_times(batches)
    memory = material.weigh_steps(network, data, settings["batch_sizes_of_single_steps"])
    material.print_memory(memory)
    folder = settings.report_folder
    trained_on = f"{len(data.train):,} examples of {data.name}"
    return Report(
        settings,
        {"Epochs": epochs, "Batch sizes": batches, "The slide's examples": comparison.compare([slide])},
        figures=[
            material.draw_fitting(epochs.rows[-1].runs[0], settings["few"], folder / "epochs.png"),
            material.draw_batch_costs(
                material.seconds_by_batch_size(batches), memory, folder / "batches.png", trained_on
            ),
        ],
        claims=check_claims(epochs, batches),
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


# %% Batch sizes: time and memory


def compare_batch_sizes(data: Dataset, settings: Settings) -> Comparison:
    """Equally many epochs with small and with large batches."""
    sizes = [size for size in settings["timed_batch_sizes"] if size <= len(data.train)] or [len(data.train)]
    runs = []
    for size in sizes:
        keywords = {**settings.training, "epochs": settings["timed_epochs"], "batch_size": size}
        runs += training.fit_all({f"batch {size}": recipe(settings)}, data, **keywords)
    return comparison.compare(runs)


def check_claims(epochs: Comparison, batches: Comparison) -> list[dict[str, Any]]:
    """What the slides claim of few and of many epochs, and of small batches if sizes 8 and 128 were both trained."""
    rows = {row.label: row for row in (*epochs.rows, *batches.rows)}
    after_one, after_many = (rows[name].values("train", "accuracy") for name in ("one epoch", "many epochs"))
    found = [
        claims.check("few-epochs-underfit", np.subtract(after_many, after_one)),
        claims.check("many-epochs-overfit", epochs.difference("accuracy gap", "many epochs", "few epochs")),
    ]
    if {"batch 8", "batch 128"} <= set(rows):
        small, large = (
            [material.seconds_an_epoch(run) for run in rows[name].runs] for name in ("batch 8", "batch 128")
        )
        found.append(claims.check("small-batches-take-longer", np.subtract(small, large)))
    return found


if __name__ == "__main__":
    raise SystemExit(main(run, SETTINGS))
