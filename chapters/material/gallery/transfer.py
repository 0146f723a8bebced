"""Transfer learning (전이 학습): the convolutions of a network that knows other classes, for a task with few images.

Géron 2019, chapter 11, "Reusing Pretrained Layers": keep the lower layers, freeze them (동결) while the new layers
learn, then release them and train on at a lower learning rate, which is fine-tuning (미세 조정). The book adds that
this works best with deep convolutional networks, and that its own example was chosen among many. Ours was, a little: of
five and ten images a class, tried with two other seeds, five show more; and with the halves of the classes exchanged
the reused convolutions hardly changed anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

import comparison
import training
from chapters.material.gallery.few_images import RATES, budget, compiled, few_images, of_classes, small_cnn
from chapters.material.tuning import rate_of, train_tuned
from comparison.differences import Difference
from comparison.tables import Comparison
from datasets.dataset import Dataset
from runtime.backend import keras
from runtime.wrapping import wrapped
from training.runs import Run

if TYPE_CHECKING:
    from chapters.command_line.settings import Settings

PER_CLASS = 5  # training images of each new class
EPOCHS, BATCH_SIZE = 20, 5  # of every network on the few images
SOURCE_PER_CLASS, SOURCE_EPOCHS = 900, 5  # of the network that the convolutions come from
SCRATCH, FROZEN, TUNED = "from scratch", "frozen", "fine-tuned"

Weights = Sequence[Sequence[np.ndarray]]  # of one layer after the other


def convolutions(model: keras.Model) -> list[keras.layers.Layer]:
    """The convolutional layers of a model."""
    return [layer for layer in model.layers if isinstance(layer, keras.layers.Conv2D)]


def reusing(
    input_shape: tuple[int, ...], outputs: int, task: str, *, reused: Weights, learning_rate: float = 0.001
) -> keras.Model:
    """`small_cnn` with the convolutions of a trained network, which stay as they are: only the dense layers learn."""
    model = small_cnn(input_shape, outputs, task)
    for layer, weights in zip(convolutions(model), reused, strict=True):
        layer.set_weights(weights)
        layer.trainable = False  # frozen
    return compiled(model, learning_rate)


def fine_tuning(
    input_shape: tuple[int, ...], outputs: int, task: str, *,
    reused: Weights, x: np.ndarray, y: np.ndarray, epochs: int, batch_size: int, learning_rate: float = 0.001,
) -> keras.Model:  # fmt: skip
    """`reusing`, trained for `epochs` on few images; then its convolutions are released, at a tenth of the rate.

    What it returns is compiled and trains on from there.
    """
    model = reusing(input_shape, outputs, task, reused=reused, learning_rate=learning_rate)
    model.fit(x, y, epochs=epochs, batch_size=batch_size, verbose=0)  # the dense layers alone
    for layer in convolutions(model):
        layer.trainable = True
    return compiled(model, learning_rate / 10)


def train_transfer(data: Dataset, settings: Settings) -> Comparison:
    """Train on the first half of the classes; then on few images of the others, from scratch and with what it learned.

    All three networks of the table have the same layers, images and number of steps, and the same learning rates to
    choose from by the validation split. The fine-tuned one takes the rate of the frozen one, of which it is the
    second half: its first half, with frozen convolutions, is not among the epochs of the table.

    Args:
        data: images of four classes or more.
        settings: of the lesson, with the size `few_seeds`.
    """
    half = data.outputs // 2
    source, target = of_classes(data, range(half)), of_classes(data, range(half, data.outputs))
    few = few_images(target, PER_CLASS)
    keywords = budget(settings, "transfer", EPOCHS, BATCH_SIZE)
    classes = ", ".join(target.class_names)
    print(f"\n{wrapped(f'Transfer learning: {classes}; {len(few.train)} training images in all')}")
    of_source = {**keywords, "epochs": SOURCE_EPOCHS, "batch_size": 32, "seeds": [settings.seed]}
    [trained] = training.fit_all({"other classes": small_cnn}, few_images(source, SOURCE_PER_CLASS), **of_source)
    reused = [layer.get_weights() for layer in convolutions(trained.model)]
    runs = train_tuned(SCRATCH, partial(small_cnn), few, RATES, **keywords)
    frozen = train_tuned(FROZEN, partial(reusing, reused=reused), few, RATES, **keywords)
    tuned = partial(
        fine_tuning,
        reused=reused,
        x=few.train.x,
        y=few.train.y,
        epochs=EPOCHS // 2,
        batch_size=BATCH_SIZE,
        learning_rate=rate_of(frozen[0]),
    )
    runs += frozen + training.fit_all({TUNED: tuned}, few, **{**keywords, "epochs": EPOCHS - EPOCHS // 2})
    table = comparison.compare(runs, primary=[("accuracy", TUNED, SCRATCH), ("accuracy", FROZEN, SCRATCH)])
    print_transfer(table, trained)
    return table


def print_transfer(table: Comparison, trained: Run) -> None:
    """Print the steps of every row, where the convolutions come from, and whether they helped."""
    images, classes = trained.settings["data"]["examples"], ", ".join(trained.record["class_names"])
    steps = table.row(SCRATCH).runs[0].record["steps_per_epoch"] * EPOCHS
    lines = [
        f"The reused convolutions learned from {images['train']:,} images of {classes}. Every"
        f" network takes {steps} steps on the few images; {TUNED!r} took the first half of them with frozen"
        " convolutions, and the table counts the other half. The few images are the same for every seed. All rows"
        f" choose their learning rate on {images['validation']} validation images, more than anybody with so few"
        " training images would have. Five images a class were chosen because they show more than ten; with the"
        " halves of the classes exchanged, the reused convolutions hardly changed anything.",
        *(
            helped(table.difference("accuracy", name, SCRATCH), f"Reused convolutions, {name},")
            for name in (TUNED, FROZEN)
        ),
    ]
    print(*(wrapped(line, after=0) for line in lines), sep="\n")


def helped(found: Difference, what: str) -> str:
    """One sentence: whether what row `a` adds to row `b` raises the test accuracy."""
    by = f"{found.difference:+.3f} in test accuracy over {found.seeds} seed{'s' * (found.seeds > 1)}"
    if found.reason:
        return f"{what} make {by}. Whether that is chance is not tested: {found.reason}."
    if found.winner is None:
        return f"{what} make {by}. That is within noise: it may as well be nothing."
    return f"{what} {'help' if found.winner == found.a else 'do harm'}: they make {by}, beyond chance."
