"""Non-linearity (비선형성): three strategies for classes that no straight line separates.

Goal      Separate the classes of four datasets by a fixed mapping, a kernel and a network; compare their boundaries.
Before    ch02_logistic_regression.
Minutes   1
Slides    "Dealing with Non-linearity", "비선형성에 대응하기 위한 3가지 전략"
Book      Géron 2019, chapter 5, "Nonlinear SVM Classification"; chapter 10, "The Perceptron"
Homework  hw02_features_and_kernels

The decision boundary of a logistic regression is a straight line. To get a curve, we map the features to new features
(a feature map) and separate the classes there: a boundary that is straight in the new features is a curve in the old
ones. The slide names three strategies:

    Explicitly fixed mapping    We choose the new features and compute them: the products of chapter 2.
    Implicitly fixed mapping    Kernel Method. A kernel (커널) k(x, z) says how similar two examples are. It is an inner
                                product (내적) of new features of x and z, but these features are never computed.
    Parameterized mapping       Neural Networks. The layers before the output layer, called hidden layers (은닉층),
                                compute the new features, and training adjusts their weights too.

Our kernel is k(x, z) = exp(-gamma |x - z|^2): 1 where x = z, and close to 0 where the two are far apart. The slide has
two models with a kernel. Kernel logistic regression is a logistic regression whose features are the similarities of x
to all training examples. We take only 60 examples, the landmarks, so ours is an approximation. The SVM (support vector
machine, 서포트 벡터 머신) looks for the boundary with the widest margin (마진), the distance to the nearest examples of
both classes; it allows some examples inside the margin. Only some of the training examples decide where the boundary
is: the support vectors.

The slide says of kernel methods "데이터 분포를 추정" (to estimate the distribution of the data). The SVM does not:
fitted again to its support vectors alone, it keeps its boundary, although these examples are distributed differently.
Kernel logistic regression estimates a probability, but it is p(y|x), the probability of a class at the point x. It does
not estimate p(x), which says where there are many points and where there are few.

The four datasets have two classes each. circles: a circle around a smaller one. moons: two interleaved half circles.
xor: class 1 where the two features differ in sign. spirals: two interleaved arms. Noise moves every point a little.

What we build   Four networks with the same output unit, a logistic regression. Its features are the inputs themselves
                ("line"), their nine products up to degree 3 ("products"), the similarities to 60 landmarks ("kernel"),
                or the outputs of two hidden layers with 16 units each ("network"). A hidden unit computes tanh of a
                weighted sum: a number between -1 and 1. We compare them with scikit-learn's SVM with the same kernel.
What to look for  The line fails on circles, xor and spirals. Products up to degree 3 are enough for all but spirals.
                With --degree 2 the boundary is a conic section (이차곡선): an ellipse separates circles and a hyperbola
                separates xor, but none separates moons. On xor every strategy makes some errors, because the noise
                moves points across the axes. For a fixed mapping we have to choose the degree or gamma well; the
                mapping of the network is found by training.
In TensorBoard  Scalars, epoch_loss: a model that always answers 1/2 has the loss ln 2 = 0.69. On circles and xor, the
                loss of the line stays close to it; on spirals it falls a little, on moons much further. Histograms: the
                weights of the layer "hidden" of the network change from epoch to epoch; those of the layer "landmarks"
                of the kernel do not.
Now change      python -m chapters.ch03_nonlinearity --degree 2
                    On which datasets is a conic section enough?
                python -m chapters.ch03_nonlinearity --gamma 100
                    Now only very close points are similar. How do the boundaries change?
                python -m chapters.ch03_nonlinearity --gamma 0.1
                    Now distant points are similar too. Where does the kernel fail first?
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import comparison
import training
from chapters import claims
from chapters.command_line import Flag, Report, Settings, main, print_summary
from chapters.material import nonlinearity as material
from datasets import Dataset, Split
from runtime.backend import keras
from training import Run

SETTINGS = Settings(
    chapter="ch03_nonlinearity",
    dataset="circles",
    epochs=30,
    learning_rate=0.02,
    tasks=("binary",),
    flags=("epochs", "batch_size", "learning_rate", "seeds", "jobs"),
    sizes={"problems": ("circles", "moons", "xor", "spirals")},
    when_quick={"problems": ("circles",)},
    own=(
        Flag("degree", 3, "highest degree of the products"),
        Flag("gamma", 4.0, "of the kernel exp(-gamma |x - z|^2): points are similar up to about 1 / sqrt(gamma)"),
    ),
)
# what `python -m chapters claims --check ch03` trains for the verdicts; the claims are about circles
STUDY = replace(SETTINGS, seeds=10, values={"problems": ("circles",)})


# %% Four mappings, and the same output unit


def line(input_shape: tuple[int, ...], outputs: int, task: str, *, learning_rate: float = 0.02) -> keras.Model:
    """No mapping: a logistic regression on the two features."""
    model = keras.Sequential([keras.Input(input_shape), keras.layers.Dense(outputs, activation="sigmoid")])
    return compiled(model, learning_rate)


def products(
    input_shape: tuple[int, ...], outputs: int, task: str, *, degree: int = 3, learning_rate: float = 0.02
) -> keras.Model:
    """Explicitly fixed mapping: the products x1^i x2^j with 1 <= i + j <= degree."""
    inputs = keras.Input(input_shape)
    x1, x2 = inputs[:, :1], inputs[:, 1:2]
    terms = [x1**i * x2 ** (total - i) for total in range(1, degree + 1) for i in range(total, -1, -1)]
    new_features = keras.layers.Concatenate(name="products")(terms)
    probability = keras.layers.Dense(outputs, activation="sigmoid")(new_features)
    return compiled(keras.Model(inputs, probability), learning_rate)


def kernel(
    input_shape: tuple[int, ...],
    outputs: int,
    task: str,
    *,
    examples: Split,
    landmarks: int = 60,
    gamma: float = 4.0,
    learning_rate: float = 0.02,
) -> keras.Model:
    """Implicitly fixed mapping: the similarities exp(-gamma |x - z|^2) to the first examples, the landmarks z.

    -gamma |x - z|^2 = 2 gamma x z - gamma |z|^2 - gamma |x|^2. A Dense layer computes the first two terms, with weights
    and biases that are set here and not trained.
    """
    inputs = keras.Input(input_shape)
    fixed = keras.layers.Dense(landmarks, trainable=False, name="landmarks")
    similarities = keras.ops.exp(fixed(inputs) - gamma * keras.ops.sum(inputs**2, axis=1, keepdims=True))
    z = examples.x[:landmarks]
    fixed.set_weights([2 * gamma * z.T, -gamma * (z**2).sum(axis=1)])
    probability = keras.layers.Dense(outputs, activation="sigmoid")(similarities)
    return compiled(keras.Model(inputs, probability), learning_rate)


def network(input_shape: tuple[int, ...], outputs: int, task: str, *, learning_rate: float = 0.02) -> keras.Model:
    """Parameterized mapping: two hidden layers with 16 units each, trained together with the output unit."""
    model = keras.Sequential(
        [
            keras.Input(input_shape),
            keras.layers.Dense(16, activation="tanh", name="hidden"),
            keras.layers.Dense(16, activation="tanh"),
            keras.layers.Dense(outputs, activation="sigmoid"),
        ]
    )
    return compiled(model, learning_rate)


def compiled(model: keras.Model, learning_rate: float) -> keras.Model:
    """The model with the optimizer, loss and metric that all four share."""
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate=learning_rate), loss="binary_crossentropy", metrics=["accuracy"]
    )
    return model


# %% The lesson


def run(settings: Settings) -> Report:
    """Train the line and the three strategies on each dataset; draw their boundaries and the network's units."""
    problems = {name: replace(settings, dataset=name).load() for name in settings["problems"]}
    circles = problems["circles"]
    print_summary(network, circles)
    runs = {name: train(data, settings) for name, data in problems.items()}
    svms = {name: material.fit_support_vector_machine(data, settings["gamma"]) for name, data in problems.items()}
    for name, data in problems.items():
        material.print_support_vectors(svms[name], data)
    tables = {f"Four networks on {name}": comparison.compare(trained) for name, trained in runs.items()}
    on_circles = tables["Four networks on circles"]
    folder = settings.report_folder
    return Report(
        settings,
        tables,
        figures=[
            material.draw_boundaries(runs, svms, problems, folder / "boundaries.png"),
            material.draw_hidden_units(runs["circles"], circles, folder / "hidden_units.png"),
        ],
        claims=[  # the sentences of the slide, with the differences that decide on them
            claims.check("network-deals-with-non-linearity", on_circles.difference("accuracy", "network", "line")),
            claims.check("kernel-deals-with-non-linearity", on_circles.difference("accuracy", "kernel", "line")),
        ],
    )


def train(data: Dataset, settings: Settings) -> list[Run]:
    """Train the four networks on one dataset; every fifth epoch TensorBoard gets a histogram of the weights."""
    keywords = {**settings.training_of(data.name), "histogram_freq": 5}
    print(f"\nThe four networks on {data.name}")
    return training.fit_all(strategies(data, settings), data, **keywords)


def strategies(data: Dataset, settings: Settings) -> dict[str, Callable[..., keras.Model]]:
    """The line and the three strategies; the landmarks of the kernel are the first training examples."""
    rate = settings.learning_rate
    return {
        "line": partial(line, learning_rate=rate),
        "products": partial(products, degree=settings["degree"], learning_rate=rate),
        "kernel": partial(kernel, examples=data.train, gamma=settings["gamma"], learning_rate=rate),
        "network": partial(network, learning_rate=rate),
    }


if __name__ == "__main__":
    raise SystemExit(main(run, SETTINGS))
