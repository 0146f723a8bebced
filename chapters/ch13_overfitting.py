"""Overfitting (과적합): make each cause happen, try each remedy, and measure the generalisation gap.

Goal      Recognise overfitting in the learning curves, put each remedy into a Keras network, and measure its effect.
Before    ch04_dense_networks, ch12_epochs_and_batches.
Minutes   1
Slides    "Deep Learning Overfitting"
Book      Géron 2019, chapter 11, "Avoiding Overfitting Through Regularization", "Batch Normalization"; chapter 4,
          "Early Stopping"
Homework  hw03_dense_network, hw07_optimizers

A network overfits when it fits the training set (훈련 데이터셋) well and the validation or test set (검증/테스트
데이터셋) much less. A sign is a wide generalisation gap: here the accuracy on train minus the accuracy on test,
both measured with dropout off. The opposite is underfitting (과소적합): a network that is too small, or trained for too
few epochs, has a low accuracy on all sets. A small gap alone is no merit: read it together with the test accuracy.

The slide names three causes: training without looking at the validation set, too many parameters (파라미터) for the
number of features, and too many epochs (에포크) for the amount of data. This chapter shows all three. It has the
verdict on the first; ch04_dense_networks has the one on the second, ch09_why_now the one on the third.

The slide names two remedies: weight regularisation (가중치 규제) and dropout (드롭아웃, on the slide 드랍아웃). The
cost, which training lowers, is the loss of the data plus any penalty.

    L2            adds l2 * (sum of w^2) to the cost: the larger a weight, the more strongly it is pulled towards zero
    L1            adds l1 * (sum of |w|) to the cost: all weights are pulled equally, and many come close to zero
    weight decay  (가중치 감쇠) adds nothing to the cost: each step also takes away a small part of every weight
    max-norm      after each step, shortens the vector of the weights into a unit to length r if it is longer
    dropout       in each training step, sets each output of a layer to zero with probability p, and divides the others
                  by 1 - p, so that the mean of the outputs stays the same

There are four more. Early stopping (조기 종료) ends the training when the validation loss has not reached a new lowest
value for `patience` epochs, and restores the weights of the epoch with the lowest. Batch normalisation (배치 정규화)
brings each output of a layer to mean 0 and standard deviation 1 over the batch, then scales and shifts it by learned
parameters. More training data is the third. The fourth, data augmentation (데이터 증강), makes more of the data that
there are: here each image is shifted and perhaps mirrored, by chance, each time it is read; digits are only shifted.

What we build   784 pixels -> 256 ReLU -> 256 ReLU -> 10 softmax on 1,000 images: 269,322 parameters; ReLU is max(0, x).
                Then the same network with fewer and with more units, with each remedy, and on more data. All have the
                same epochs, batches and learning rate. Last MC dropout: dropout stays on in prediction, and the mean
                of many predictions is taken. The verdicts compare the mean gap of the last five epochs.
What to look for  Without a remedy the validation loss falls for a few epochs and then rises, while the training loss
                goes on falling. With more units, does the test accuracy fall, or does only the gap grow? How far does
                the gap move from one epoch to the next? Which remedies have the lowest test loss?
In TensorBoard  Scalars, epoch_loss: in the run none (no remedy) the training curve falls on when the validation curve
                rises. The run early-stopping ends `patience` (3) epochs after its lowest validation loss. With
                dropout the training curve is measured while outputs are set to zero, so the whole network is better
                than it shows. With L2 or L1 both curves include the penalty: compare their accuracy, not their loss.
Now change      python -m chapters.ch13_overfitting --examples 100
                    Which remedies still raise the test accuracy?
                python -m chapters.ch13_overfitting --units 32
                    How large is the gap without a remedy now?
                python -m chapters.ch13_overfitting --patience 6
                    Early stopping waits longer. Does it find a lower validation loss?

Keras 3 today: `keras.regularizers.L2(0.01)` adds 0.01 * (sum of w^2). The book's chapter 4 has a factor 1/2 there.
In plain gradient descent L2 is weight decay. In Adam (chapter 16) it is not: Adam divides the penalty's gradient, too,
by the size of recent gradients. AdamW does not divide its decay; that acts on all parameters, L2 here on hidden layers.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

import comparison
import training
from chapters import claims
from chapters.command_line import Flag, Report, Settings, main, print_summary
from chapters.material import overfitting as material
from comparison import Comparison
from datasets import Dataset
from runtime.backend import keras
from training import Run

REMEDIES = {
    "L2 0.001": {"l2": 0.001},
    "L2 0.01": {"l2": 0.01},
    "AdamW 1": {"weight_decay": 1.0},
    "L1 0.001": {"l1": 0.001},
    "max-norm 1": {"max_norm": 1.0},
    "dropout 0.5": {"dropout": 0.5},
    "batch normalisation": {"batch_normalization": True},
    "augmentation": {"augmentation": True},
}
# What the claims compare; early stopping is always trained. L2 0.001 and dropout 0.5 were chosen before any run, the
# decay of AdamW by the lowest validation loss of seeds that the study does not have, from 0.004, 0.03, 0.1, 0.3, 1, 3.
CLAIMED = {"remedies": ("L2 0.001", "AdamW 1", "dropout 0.5"), "widths": (), "times": ()}

SETTINGS = Settings(
    chapter="ch13_overfitting",
    epochs=30,
    learning_rate=0.001,
    patience=3,
    sizes={
        "remedies": tuple(REMEDIES),
        "widths": (8, 512),  # units beside those of the flag
        "times": (2, 4),  # more data: two and four times as many training examples
    },
    when_quick=CLAIMED,
    own=(
        Flag("examples", 1_000, "training examples; two and four times as many for more data"),
        Flag("units", 256, "units of each hidden layer"),
    ),
)
STUDY = replace(SETTINGS, seeds=10, values=CLAIMED)


# %% The network and its remedies


def two_hidden_layers(
    input_shape: tuple[int, ...], outputs: int, task: str, *, units: int = 256, l1: float = 0.0, l2: float = 0.0,
    weight_decay: float = 0.0, max_norm: float | None = None, dropout: float = 0.0, batch_normalization: bool = False,
    augmentation: bool | str = False, learning_rate: float = 0.001,
) -> keras.Model:  # fmt: skip
    """Two hidden layers of equal width; each of the keywords from `l1` to `augmentation` adds one remedy."""
    model = keras.Sequential([keras.Input(input_shape)])
    if augmentation:  # layers that work in training only
        if augmentation != "shift":  # a mirrored shirt is a shirt, a mirrored 2 is no digit
            model.add(keras.layers.RandomFlip("horizontal"))
        model.add(keras.layers.RandomTranslation(0.05, 0.05, fill_mode="constant"))  # by 5% of the side at most
    model.add(keras.layers.Flatten())
    for _ in range(2):
        model.add(
            keras.layers.Dense(
                units,
                kernel_initializer="he_normal",
                kernel_regularizer=keras.regularizers.L1L2(l1, l2) if l1 or l2 else None,
                kernel_constraint=keras.constraints.MaxNorm(max_norm) if max_norm else None,
                use_bias=not batch_normalization,  # batch normalisation has a bias of its own
            )
        )
        if batch_normalization:
            model.add(keras.layers.BatchNormalization())
        model.add(keras.layers.Activation("relu"))
        if dropout:
            model.add(keras.layers.Dropout(dropout))
    model.add(keras.layers.Dense(outputs, activation="sigmoid" if task == "binary" else "softmax"))
    adam, adamw = keras.optimizers.Adam, keras.optimizers.AdamW
    model.compile(
        optimizer=adamw(learning_rate, weight_decay=weight_decay) if weight_decay else adam(learning_rate),
        loss="binary_crossentropy" if task == "binary" else "sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model


def recipe(settings: Settings, **keywords: Any) -> partial:
    """`two_hidden_layers` with the units and the learning rate of the settings, unless a keyword says otherwise."""
    defaults = {"units": settings["units"], "learning_rate": settings.learning_rate}
    return partial(two_hidden_layers, **{**defaults, **keywords})


# %% The lesson


def run(settings: Settings) -> Report:
    """Train without and with each remedy, and compare the generalisation gaps."""
    everything = settings.load()
    data = settings.few(everything)  # as many training examples as --examples says
    print_summary(recipe(settings), data)
    runs = train_remedies(data, settings)
    tables = {"Causes and remedies": comparison.compare(runs)}
    if larger := material.more_data(data, everything, settings["times"]):
        each = {name: {"data": more} for name, more in larger.items()}
        on_more_data = training.fit_all(dict.fromkeys(each, recipe(settings)), data, each=each, **settings.training)
        tables["More data"] = comparison.compare(on_more_data)
    rows = [row for table in tables.values() for row in table.rows]
    first = {trained.name: trained for trained in runs if trained.seed == settings.seed}
    material.print_turn(first["none"])
    material.print_gaps(rows)
    material.print_penalties(list(first.values()), penalty)
    material.print_by_hand(first["none"], data, within_norm, dropped)
    material.print_monte_carlo(first["dropout 0.5"], data, monte_carlo)
    return Report(
        settings,
        tables,
        figures=[
            material.draw_gaps(rows, settings.report_folder / "gaps.png"),
            material.draw_causes(rows, settings.report_folder / "causes.png"),
        ],
        claims=check_claims(tables["Causes and remedies"], data),
    )


def train_remedies(data: Dataset, settings: Settings) -> list[Run]:
    """Train other widths, the network without a remedy, each remedy, and last with early stopping."""
    widths = [units for units in settings["widths"] if units != settings["units"]]
    recipes = {f"{units} units": recipe(settings, units=units) for units in widths}
    recipes["none"] = recipe(settings)
    remedies = material.fitting({name: REMEDIES[name] for name in settings["remedies"]}, data)
    recipes |= {name: recipe(settings, **keywords) for name, keywords in remedies.items()}
    # All epochs: the validation set decides nothing. The callback keeps the weights of the last five epochs.
    keywords = {**settings.training, "callbacks": [material.LastEpochs()]}
    stopping = keras.callbacks.EarlyStopping(patience=settings.patience, restore_best_weights=True)  # by val_loss
    recipes["early stopping"] = recipe(settings)
    return training.fit_all(recipes, data, each={"early stopping": {"callbacks": [stopping]}}, **keywords)


def check_claims(table: Comparison, data: Dataset) -> list[dict[str, Any]]:
    """What the slide claims: one cause, judged by the test loss, and two remedies, judged by the gap."""
    last = material.last_epochs(map(table.row, ("none", *CLAIMED["remedies"])), data)
    material.print_last_epochs(last)
    l2, decay, dropout = (material.difference_of_gaps(last["none"], last[name]) for name in CLAIMED["remedies"])
    return [
        claims.check("overfitting-without-validation", table.difference("loss", "none", "early stopping")),
        claims.check("weight-decay-narrows-the-gap", l2, beside=[decay]),
        claims.check("dropout-narrows-the-gap", dropout),
    ]


# %% The remedies by hand


def penalty(kernels: list[np.ndarray], *, l1: float = 0.0, l2: float = 0.0) -> float:
    """What L1 and L2 add to the cost; a kernel is the matrix of a layer's weights."""
    return float(sum(l1 * np.abs(kernel).sum() + l2 * np.square(kernel).sum() for kernel in kernels))


def within_norm(kernel: np.ndarray, max_norm: float) -> np.ndarray:
    """Max-norm: each column of a kernel (inputs, units), the weights into one unit, gets length `max_norm` at most."""
    lengths = np.linalg.norm(kernel, axis=0)
    return kernel * np.minimum(1.0, max_norm / np.maximum(lengths, 1e-12))


def dropped(outputs: np.ndarray, rate: float, random: np.random.Generator) -> np.ndarray:
    """The outputs of a layer with dropout as in training; the division by 1 - rate keeps their mean."""
    return outputs * (random.random(outputs.shape) >= rate) / (1 - rate)


def monte_carlo(model: keras.Model, x: np.ndarray, times: int) -> np.ndarray:
    """MC dropout: outputs with dropout on, each time with other units set to zero, (times, examples, outputs)."""
    return np.array([model(x, training=True) for _ in range(times)])


# %% The study


def study(settings: Settings) -> Report:
    """What the stored verdicts come from: the trainings that the claims compare, with ten seeds (see STUDY)."""
    data = settings.few(settings.load())
    table = comparison.compare(train_remedies(data, settings))
    return Report(settings, {"Causes and remedies": table}, claims=check_claims(table, data))


if __name__ == "__main__":
    raise SystemExit(main(run, SETTINGS))
