"""Dense networks (인공 신경망, FNN): layers of units, and the training loop that Keras runs for you.

Goal      Build Géron's 300-100 network, train it with callbacks, write the training loop yourself, and measure what
          hidden layers (은닉층) add to a logistic regression.
Before    ch02_logistic_regression.
Minutes   1
Slides    "Artificial Neural Networks 인공신경망", "Deep Neural Networks 깊은 신경망"
Book      Géron 2019, chapter 10, "Building an Image Classifier Using the Sequential API", "Using Callbacks"
Homework  hw03_dense_network

Products of the features make a logistic regression non-linear, but there are very many. A neural network (신경망)
computes new features in hidden layers. Each hidden unit computes a weighted sum of its inputs and a bias, then an
activation function (활성화 함수): here ReLU, max(0, x), which sets negative numbers to zero. Each layer gets the
outputs of the layer before it (feed-forward). Training adjusts all weights (가중치) and biases, the parameters
(파라미터). The slide says that a single hidden node is one logit. More exactly, a hidden unit with a sigmoid is a
logistic regression, and the logit its number before the sigmoid. A deep network (심층 신경망) has many hidden layers.

A callback (콜백) is an object that Keras calls during training, for example after every epoch. Early stopping (조기
종료) is one: it ends a training that no longer improves on the validation split. Dropout (드롭아웃, on the slide
드랍아웃) sets a random part of a layer's outputs to zero in every training step; in prediction it is off (chapter 13).

What we build   Fashion-MNIST has images of 28 x 28 = 784 pixels in ten classes of clothes. The network: 784 pixels ->
                300 ReLU -> 100 ReLU -> 10 softmax, with 235,500 + 30,100 + 1,010 = 266,610 parameters. First it trains
                with three callbacks. Then, on few images, the same training three times: by `model.fit`, by a loop of
                our own, and by `training.fit`; all three end with equal weights. Then the network with and without
                dropout, and a logistic regression. Last, on few images: two widths (units in each of two hidden
                layers), four depths (numbers of hidden layers) with about 30,000 parameters each, and few and many
                parameters on images that are averaged to 7 x 7 and 14 x 14 pixels and on the whole ones.
What to look for  The dense network has a higher accuracy on the training images than on the test images. The
                difference is the generalisation gap (일반화 격차); a large one is called overfitting (과적합). Is it
                smaller with dropout? The wide network has a wider gap than the narrow one: is it worse on test
                images, too? Which depth has the highest test accuracy? With --seeds 5, is it still that one?
In TensorBoard  Scalars, epoch_accuracy: in the dense run the training curve goes on rising while the validation curve
                stays behind. The training curve of the dropout run is measured with dropout on, so it looks low.
Now change      python -m chapters.ch04_dense_networks --learning-rate 0.01
                    Then compare: python -m comparison runs/ch04_dense_networks. What changes?
                python -m chapters.ch04_dense_networks --epochs 30
                    How large does the generalisation gap get?

With --full the networks train as the book did: SGD with learning rate 0.01, 30 epochs, 5,000 images for validation.
"""

from __future__ import annotations

import math
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

import comparison
import training
from chapters import claims
from chapters.command_line import Flag, Report, Settings, main
from chapters.material import dense_networks as material
from comparison import Comparison
from datasets import Dataset
from runtime.backend import keras, make_deterministic, tf

SETTINGS = Settings(
    chapter="ch04_dense_networks", epochs=10, learning_rate=0.001,
    when_full={"epochs": 30, "optimizer": "sgd", "learning_rate": 0.01, "validation": 5_000},  # as the book
    sizes={"optimizer": "adam", "depths": (1, 2, 4, 8), "sides": (7, 14, 28), "few_and_many": (8_000, 200_000)},
    when_quick={"depths": (), "sides": ()},
    flags=("dataset", "epochs", "batch_size", "learning_rate", "seeds", "jobs"),
    own=(
        Flag("patience", 3, "epochs without improvement before the training with callbacks stops", trains=False),
        Flag("examples", 2_000, "training examples for width and depth, at most"),
        Flag("parameters", 30_000, "of each depth, at most"),
    ),
)  # fmt: skip
# What `python -m chapters claims --check ch04` trains for the verdicts: no claim is about depth or smaller images.
STUDY = replace(SETTINGS, seeds=10, values={"depths": (), "sides": ()})

WIDTHS = {"narrow": (10, 10), "wide": (1_000, 1_000)}


# %% The network


def dense_network(
    input_shape: tuple[int, ...], outputs: int, task: str, *, units: tuple[int, ...] = (300, 100), dropout: float = 0.0,
    kernel_initializer: str = "glorot_uniform", optimizer: str = "adam", learning_rate: float = 0.001,
) -> keras.Model:  # fmt: skip
    """Géron's network, layer by layer; with `units=()` it is a logistic regression."""
    model = keras.Sequential([keras.Input(input_shape)])
    model.add(keras.layers.Flatten())  # 28 x 28 x 1 -> 784: the shape of the image is lost here
    for width in units:
        model.add(keras.layers.Dense(width, activation="relu", kernel_initializer=kernel_initializer))
        if dropout:
            model.add(keras.layers.Dropout(dropout))
    model.add(keras.layers.Dense(outputs, activation="sigmoid" if task == "binary" else "softmax"))
    model.compile(
        optimizer={"adam": keras.optimizers.Adam, "sgd": keras.optimizers.SGD}[optimizer](learning_rate=learning_rate),
        loss="binary_crossentropy" if task == "binary" else "sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model


# %% The lesson


def run(settings: Settings) -> Report:
    """Train with callbacks, train the same three times, then compare networks, widths and depths."""
    data = settings.load()
    few = settings.few(data)
    training.check_data(few, settings.batch_size)  # refuse too large a batch now, not in the middle
    train_with_callbacks(data, settings)
    train_three_times(few, settings)
    material.print_unit(data, settings.seed)  # one hidden sigmoid unit beside a logistic regression
    networks = compare_networks(data, settings)
    shapes = compare_shapes(few, settings)
    features = material.compare_features(few, settings, recipe)  # few and many parameters on fewer and more pixels
    material.print_generalisation(shapes)
    material.print_features(features)
    if settings.changed == {"full": True}:  # nothing else differs from the book's training
        material.print_book(networks)
    return Report(
        settings,
        {"Networks": networks, f"Width and depth on {len(few.train):,} training images": shapes, **features},
        figures=[
            material.draw_shapes(shapes, list(WIDTHS), settings.report_folder / "width_and_depth.png"),
            *material.draw_features(features, settings.report_folder / "features.png"),
        ],
        claims=check_claims(networks, shapes),
    )


def train_with_callbacks(data: Dataset, settings: Settings) -> None:
    """The training of the book: compile (in `dense_network`), fit with callbacks, evaluate."""
    folder = settings.report_folder / "with-callbacks"  # one for each set of flags
    folder.mkdir(parents=True, exist_ok=True)
    model = start(data, settings)
    model.summary()
    history = model.fit(
        data.train.x, data.train.y,
        epochs=settings.epochs, batch_size=settings.batch_size, verbose=0,
        validation_data=(data.validation.x, data.validation.y),
        callbacks=[
            # stops when the validation loss has not improved for `patience` epochs, and goes back to the best weights
            keras.callbacks.EarlyStopping(patience=settings["patience"], restore_best_weights=True),
            keras.callbacks.ModelCheckpoint(str(folder / "best.keras"), save_best_only=True),  # saves that model
            keras.callbacks.TensorBoard(str(folder)),  # curves for TensorBoard; it counts epochs from 0
        ],
    )  # fmt: skip
    _, accuracy = model.evaluate(data.test.x, data.test.y, verbose=0)  # loss and metrics
    print(f"model.fit with callbacks: {len(history.epoch)} of {settings.epochs} epochs, test accuracy {accuracy:.3f}")


# %% One training three times


def train_three_times(data: Dataset, settings: Settings, epochs: int = 2) -> None:
    """The same training by `model.fit`, by a loop of our own and by `training.fit`: do the weights end equal?"""
    by_keras, by_hand, by_training = (
        fit(data, settings, epochs) for fit in (fit_by_keras, fit_by_hand, fit_by_training)
    )
    print(f"\nThe same training three times: {len(data.train):,} images, {epochs} epochs, dropout 0.3")
    for name, model in {"our own loop": by_hand, "training.fit": by_training}.items():
        pairs = zip(model.get_weights(), by_keras.get_weights(), strict=True)
        equal = all(np.array_equal(weights, expected) for weights, expected in pairs)
        print(f"  {name} and model.fit: {'equal' if equal else 'different'} weights")


def start(data: Dataset, settings: Settings, dropout: float = 0.0) -> keras.Model:
    """The compiled network with the initial weights of the seed."""
    keras.utils.clear_session()
    make_deterministic(settings.seed, not settings.no_determinism)  # sets the seed, and a fixed order of additions
    return recipe(settings, dropout=dropout)(data.input_shape, data.outputs, data.task)


def fit_by_keras(data: Dataset, settings: Settings, epochs: int) -> keras.Model:
    """`model.fit`, called once for every epoch, because we fix the order of the examples ourselves."""
    model = start(data, settings, dropout=0.3)
    for epoch in range(epochs):
        order = data.order(settings.seed, epoch)  # another order in every epoch
        x, y = data.train.x[order], data.train.y[order]
        model.fit(x, y, batch_size=settings.batch_size, shuffle=False, verbose=0)
    return model


def fit_by_hand(data: Dataset, settings: Settings, epochs: int) -> keras.Model:
    """What `model.fit` does: for every batch compute outputs, loss and gradient (chapter 10), then make a step."""
    model = start(data, settings, dropout=0.3)
    loss_function = keras.losses.get(model.loss)

    @tf.function  # TensorFlow makes one graph of the step: the same numbers, faster
    def step(x: tf.Tensor, y: tf.Tensor) -> None:
        with tf.GradientTape() as tape:  # records the computation, to differentiate it afterwards
            outputs = model(x, training=True)  # training=True: dropout is on
            loss = tf.reduce_mean(loss_function(y, outputs))
        gradients = tape.gradient(loss, model.trainable_variables)
        model.optimizer.apply(gradients, model.trainable_variables)

    for epoch in range(epochs):
        for x, y in data.batches("train", settings.batch_size, seed=settings.seed, epoch=epoch):
            step(x, y)
    return model


def fit_by_training(data: Dataset, settings: Settings, epochs: int) -> keras.Model:
    """`training.fit` trains as `model.fit` does. It also keeps a run folder, resumes, and repeats over seeds."""
    keywords = {**settings.training, "epochs": epochs, "seeds": [settings.seed], "verbose": 0}
    return training.fit_all({"three times": recipe(settings, dropout=0.3)}, data, **keywords)[0].model


# %% Networks, widths and depths


def recipe(settings: Settings, **keywords: Any) -> partial:
    """`dense_network` with the optimizer and the learning rate of the settings, and further keywords."""
    return partial(dense_network, optimizer=settings["optimizer"], learning_rate=settings.learning_rate, **keywords)


def compare_networks(data: Dataset, settings: Settings) -> Comparison:
    """The network with and without dropout, beside a logistic regression."""
    networks = {"dense": recipe(settings), "dropout": recipe(settings, dropout=0.3)}
    networks["logistic"] = recipe(settings, units=())
    return comparison.compare(training.fit_all(networks, data, **settings.training))


def compare_shapes(data: Dataset, settings: Settings) -> Comparison:
    """Two widths; and depths that are as wide as `--parameters` allows, called `layers x units`."""
    shapes = {name: recipe(settings, units=units) for name, units in WIDTHS.items()}
    for depth in settings["depths"]:
        width = material.units_for(depth, settings["parameters"], math.prod(data.input_shape), data.outputs)
        shapes[f"{depth} x {width}"] = recipe(settings, units=(width,) * depth, kernel_initializer="he_normal")
    return comparison.compare(training.fit_all(shapes, data, **settings.training_of("shapes")))


def check_claims(networks: Comparison, shapes: Comparison) -> list[dict[str, Any]]:
    """What the slides claim of these networks."""
    return [
        claims.check("nodes-beat-single-variables", networks.difference("accuracy", "dense", "logistic")),
        claims.check("overfitting-by-parameters", shapes.difference("accuracy gap", "wide", "narrow")),
        claims.check("wider-gap-is-worse-on-test", shapes.difference("accuracy", "narrow", "wide")),
    ]


def study(settings: Settings) -> Report:
    """What the stored verdicts stand on: the comparisons alone, over several seeds."""
    data = settings.load()
    networks, shapes = compare_networks(data, settings), compare_shapes(settings.few(data), settings)
    return Report(settings, {"Networks": networks, "Width": shapes}, claims=check_claims(networks, shapes))


if __name__ == "__main__":
    raise SystemExit(main(run, SETTINGS))
