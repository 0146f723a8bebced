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
features, too many epochs (에포크) for the data. All three are made here; the first is judged here, the second in
ch04_dense_networks, the third in ch09_why_now. The slide names two remedies: weight regularisation (가중치 규제) and
dropout (드랍아웃). A network that is too small or trained too little does badly on both sets: underfitting (과소적합).

    L2         cost + l2 * sum of w^2: large weights are pulled down most
    L1         cost + l1 * sum of |w|: every weight is pulled by the same force, many to zero
    max-norm   after each step, the weights into a unit are scaled down to a length of at most r
    dropout    in training, each output is zero with probability p and the others are divided by 1 - p

Beside them: early stopping (조기 종료), batch normalisation (배치 정규화, which has no strength to choose), and more
data. A narrow gap is not yet a good network: one that learns nothing has no gap. Read it with the test accuracy.

What we build   784 pixels -> 256 ReLU -> 256 ReLU -> 10 softmax on 1,000 images: 269,322 parameters. Then the same
                network narrower and wider, with each remedy at several strengths, and on more data. This run trains
                14 epochs for time; the stored verdicts stand on 20, chosen before any run, and five seeds.
What to look for  The validation loss turns while the training loss falls on. Wider: does the test accuracy fall, or
                only the gap grow? Strong remedies narrow the gap by lowering the training accuracy as well.

Keras 3 today: `keras.regularizers.L2(0.01)` adds 0.01 * sum(w^2), without the 1/2 of chapter 4's ridge cost. The
optimizer AdamW decays weights apart from the gradient; with Adam, the penalty's gradient is rescaled like any other.
The book's chapter 11 trains its regularised networks for two epochs on 55,000 images and gives no gap to compare with.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np

import comparison
import training
from chapters.claims import verdicts as claims
from chapters.command_line.command import main
from chapters.command_line.report import Report, print_summary, report_path
from chapters.command_line.settings import Flag, Settings
from chapters.material.overfitting.figures import draw_causes, draw_gaps
from comparison.generalisation import gap_of_row
from comparison.rows import Row
from datasets.dataset import Dataset
from runtime.backend import keras
from training.runs import Run

SETTINGS = Settings(
    chapter="ch13_overfitting",
    epochs=14,
    patience=3,
    own=(
        Flag("examples", 1_000, "training examples; two and four times as many for more data"),
        Flag("units", 256, "units of each hidden layer"),
        Flag("show", "all", "all: every cause and strength; claims: what the claims compare", ("all", "claims")),
    ),
)
# 20 epochs were chosen before any run. The default run was cut to 14 afterwards, for time; the verdict on weight decay
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
PATIENCES = (1,)  # beside the chapter's
TIMES = (2, 4)  # as many training examples
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
    data = settings.few(everything)
    plain = partial(two_hidden_layers, units=settings["units"])
    print_summary(plain, data)
    all_epochs = {**settings.training, "patience": None}  # without regard to the validation set
    runs = training.fit_all(networks(settings), data, **all_epochs)
    for name, patience in stops(settings).items():
        runs += training.fit_all({name: plain}, data, **{**all_epochs, "patience": patience})
    more = [
        trained
        for name, larger in more_data(data, everything, settings).items()
        for trained in training.fit_all({name: plain}, larger, **all_epochs)
    ]
    table = comparison.compare(runs)
    further = {"More data": comparison.compare(more)} if more else {}
    rows = [row for each in (table, *further.values()) for row in each.rows]
    print_gaps(rows)
    print_penalties(runs)
    print_remedies_by_hand(runs, data)
    if (settings.epochs, settings["examples"]) != (STUDY.epochs, STUDY["examples"]) or settings.full:
        said = f"{STUDY['examples']:,} examples, {STUDY.epochs} epochs, {STUDY.seeds} seeds"
        print(f"\nThe stored verdicts stand on {said}; this run trained {settings.epochs} epochs.")
    folder = report_path(settings)
    return Report(
        settings,
        table,
        further=further,
        figures=[draw_gaps(rows, folder / "gaps.png"), draw_causes(rows, folder / "causes.png")],
        claims=[
            claims.check("overfitting-without-validation", table.difference("accuracy gap", "none", "early stopping")),
            claims.check("weight-decay-narrows-the-gap", table.difference("accuracy gap", "none", WEIGHT_DECAY)),
            claims.check("dropout-narrows-the-gap", table.difference("accuracy gap", "none", DROPOUT)),
        ],
        look_for=(
            "Scalars: in the run none, epoch_loss falls on for train while validation stops falling; early stopping "
            "ends as many epochs later as its patience and takes the best epoch's weights. With dropout, train is "
            "measured while units are off, below what the whole network can do."
        ),
        now_change=(
            "python -m chapters.ch13_overfitting --examples 100 --epochs 60   which remedy still helps?",
            "python -m chapters.ch13_overfitting --units 32                   is there a gap to narrow?",
            "python -m chapters.ch13_overfitting --patience 1                 does early stopping stop too early?",
        ),
    )


def stops(settings: Settings) -> dict[str, int]:
    """Early stopping with the chapter's patience, and with the others that are shown."""
    others = PATIENCES if settings["show"] == "all" and not settings.quick else ()
    shown = {f"early stopping, patience {each}": each for each in others if each != settings.patience}
    return {"early stopping": settings.patience, **shown}


def more_data(data: Dataset, everything: Dataset, settings: Settings) -> dict[str, Dataset]:
    """Several times the training examples, as far as there are so many; a printed line says what there is not."""
    found: dict[str, Dataset] = {}
    for times in TIMES if settings["show"] == "all" and not settings.quick else ():
        if times * len(data.train) <= len(everything.train):
            found[f"{times} x data"] = everything.take(times * len(data.train))
        else:
            print(f"No row {times} x data: {everything.name} has {len(everything.train):,} training examples in all.")
    return found


def print_gaps(rows: list[Row]) -> None:
    """Print the gap of accuracy of every row, with what its interval covers."""
    seeds = len(rows[0].runs)
    covers = "other seeds and test examples" if seeds > 1 else "other test examples only: one seed"
    print(
        f"\nAccuracy on {rows[0].runs[0].settings['data']['name']}, {seeds} seed(s); +- is a 95% interval over {covers}"
    )
    print(f"{'run':24} {'train':>7} {'test':>7} {'gap':>7}")
    for row in rows:
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


def print_remedies_by_hand(runs: list[Run], data: Dataset) -> None:
    """Print what max-norm and dropout do by hand beside Keras, on the trained weights of the first seed."""
    plain, random = next(each for each in runs if each.name == "none"), np.random.default_rng(0)
    kernel = hidden_kernels(plain)[0]
    by_keras = np.asarray(keras.constraints.MaxNorm(0.5)(kernel))
    apart = np.abs(within_norm(kernel, 0.5) - by_keras).max()
    print(f"\nmax-norm 0.5 on the first kernel of none, by hand and in Keras: apart by {apart:.0e} at most")
    hidden = keras.Model(plain.model.inputs, plain.model.layers[3].output)
    outputs = hidden.predict(data.test.x[:500], verbose=0)
    by_keras = np.asarray(keras.layers.Dropout(0.5, seed=0)(outputs, training=True))
    print("dropout 0.5 on its first hidden layer: mean output, share of zeros")
    for name, each in {"whole": outputs, "by hand": dropped(outputs, 0.5, random), "Keras": by_keras}.items():
        print(f"  {name:8} {each.mean():.4f}  {np.mean(each == 0):.0%}")


def hidden_kernels(trained: Run) -> list[np.ndarray]:
    """The kernels (inputs, units) of the hidden layers."""
    dense = [layer for layer in trained.model.layers if isinstance(layer, keras.layers.Dense)]
    return [np.asarray(layer.kernel) for layer in dense[:-1]]


if __name__ == "__main__":
    raise SystemExit(main(run, SETTINGS))
