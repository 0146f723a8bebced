"""Epochs and batches (에포크, 배치): how often the data passes through, and in how large portions.

Goal      Watch one network underfit and then overfit over epochs, and measure what the batch size costs.
Before    ch04_dense_networks.
Minutes   1
Slides    "Deep Learning Epoch", "Deep Learning Batch"
Book      Géron 2019, chapter 10, "Learning Rate, Batch Size, and Other Hyperparameters"

An epoch (에포크) is one pass over all training examples, forward (순전파) and backward (역전파). Too few: underfitting
(과소적합), the network has not yet learned what it could. Too many: overfitting (과적합), it goes on getting better on
the training examples only. A batch (배치) is what one forward and backward pass takes at a time, and after each the
weights change once. 1,000 examples in batches of 128 are 128 x 7 + 104: 8 steps an epoch. Small batches mean many
steps, each with a cost of its own; large batches keep the outputs of all layers for many examples in memory (메모리).

What we build   The 300-100 network for one epoch, for a few, and for many; the stream of 1,000 examples that a training
                reads, counted; the same network with batches of 8 to 512, timed, and single steps on batches of up to
                16,384 examples, each in a fresh process, weighed.
What to look for  Train and validation part, and the validation loss has a lowest point; the test accuracy need not fall
                behind it. The seconds of an epoch fall with the batch size, up to a point, and memory rises with it in
                proportion. After equally many epochs large batches have taken fewer steps: compare accuracies.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

import comparison
import training
from chapters.claims import exact as exact_claims
from chapters.claims import verdicts as claims
from chapters.command_line.command import main
from chapters.command_line.report import Report, print_summary, report_path
from chapters.command_line.settings import Flag, Settings
from chapters.material.batches.step_memory import FLOAT, of_steps, outputs_of
from datasets.dataset import Dataset, Split
from runtime.backend import keras
from training.runs import Run

SETTINGS = Settings(
    chapter="ch12_epochs_and_batches",
    epochs=30,  # the book's number for this network
    flags=("dataset", "epochs", "batch_size", "learning_rate", "seeds"),  # trainings side by side would not be timed
    own=(
        Flag("few", 5, "epochs of the training between one and many"),
        Flag("examples", 3_000, "training examples, at most"),
    ),
)
STUDY = replace(SETTINGS, seeds=5)

TIMED = (8, 32, 128, 512)
TIMED_EPOCHS = 4  # the first of them builds TensorFlow's graph and is left out
WEIGHED = (256, 1_024, 4_096, 16_384)


def network(
    input_shape: tuple[int, ...], outputs: int, task: str, *, hidden: tuple[int, int] = (300, 100)
) -> keras.Model:
    """Two hidden layers, the book's 300 and 100 units."""
    return keras.Sequential(
        [
            keras.Input(input_shape),
            keras.layers.Flatten(),
            keras.layers.Dense(hidden[0], activation="relu"),
            keras.layers.Dense(hidden[1], activation="relu"),
            keras.layers.Dense(outputs, activation="sigmoid" if task == "binary" else "softmax"),
        ]
    )


def portions(examples: int, batch_size: int) -> list[int]:
    """The batches of an epoch, by hand: full ones, and what is left over."""
    full, rest = divmod(examples, batch_size)
    return [batch_size] * full + [rest] * bool(rest)


def count_stream(data: Dataset, batch_size: int, epochs: int, seed: int) -> tuple[list[int], np.ndarray]:
    """Read the stream of batches that a training reads, with each example's number in place of its features.

    Returns:
        The sizes of the batches of the first epoch, and how often each example came in all epochs, (examples,).
    """
    numbers = np.arange(len(data.train), dtype=np.int32)
    numbered = replace(data, train=Split(numbers, data.train.y))
    sizes, times = [], np.zeros(len(numbers), int)
    for epoch in range(epochs):
        for x, _ in numbered.batches("train", batch_size, seed=seed, epoch=epoch):
            sizes += [len(x)] if epoch == 0 else []
            times[x.numpy()] += 1
    return sizes, times


def run(settings: Settings) -> Report:
    """Train for one, a few and many epochs, count a stream, and time and weigh batch sizes."""
    data = settings.few(settings.load())
    print_summary(network, data)
    folder = report_path(settings)
    passes = {"one epoch": 1, "few epochs": min(settings["few"], settings.epochs), "many epochs": settings.epochs}
    runs = [
        trained
        for name, epochs in passes.items()
        for trained in training.fit_all({name: network}, data, **{**settings.training, "epochs": epochs})
    ]
    print_epochs([one for one in runs if one.seed == settings.seed])

    slide, counted = count_a_training(settings)

    sizes = [size for size in TIMED if size <= len(data.train)] or [len(data.train)]
    sizes = sizes[-1:] if settings.quick else sizes
    timed = [
        trained
        for size in sizes
        for trained in training.fit_all(
            {f"batch {size}": network}, data, **{**settings.training, "epochs": TIMED_EPOCHS, "batch_size": size}
        )
    ]
    print_times([one for one in timed if one.seed == settings.seed])
    memory: list[int | None] = [None] * len(WEIGHED)
    if not settings.quick:  # each has a process of its own, and TensorFlow takes seconds to start
        memory = of_steps(network, data.input_shape, data.outputs, data.task, WEIGHED)
    print_memory(data, memory)

    table = comparison.compare([*runs, *timed])
    trained_more = [
        of_many.metrics["train"]["accuracy"] - of_one.metrics["train"]["accuracy"]
        for of_one, of_many in zip(of_name(runs, "one epoch"), of_name(runs, "many epochs"), strict=True)
    ]
    slower = [
        seconds_an_epoch(small) - seconds_an_epoch(large)
        for small, large in zip(of_name(timed, "batch 8"), of_name(timed, "batch 128"), strict=False)
    ]
    exact = {each["id"]: each for each in exact_claims.checks(settings.chapter)}
    exact |= {each["id"]: each for each in (*counted, *weighed(memory))}  # what was measured here counts
    return Report(
        settings,
        table,
        further={"The slide's examples": comparison.compare([slide])},
        figures=[
            comparison.plot_fitting(of_name(runs, "many epochs")[0], settings["few"], folder / "epochs.png"),
            draw_costs(timed, memory, data, folder / "batches.png"),
        ],
        claims=[
            claims.check("few-epochs-underfit", trained_more),
            claims.check("many-epochs-overfit", table.difference("accuracy gap", "many epochs", "few epochs")),
            *([claims.check("small-batches-take-longer", slower)] if slower else []),
            *exact.values(),
        ],
        look_for=(
            "Scalars: open epoch_loss of many epochs, train and validation: they part where overfitting begins. Then "
            "the runs batch 8 to batch 512: after equally many epochs the small batches have taken more steps."
        ),
        now_change=(
            "python -m chapters.ch12_epochs_and_batches --examples 9000      does more data put overfitting off?",
            "python -m chapters.ch12_epochs_and_batches --batch-size 256     does it overfit later? count the steps",
            "python -m chapters.ch12_epochs_and_batches --few 12             is the gap of few epochs still small?",
        ),
    )


def of_name(runs: list[Run], name: str) -> list[Run]:
    """The runs of a name, one a seed."""
    return [one for one in runs if one.name == name]


def print_epochs(runs: list[Run]) -> None:
    """Print train and test accuracy after one, a few and many epochs, and where the validation loss was lowest."""
    print(f"\nEpochs on {runs[0].settings['data']['name']}, seed {runs[0].seed}: accuracy, evaluated after training")
    for trained in runs:
        train, test = (trained.metrics[split]["accuracy"] for split in ("train", "test"))
        print(f"  after {trained.epochs:3}: train {train:.3f}, test {test:.3f}, gap {train - test:+.3f}")
    history = runs[-1].history
    lowest = int(np.argmin(history["val_loss"]))
    print(f"  validation loss lowest after epoch {lowest + 1}: {history['val_loss'][lowest]:.3f}; ", end="")
    print(f"at the end {history['val_loss'][-1]:.3f}, while train went from {history['loss'][lowest]:.3f} to ", end="")
    print(f"{history['loss'][-1]:.3f}")
    short = runs[0].history["loss"]
    same = all(one.history["loss"][: len(short)] == short for one in runs)
    print(f"  the first epoch of all three is the same, bit for bit: {'yes' if same else 'no'}")


def count_a_training(settings: Settings) -> tuple[Run, list[dict[str, Any]]]:
    """Train on the slide's 1,000 examples in batches of 128 and count.

    Returns:
        The training, and the claims with what was counted: no arithmetic if the dataset has fewer examples.
    """
    data = replace(settings, quick=False).load()
    data = data.take(min(1_000, len(data.train)))
    size = min(128, len(data.train))
    once = {**settings.training, "epochs": 2, "batch_size": size, "seeds": [settings.seed]}
    trained = training.fit_all({"slide": network}, data, **once)[0]
    sizes, times = count_stream(data, size, trained.epochs, settings.seed)
    steps = int(trained.model.optimizer.iterations)
    print(f"\n{len(data.train):,} examples of {data.name} in batches of {size}: read {sizes}")
    print(f"  by hand {portions(len(data.train), size)}: {len(sizes)} steps an epoch")
    print(f"  the optimizer counted {steps} in {trained.epochs} epochs")
    print(f"  in {trained.epochs} epochs every example came {times.min()} to {times.max()} times")
    once_an_epoch = measured(
        "an-epoch-sees-every-example-once",
        bool((times == trained.epochs).all()),
        f"Counted: in {trained.epochs} epochs each of {len(times):,} examples was in {times.min()} to {times.max()} "
        f"batches.",
    )
    if len(data.train) != 1_000:
        return trained, [once_an_epoch]
    of_the_slide = [sizes.count(size), sizes[-1], steps // trained.epochs]
    return trained, [
        once_an_epoch,
        measured("batch-arithmetic", of_the_slide, f"Counted: {steps} steps in {trained.epochs} epochs."),
    ]


def measured(claim_id: str, value: Any, how: str) -> dict[str, Any]:
    """`claims.check` of a value that this chapter has counted or weighed; the evidence says how."""
    entry = claims.check(claim_id, value)
    return {**entry, "evidence": f"{entry['evidence']}. {how}"}


def weighed(memory: list[int | None]) -> list[dict[str, Any]]:
    """The claim on memory, where the system tells what the steps took."""
    smallest, largest = memory[0], memory[-1]
    if smallest is None or largest is None:
        return []
    how = (
        f"Measured: {smallest / 2**20:.1f} MiB in batches of {WEIGHED[0]:,}, {largest / 2**20:.1f} of {WEIGHED[-1]:,}."
    )
    return [measured("large-batches-take-memory", largest > smallest, how)]


def seconds_an_epoch(trained: Run) -> float:
    """Median of the epochs after the first, in which TensorFlow builds its graph; validation included."""
    return float(np.median(trained.history["seconds"][1:] or trained.history["seconds"]))


def print_times(runs: list[Run]) -> None:
    """Print what the batch size does to time, and to what is learned in equally many epochs."""
    print(f"\nBatch size on {runs[0].settings['data']['name']}, seed {runs[0].seed}, {runs[0].epochs} epochs each")
    for trained in sorted(runs, key=lambda one: one.settings["batch_size"]):
        steps, seconds = trained.record["steps_per_epoch"], seconds_an_epoch(trained)
        print(
            f"  {trained.settings['batch_size']:4}: {steps:4} steps, {seconds:.2f} s an epoch (validation included); "
            f"test accuracy {trained.metrics['test']['accuracy']:.3f} after {steps * trained.epochs:,} steps"
        )


def print_memory(data: Dataset, measured: list[int | None]) -> None:
    """Print the memory of one step beside what the layers' outputs take."""
    numbers = outputs_of(network(data.input_shape, data.outputs, data.task))
    print(f"\nMemory of one step, each in a fresh process: {numbers:,} numbers of {FLOAT} bytes an example are kept")
    for size, extra in zip(WEIGHED, measured, strict=True):
        told = "nothing: --quick does not, and Windows does not tell" if extra is None else f"{extra / 2**20:.1f} MiB"
        print(f"  batch {size:6,}: computed {size * numbers * FLOAT / 2**20:.1f} MiB, measured {told}")
    print("  The outputs alone are computed; a step also holds what the backward pass needs, such as their gradients.")


def draw_costs(timed: list[Run], measured: list[int | None], data: Dataset, path: Path) -> Path:
    """Seconds an epoch and memory of a step against the batch size."""
    numbers = outputs_of(network(data.input_shape, data.outputs, data.task))
    seconds: dict[int, list[float]] = {}
    for trained in timed:
        seconds.setdefault(trained.settings["batch_size"], []).append(seconds_an_epoch(trained))
    return comparison.plot_batch_costs(
        {size: float(np.mean(values)) for size, values in seconds.items()},
        {size: extra / 2**20 for size, extra in zip(WEIGHED, measured, strict=True) if extra is not None},
        {size: size * numbers * FLOAT / 2**20 for size in WEIGHED},
        path,
        f"{len(data.train):,} examples of {data.name}",
    )


if __name__ == "__main__":
    raise SystemExit(main(run, SETTINGS))
