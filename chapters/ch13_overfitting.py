"""Overfitting (과적합): when training goes on getting better and the world does not.

Goal      Make each cause of overfitting happen, try each remedy at several strengths, and measure the gap.
Before    ch04_dense_networks, ch12_epochs_and_batches.
Minutes   1
Slides    "Deep Learning Overfitting"
Book      Géron 2019, chapter 11, "Avoiding Overfitting Through Regularization", "Batch Normalization"; chapter 4,
          "Early Stopping"

A network overfits when its performance on the training set (훈련 데이터셋) is far above that on the validation or
test set (검증/테스트 데이터셋). The gap of accuracy, train minus test, measures it; both are taken with dropout off.
The slide names three causes: training without regard to the validation set, too many parameters (파라미터) for the
features, too many epochs (에포크) for the data. It names two remedies: weight regularisation (가중치 규제) and
dropout (드랍아웃).

    L2         cost + l2 * sum of w^2: large weights are pulled down most
    L1         cost + l1 * sum of |w|: every weight is pulled by the same force, many to zero
    max-norm   after each step, the weights into a unit are scaled down to a length of at most r
    dropout    in training, each output is zero with probability p and the others are divided by 1 - p

Beside them: early stopping (조기 종료), batch normalisation (배치 정규화), and more data. A narrow gap is not yet a
good network: one that learns nothing has no gap. Read the gap together with the test accuracy.

What we build   784 pixels -> 256 ReLU -> 256 ReLU -> 10 softmax on 1,000 images: 269,322 parameters. Then the same
                network narrower and wider, with each remedy, and on more data.
What to look for  The validation loss turns while the training loss falls on. Wider: does the test accuracy fall, or
                only the gap grow? Strong remedies narrow the gap by lowering the training accuracy as well.

Keras 3 today: `keras.regularizers.L2(0.01)` adds 0.01 * sum(w^2), without the 1/2 of chapter 4's ridge cost. The
optimizer AdamW decays weights apart from the gradient; with Adam, the penalty's gradient is rescaled like any other.
The book's chapter 11 trains its regularised networks for two epochs on 55,000 images and gives no gap to compare with.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np

import comparison
import training
from chapters import claims
from chapters.command import main
from chapters.report import Report, print_summary, report_path
from chapters.settings import Flag, Settings
from comparison.generalisation import gap_of_row
from comparison.tables import Comparison
from runtime.backend import keras
from training.runs import Run

SETTINGS = Settings(
    chapter="ch13_overfitting",
    epochs=15,
    patience=3,
    own=(
        Flag("examples", 1_000, "training examples; three times as many for more data"),
        Flag("units", 256, "units of each hidden layer"),
        Flag("show", "all", "all: every cause and strength; claims: what the claims compare", ("all", "claims")),
    ),
)
# 20 epochs were chosen before any run. The default run was cut to 15 afterwards, for time; the verdict on weight decay
# depends on it, so that the study stays with what was chosen first.
STUDY = replace(SETTINGS, seeds=5, epochs=20, values={"show": "claims"})


def two_hidden_layers(
    input_shape: tuple[int, ...],
    outputs: int,
    task: str,
    *,
    units: int = 256,
    l1: float = 0.0,
    l2: float = 0.0,
    max_norm: float | None = None,
    dropout: float = 0.0,
    batch_normalization: bool = False,
) -> keras.Model:
    """Two hidden layers of equal width, with the remedies that the arguments switch on."""
    inputs = keras.Input(input_shape)
    x = keras.layers.Flatten()(inputs)
    for _ in range(2):
        x = keras.layers.Dense(
            units,
            use_bias=not batch_normalization,  # normalisation has a bias of its own
            kernel_initializer="he_normal",
            kernel_regularizer=keras.regularizers.L1L2(l1, l2) if l1 or l2 else None,
            kernel_constraint=keras.constraints.MaxNorm(max_norm) if max_norm else None,
        )(x)
        if batch_normalization:
            x = keras.layers.BatchNormalization()(x)
        x = keras.layers.Activation("relu")(x)
        if dropout:
            x = keras.layers.Dropout(dropout)(x)
    return keras.Model(inputs, keras.layers.Dense(outputs, activation="sigmoid" if task == "binary" else "softmax")(x))


def penalty(kernels: list[np.ndarray], *, l1: float = 0.0, l2: float = 0.0) -> float:
    """What L1 and L2 regularisation (가중치 규제) add to the cost, by hand."""
    return float(sum(l1 * np.abs(kernel).sum() + l2 * np.square(kernel).sum() for kernel in kernels))


def within_norm(kernel: np.ndarray, max_norm: float) -> np.ndarray:
    """A kernel (inputs, units) whose columns, the weights into one unit, are scaled down to length `max_norm`."""
    lengths = np.linalg.norm(kernel, axis=0)
    return kernel * np.minimum(1.0, max_norm / np.maximum(lengths, 1e-12))


def dropped(outputs: np.ndarray, rate: float, random: np.random.Generator) -> np.ndarray:
    """A layer's outputs with dropout (드랍아웃) as in training; division by 1 - rate keeps their mean."""
    return outputs * (random.random(outputs.shape) >= rate) / (1 - rate)


WIDTHS = (8, 512)
REMEDIES = {
    "L2 0.001": {"l2": 1e-3},
    "L2 0.01": {"l2": 1e-2},
    "L1 0.0001": {"l1": 1e-4},
    "L1 0.001": {"l1": 1e-3},
    "max-norm 1": {"max_norm": 1.0},
    "max-norm 0.5": {"max_norm": 0.5},
    "dropout 0.5": {"dropout": 0.5},
    "dropout 0.8": {"dropout": 0.8},
    "batch normalisation": {"batch_normalization": True},
}
WEIGHT_DECAY, DROPOUT = "L2 0.001", "dropout 0.5"  # the strengths that the claims compare, chosen before any run


def networks(settings: Settings) -> dict[str, partial]:
    """The network without a remedy, the other widths, and the remedies: fewer for the claims and with `--quick`."""
    units = settings["units"]
    remedies = REMEDIES if settings["show"] == "all" else {each: REMEDIES[each] for each in (WEIGHT_DECAY, DROPOUT)}
    widths = [each for each in WIDTHS if each != units] if settings["show"] == "all" else []
    if settings.quick:
        remedies, widths = {each: REMEDIES[each] for each in (WEIGHT_DECAY, DROPOUT)}, []
    return {
        **{f"{each} units": partial(two_hidden_layers, units=each) for each in widths},
        "none": partial(two_hidden_layers, units=units),
        **{name: partial(two_hidden_layers, units=units, **remedy) for name, remedy in remedies.items()},
    }


def run(settings: Settings) -> Report:
    """Train without and with each remedy, and measure the gap between training and test accuracy."""
    everything = settings.load()
    examples = min(settings["examples"], len(everything.train))
    data = everything.take(examples)
    plain = partial(two_hidden_layers, units=settings["units"])
    print_summary(plain, data)
    all_epochs = {**settings.training, "patience": None}  # without regard to the validation set
    runs = training.fit_all(networks(settings), data, **all_epochs)
    runs += training.fit_all({"early stopping": plain}, data, **{**all_epochs, "patience": settings.patience})
    for times in (3,) if settings["show"] == "all" and not settings.quick else ():
        if times * examples <= len(everything.train):
            runs += training.fit_all({f"{times} x data": plain}, everything.take(times * examples), **all_epochs)
    table = comparison.compare(runs)
    print_gaps(table)
    print_penalties(runs)
    folder = report_path(settings)
    return Report(
        settings,
        table,
        figures=[draw_gaps(table, folder / "gaps.png"), draw_causes(table, folder / "causes.png")],
        claims=[
            claims.check("overfitting-without-validation", table.gap("accuracy gap", "none", "early stopping")),
            claims.check("weight-decay-narrows-the-gap", table.gap("accuracy gap", "none", WEIGHT_DECAY)),
            claims.check("dropout-narrows-the-gap", table.gap("accuracy gap", "none", DROPOUT)),
        ],
        look_for=(
            "Scalars: in the run none, epoch_loss falls on for train while validation stops falling; early stopping "
            "ends there. With dropout, train is measured while units are off, below what the whole network can do."
        ),
        now_change=(
            "python -m chapters.ch13_overfitting --examples 100 --epochs 60   which remedy still helps?",
            "python -m chapters.ch13_overfitting --units 32                   is there a gap to narrow?",
            "python -m chapters.ch13_overfitting --patience 1                 does early stopping stop too early?",
        ),
    )


def print_gaps(table: Comparison) -> None:
    """Print the gap of accuracy of every row, with what its interval covers."""
    seeds = len(table.rows[0].runs)
    covers = "other seeds and test examples" if seeds > 1 else "other test examples only: one seed"
    print(
        f"\nAccuracy on {table.runs[0].settings['data']['name']}, {seeds} seed(s); +- is a 95% interval over {covers}"
    )
    print(f"{'run':24} {'train':>7} {'test':>7} {'gap':>7}")
    for row in table.rows:
        train, test = (row.interval(split, "accuracy")[0] for split in ("train", "test"))
        gap, half = gap_of_row(row, "accuracy")
        print(f"{row.label:24} {train:7.3f} {test:7.3f} {gap:+7.3f} +- {half:.3f}")


def print_penalties(runs: list[Run]) -> None:
    """Print the first seed's penalty by hand beside Keras', and the longest weight vector into a hidden unit."""
    print("\nHidden weights (first seed): the penalty by hand and in Keras, the longest weight vector into a unit")
    for trained in [each for each in runs if each.seed == runs[0].seed]:
        strengths = {key: trained.settings["recipe"]["hyperparameters"][key] for key in ("l1", "l2")}
        kernels = hidden_kernels(trained)
        by_keras = float(sum(trained.model.losses))
        longest = max(np.linalg.norm(kernel, axis=0).max() for kernel in kernels)
        zero = np.mean(np.concatenate([np.abs(kernel).ravel() for kernel in kernels]) < 1e-3)
        print(
            f"{trained.name:24} by hand {penalty(kernels, **strengths):8.4f}   Keras {by_keras:8.4f}   "
            f"longest {longest:5.2f}   weights below 0.001: {zero:.0%}"
        )


def hidden_kernels(trained: Run) -> list[np.ndarray]:
    """The kernels (inputs, units) of the hidden layers."""
    dense = [layer for layer in trained.model.layers if isinstance(layer, keras.layers.Dense)]
    return [np.asarray(layer.kernel) for layer in dense[:-1]]


def draw_gaps(table: Comparison, path: Path) -> Path:
    """Every row's training and test accuracy, joined by a bar as long as the gap; the gap's interval in numbers."""
    from matplotlib.figure import Figure

    from comparison.figures import COLOURS, save

    figure = Figure(figsize=(12, 1.8 + 0.42 * len(table.rows)), layout="constrained")
    axes = figure.add_subplot()
    rows = list(reversed(table.rows))
    for place, row in enumerate(rows):
        train, test = (row.interval(split, "accuracy")[0] for split in ("train", "test"))
        gap, half = gap_of_row(row, "accuracy")
        first = place == len(rows) - 1
        axes.plot([test, train], [place, place], color="0.75", linewidth=7, solid_capstyle="butt", zorder=1)
        axes.plot(train, place, "o", color=COLOURS[1], markersize=11, label="train" if first else None)
        axes.plot(test, place, "D", color=COLOURS[0], markersize=10, label="test" if first else None)
        axes.text(1.02, place, f"{gap:+.3f} ± {half:.3f}", va="center", fontsize=13)
        if row.label == "none":
            axes.axvline(test, color=COLOURS[0], linestyle=":", linewidth=2, zorder=0)
    axes.text(1.02, len(rows) - 0.35, "gap, 95% interval", va="bottom", fontsize=13)
    axes.set_yticks(range(len(rows)), [row.label for row in rows], fontsize=13)
    axes.tick_params(axis="x", labelsize=13)
    lowest = min(row.interval("test", "accuracy")[0] for row in rows)
    axes.set(xlim=(max(0.0, lowest - 0.05), 1.2), ylim=(-0.6, len(rows) + 0.2))
    axes.set_xticks([tick for tick in axes.get_xticks() if max(0.0, lowest - 0.05) <= tick <= 1])
    axes.set_xlabel("accuracy (share of images that are judged rightly)", fontsize=14)
    provenance = f"{table.runs[0].settings['data']['examples']['train']:,} training images, seeds: {len(rows[0].runs)}"
    axes.set_title(f"A narrow gap is not yet a good network ({provenance})", fontsize=17, loc="left")
    axes.legend(fontsize=13, loc="upper left", frameon=False, ncols=2)
    axes.spines[["top", "right"]].set_visible(False)
    return save(figure, path)


def draw_causes(table: Comparison, path: Path) -> Path:
    """Three causes: epochs (losses of the network without a remedy), width, and few examples (accuracies)."""
    from matplotlib.figure import Figure

    from comparison.figures import COLOURS, save

    figure = Figure(figsize=(16, 5.5), layout="constrained")
    axes = figure.subplots(1, 3)
    history = next(row for row in table.rows if row.label == "none").runs[0].history
    epochs = range(1, len(history["loss"]) + 1)
    best = int(np.argmin(history["val_loss"]))
    axes[0].plot(epochs, history["loss"], "--", color=COLOURS[1], linewidth=3, label="train (while training)")
    axes[0].plot(epochs, history["val_loss"], color=COLOURS[0], linewidth=3, label="validation")
    axes[0].axvline(best + 1, color="0.5", linestyle=":", linewidth=2)
    axes[0].set_title(f"lowest validation loss:\nepoch {best + 1} of {len(epochs)}", fontsize=15)
    axes[0].set_xlabel("epoch", fontsize=14)
    axes[0].set_ylabel("loss (cross-entropy)", fontsize=14)
    axes[0].set_ylim(0, 1.05 * max(history["val_loss"]))
    wide = [row for row in table.rows if row.label == "none" or row.label.endswith(" units")]
    many = [row for row in table.rows if row.label == "none" or row.label.endswith(" x data")]
    sizes = [
        (axes[1], wide, lambda row: row.runs[0].parameters, "parameters"),
        (axes[2], many, lambda row: row.runs[0].settings["data"]["examples"]["train"], "training examples"),
    ]
    for place, rows, size, name in sizes:
        rows = sorted(rows, key=size)
        for split, style, colour in (("train", "o--", COLOURS[1]), ("test", "D-", COLOURS[0])):
            means, halves = zip(*(row.interval(split, "accuracy") for row in rows), strict=True)
            errors = [half or 0 for half in halves]
            place.errorbar(
                [size(row) for row in rows], means, errors, fmt=style, color=colour, linewidth=3, markersize=10,
                capsize=5, label=split,
            )  # fmt: skip
        place.set_xscale("log")
        place.margins(0.1)
        place.set_xlabel(f"{name} (log scale)", fontsize=14)
        place.set_ylabel("accuracy", fontsize=14)
        gaps = [gap_of_row(row, "accuracy")[0] for row in rows]
        place.set_title(f"gap {gaps[0]:.2f} at the fewest,\n{gaps[-1]:.2f} at the most {name}", fontsize=15)
    for place in axes:
        place.legend(fontsize=13)
        place.tick_params(labelsize=12)
    return save(figure, path)


if __name__ == "__main__":
    raise SystemExit(main(run, SETTINGS))
