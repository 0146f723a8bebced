"""Activation functions (활성화 함수): compare eight in one deep network, and see why a deep network needs them.

Goal      Compare eight activation functions in one deep network: derivatives, gradients of every layer, dead units,
          accuracy. See where gradients vanish, what this means for SGD and for Adam, and two remedies.
Before    ch04_dense_networks, ch11_backpropagation.
Minutes   1
Slides    "Activation Function"
Book      Géron 2019, chapter 11, "The Vanishing/Exploding Gradients Problems"

A hidden unit (은닉 유닛) computes a weighted sum z of its inputs. The activation function (활성화 함수, on the slide
활성함수) is applied to z and makes the network non-linear (비선형). Without it, any number of layers equals a single
linear layer. These eight are compared here; in hidden layers (은닉층) one usually takes ReLU:

    relu         max(0, z)
    sigmoid      1 / (1 + e^-z), from 0 to 1
    tanh         (e^z - e^-z) / (e^z + e^-z), from -1 to 1
    leaky_relu   z where z > 0, else 0.2 z
    elu          z where z > 0, else e^z - 1
    selu         as elu, with two constants that keep mean 0 and variance 1 from layer to layer
    gelu         z times the probability that a standard normal number is below z
    swish        z times sigmoid(z)

At the output (출력) the task decides, because the outputs have to fit the target:

    two classes         sigmoid   one probability
    several classes     softmax   a probability for each class; together they add up to 1
    regression (회귀)   linear    any number; for positive targets also ReLU or softplus, log(1 + e^z), for targets
                                  with bounds also sigmoid or tanh (the book's table 10-1)

Backpropagation multiplies by the derivative (미분) of the activation function in every layer. The derivative of the
sigmoid is at most 1/4: ten layers of it multiply the gradient (기울기) by less than a millionth, unless large weights
make up for it. The gradient vanishes (기울기 소실). A step of SGD, plain gradient descent, is proportional to the
gradient: with SGD the first layers hardly move. Adam (chapter 16) divides each step by the size of recent gradients:
with Adam they move, although the loss hardly depends on them at first. The derivative of ReLU is 1 or 0. If z is
negative for every example, it is 0 for all of them: the unit is dead. Its own weights get no gradient; only a change in
the layers before it can revive it.

Batch normalisation (배치 정규화) brings each z to mean 0 and standard deviation 1 over the batch, then scales and
shifts it by learned parameters: gradients vanish less. With large weights the gradient can explode (기울기 폭주).
Gradient clipping (기울기 클리핑) shortens a gradient that is longer than a given norm before the step.

The initial weights (initialisation, 초기화) are random numbers. Their variance must suit the activation function, or
the outputs grow or shrink from layer to layer. In a layer with n inputs and m outputs it is 2 / (n + m) after Glorot,
2 / n after He and 1 / n after LeCun. The book's table 11-1 has Glorot for sigmoid and tanh, He for ReLU and its
variants, LeCun for SELU. GELU and swish are not in it; their curves are close to ReLU, so we choose He.

What we build   784 pixels -> 8 hidden layers of 32 units -> 10 softmax, once for each activation function, and once
                without any (linear), all with Adam at one learning rate. Before training we compute the gradient of
                every layer; after it we count dead units, and multiply the weight matrices of the linear network. Then
                ReLU and sigmoid with SGD and with Adam, and two remedies. Each of these takes the learning rate of a
                short list with the highest validation accuracy. We measure how far each layer has moved.
What to look for  How many times smaller is the gradient in the first layer of the sigmoid network than in its last? How
                far does this layer move with SGD, how far with Adam? Is the accuracy above 0.1, that of a guess? Does
                one matrix predict the same classes as all layers of the linear network?
In TensorBoard  Histograms: compare how much the kernel (the weights) of hidden1 changes in the runs sigmoid SGD and
                sigmoid Adam. Scalars, epoch_loss: ln 10 = 2.30 is the loss of a network that gives each of the ten
                classes the probability 1/10. Which networks stay there?
Now change      python -m chapters.ch14_activations --depth 2
                    Is the sigmoid still worse than ReLU?
                python -m chapters.ch14_activations --depth 20
                    Which activation functions still learn?
                python -m chapters.ch14_activations --learning-rate 0.01
                    How many units die?

In Keras 3 the function `leaky_relu`, used here, has the slope 0.2 for z < 0; the layer LeakyReLU has 0.3, as in the
book. `gelu` is computed exactly by default, not by its approximation with tanh. `swish` is also called `silu`.
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
from chapters.material import activations as material
from chapters.material import tuning
from comparison import Comparison
from datasets import Dataset
from runtime.backend import keras, tf
from training import Run

TUNED = {  # name -> keywords of `deep_network`; each is trained at the best learning rate of its optimizer's list
    "relu SGD": {"activation": "relu", "optimizer": "sgd"},
    "sigmoid SGD": {"activation": "sigmoid", "optimizer": "sgd"},
    "relu Adam": {"activation": "relu", "optimizer": "adam"},
    "sigmoid Adam": {"activation": "sigmoid", "optimizer": "adam"},
    "sigmoid SGD, batch normalisation": {"activation": "sigmoid", "optimizer": "sgd", "batch_normalization": True},
    "large weights, SGD": {"optimizer": "sgd", "initial_variance": 8.0},  # He has 2: four times the variance
    "large weights, SGD, clipping": {"optimizer": "sgd", "initial_variance": 8.0, "clip_norm": 1.0},
}
CLAIMED = ("relu Adam", "sigmoid Adam")  # what the claim compares
SETTINGS = Settings(
    chapter="ch14_activations",
    epochs=6,
    learning_rate=0.001,
    sizes={
        "activations": ("relu", "sigmoid", "tanh", "leaky_relu", "elu", "selu", "gelu", "swish", "linear"),
        "tuned": tuple(TUNED),
        "rates": {"sgd": (0.001, 0.01, 0.1, 1.0), "adam": (0.0003, 0.001, 0.003, 0.01, 0.03)},
        "tuning_seeds": (),  # that choose the rate by their mean; where there are none, the first seed
    },
    when_quick={
        "activations": ("relu", "linear"), "tuned": CLAIMED, "rates": {"adam": (0.001,)},
    },
    own=(
        Flag("depth", 8, "hidden layers"),
        Flag("units", 32, "units of each hidden layer"),
        Flag("examples", 2_000, "training examples, at most"),
    ),
    flags=("dataset", "epochs", "batch_size", "learning_rate", "seeds", "jobs"),
)  # fmt: skip
STUDY = replace(SETTINGS, seeds=10, values={"tuned": CLAIMED, "tuning_seeds": (100, 101, 102)})
INITIALIZERS = {  # Keras' names of the initialisations that suit each activation
    "sigmoid": "glorot_uniform", "tanh": "glorot_uniform", "linear": "glorot_uniform", "selu": "lecun_normal",
    "relu": "he_normal", "leaky_relu": "he_normal", "elu": "he_normal", "gelu": "he_normal", "swish": "he_normal",
}  # fmt: skip


# %% The network


def deep_network(
    input_shape: tuple[int, ...], outputs: int, task: str, *, activation: str = "relu", depth: int = 8, units: int = 32,
    kernel_initializer: str = "he_normal", initial_variance: float | None = None, batch_normalization: bool = False,
    optimizer: str = "adam", learning_rate: float = 0.001, clip_norm: float | None = None,
) -> keras.Model:  # fmt: skip
    """Many narrow hidden layers; with an `initial_variance` the variance of their first weights is it / n."""
    model = keras.Sequential([keras.Input(input_shape), keras.layers.Flatten()])
    for number in range(1, depth + 1):
        scaling = keras.initializers.VarianceScaling
        initializer = scaling(initial_variance) if initial_variance else kernel_initializer
        inner = None if batch_normalization else activation
        model.add(keras.layers.Dense(units, activation=inner, kernel_initializer=initializer, name=f"hidden{number}"))
        if batch_normalization:
            model.add(keras.layers.BatchNormalization())
            model.add(keras.layers.Activation(activation))
    model.add(keras.layers.Dense(outputs, activation="sigmoid" if task == "binary" else "softmax", name="output"))
    kind = {"sgd": keras.optimizers.SGD, "adam": keras.optimizers.Adam}[optimizer]
    model.compile(
        optimizer=kind(learning_rate, global_clipnorm=clip_norm),
        loss="binary_crossentropy" if task == "binary" else "sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model


# %% The lesson


def run(settings: Settings) -> Report:
    """Gradients before training, a network for each activation function, then SGD beside Adam, and two remedies."""
    data = settings.few(settings.load())  # at most --examples training examples
    print_summary(recipe(settings, activation="relu"), data)
    gradients = {
        activation: gradient_sizes(recipe(settings, activation=activation), data, settings.seed)
        for activation in settings["activations"]
    }
    material.print_gradients(gradients)
    material.print_outputs()
    runs = train(data, settings)
    first = {trained.name: trained for trained in runs if trained.seed == settings.seed}
    material.print_dead_units(first["relu"], data)
    material.print_one_matrix(first["linear"], data, one_layer)
    tuned = train_tuned(data, settings)
    moves = {
        name: material.layer_moves(trained[0], recipe(settings, **TUNED[name]), data) for name, trained in tuned.items()
    }
    material.print_moves(moves, tuned)
    material.print_remedies(tuned)
    folder = settings.report_folder
    tables = {"Activation functions": comparison.compare(runs), "At tuned learning rates": side_by_side(tuned)}
    figures = [
        material.draw_curves(folder / "curves.png"),
        material.draw_gradients(gradients, folder / "gradients.png"),
        material.draw_moves(moves, tuned, folder / "moves.png"),
    ]
    return Report(settings, tables, figures, claims=[check_claim(tables["At tuned learning rates"])])


def recipe(settings: Settings, *, activation: str = "relu", **keywords: Any) -> partial:
    """`deep_network` with the settings' depth, units and rate, and with the initial weights for the activation."""
    shape = {"depth": settings["depth"], "units": settings["units"], "learning_rate": settings.learning_rate}
    suited = {"activation": activation, "kernel_initializer": INITIALIZERS[activation]}
    return partial(deep_network, **shape, **suited, **keywords)


def gradient_sizes(recipe: partial, data: Dataset, seed: int, examples: int = 256) -> np.ndarray:
    """Before training: the root mean square of the loss's gradient by each hidden layer's kernel, (depth,)."""
    keras.utils.set_random_seed(seed)
    model = recipe(data.input_shape, data.outputs, data.task)
    kernels = [layer.kernel.value for layer in model.layers if layer.name.startswith("hidden")]
    loss_function = keras.losses.get(model.loss)  # gives one loss for each example
    y = data.train.y[:examples].reshape(-1, 1)
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(loss_function(y, model(data.train.x[:examples])))
    return np.array([np.sqrt(np.mean(np.asarray(gradient) ** 2)) for gradient in tape.gradient(loss, kernels)])


def train(data: Dataset, settings: Settings) -> list[Run]:
    """One network for each activation function, all with Adam at one learning rate."""
    recipes = {name: recipe(settings, activation=name) for name in settings["activations"]}
    return training.fit_all(recipes, data, **settings.training)


def train_tuned(data: Dataset, settings: Settings) -> dict[str, list[Run]]:
    """Each of the networks in `TUNED` at its best learning rate, one run a seed; TensorBoard gets histograms."""
    recipes = {name: recipe(settings, **TUNED[name]) for name in settings["tuned"]}
    rates = {name: settings["rates"][TUNED[name]["optimizer"]] for name in recipes}
    keywords = {**settings.training, "tuning_seeds": settings["tuning_seeds"], "histogram_freq": 1}
    runs = tuning.train_tuned(recipes, data, rates, **keywords)
    return {name: [trained for trained in runs if trained.name == name] for name in recipes}


# %% After training


def one_layer(layers: list[list[np.ndarray]]) -> tuple[np.ndarray, np.ndarray]:
    """Kernel and bias of the one layer that equals linear layers: (x W1 + b1) W2 + b2 = x W1 W2 + (b1 W2 + b2)."""
    kernel, bias = layers[0]
    for next_kernel, next_bias in layers[1:]:
        kernel, bias = kernel @ next_kernel, bias @ next_kernel + next_bias
    return kernel, bias


def side_by_side(tuned: dict[str, list[Run]]) -> Comparison:
    """The tuned networks, one row each."""
    return comparison.compare([run for trained in tuned.values() for run in trained])


def check_claim(table: Comparison) -> dict[str, Any]:
    """What the slide claims of ReLU in hidden layers; both at the learning rate that suits them."""
    return claims.check("relu-in-hidden-layers", table.difference("accuracy", *CLAIMED))


def study(settings: Settings) -> Report:
    """What the stored verdict comes from: the two networks of the claim, tuned alike, over several seeds."""
    table = side_by_side(train_tuned(settings.few(settings.load()), settings))
    return Report(settings, {"ReLU and sigmoid": table}, claims=[check_claim(table)])


if __name__ == "__main__":
    raise SystemExit(main(run, SETTINGS))
