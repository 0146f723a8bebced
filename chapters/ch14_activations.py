"""Activation functions (활성화 함수): compare eight in one deep network, and see why a deep network needs them.

Goal      Compare eight activation functions in one deep network: derivatives, gradients of every layer, dead units,
          accuracy. See that a network without them is a single linear layer.
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
    regression (회귀)   linear    any number

Backpropagation multiplies by the derivative (미분) of the activation function in every layer. The derivative of the
sigmoid is at most 1/4: ten layers of it multiply the gradient (기울기) by less than a millionth, unless large weights
make up for it. The gradient vanishes (기울기 소실), and the first layers hardly learn. The derivative of ReLU is 1 or
0. If z is negative for every example, it is 0 for all of them: the unit is dead. Its own weights get no gradient; only
a change in the layers before it can revive it.

The initial weights (initialisation, 초기화) are random numbers. Their variance must suit the activation function, or
the outputs grow or shrink from layer to layer. In a layer with n inputs and m outputs it is 2 / (n + m) after Glorot,
2 / n after He and 1 / n after LeCun. The book's table 11-1 has Glorot for sigmoid and tanh, He for ReLU and its
variants, LeCun for SELU. GELU and swish are not in it; their curves are close to ReLU, so we choose He.

What we build   784 pixels -> 8 hidden layers of 32 units -> 10 softmax, once for each activation function, and once
                without any (linear). Before training we compute the gradient of every layer. After training we count
                the dead units of the ReLU network on at most 2,000 test images. Last, we multiply the weight matrices
                of the network without activation functions, which gives one matrix.
What to look for  How many times smaller is the gradient in the first layer of the sigmoid network than in its last? Is
                its accuracy above 0.1, that of a guess? Does one matrix predict the same classes as all layers of
                the linear network?
In TensorBoard  Histograms: compare how much the kernel (the weights) of hidden1 changes in the run sigmoid and in relu.
                Scalars, epoch_loss: ln 10 = 2.30 is the loss of a network that gives each of the ten classes the
                probability 1/10. Which networks stay there?
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

import numpy as np

import comparison
import training
from chapters import claims
from chapters.command_line import Flag, Report, Settings, main, print_summary
from chapters.material import activations as material
from comparison import Comparison
from datasets import Dataset
from runtime.backend import keras, tf
from training import Run

SETTINGS = Settings(
    chapter="ch14_activations",
    epochs=6,
    learning_rate=0.001,
    sizes={"activations": ("relu", "sigmoid", "tanh", "leaky_relu", "elu", "selu", "gelu", "swish", "linear")},
    when_quick={"activations": ("relu", "sigmoid", "linear")},
    own=(
        Flag("depth", 8, "hidden layers"),
        Flag("units", 32, "units of each hidden layer"),
        Flag("examples", 2_000, "training examples, at most"),
    ),
    flags=("dataset", "epochs", "batch_size", "learning_rate", "seeds", "jobs"),
)
STUDY = replace(SETTINGS, seeds=5)  # for the stored verdict
INITIALIZERS = {  # Keras' names of the initialisations
    "sigmoid": "glorot_uniform", "tanh": "glorot_uniform", "linear": "glorot_uniform", "selu": "lecun_normal",
    "relu": "he_normal", "leaky_relu": "he_normal", "elu": "he_normal", "gelu": "he_normal", "swish": "he_normal",
}  # fmt: skip


# %% The network


def deep_network(
    input_shape: tuple[int, ...], outputs: int, task: str, *,
    activation: str = "relu", depth: int = 8, units: int = 32, learning_rate: float = 0.001,
) -> keras.Model:  # fmt: skip
    """Many narrow hidden layers with one activation function and the initialisation that suits it."""
    model = keras.Sequential([keras.Input(input_shape), keras.layers.Flatten()])
    for number in range(1, depth + 1):
        initializer = INITIALIZERS[activation]
        name = f"hidden{number}"
        model.add(keras.layers.Dense(units, activation=activation, kernel_initializer=initializer, name=name))
    model.add(keras.layers.Dense(outputs, activation="sigmoid" if task == "binary" else "softmax", name="output"))
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate),
        loss="binary_crossentropy" if task == "binary" else "sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model


# %% The lesson


def run(settings: Settings) -> Report:
    """Gradients before training, one network for each activation function, dead units, and linear layers as one."""
    data = settings.few(settings.load())  # at most --examples training examples
    print_summary(recipe(settings, "relu"), data)
    gradients = {
        activation: gradient_sizes(recipe(settings, activation), data, settings.seed)
        for activation in settings["activations"]
    }
    material.print_gradients(gradients)
    material.print_outputs()
    runs = train(settings["activations"], data, settings)
    first = {trained.name: trained for trained in runs if trained.seed == settings.seed}
    print_dead_units(first["relu"], data)
    print_one_matrix(first["linear"], data)
    table = comparison.compare(runs)
    folder = settings.report_folder
    return Report(
        settings,
        {"Activation functions": table},
        figures=[
            material.draw_curves(folder / "curves.png"),
            material.draw_gradients(gradients, folder / "gradients.png"),
        ],
        claims=[check_claim(table)],
    )


def recipe(settings: Settings, activation: str) -> partial:
    """`deep_network` with one activation function, and depth, units and learning rate of the settings."""
    shape = {"depth": settings["depth"], "units": settings["units"]}
    return partial(deep_network, activation=activation, learning_rate=settings.learning_rate, **shape)


def gradient_sizes(recipe: partial, data: Dataset, seed: int, examples: int = 256) -> np.ndarray:
    """The size of the gradient of the loss with respect to the kernel of each hidden layer, before training.

    Args:
        recipe: of a network whose hidden layers are called hidden1, hidden2, ...
        data: its first training examples are used.
        seed: of the initial weights.
        examples: number of these examples.

    Returns:
        Root mean squares of shape (depth,), the layer next to the input first.
    """
    keras.utils.set_random_seed(seed)
    model = recipe(data.input_shape, data.outputs, data.task)
    kernels = [layer.kernel.value for layer in model.layers if layer.name.startswith("hidden")]
    loss_function = keras.losses.get(model.loss)  # gives one loss for each example
    y = data.train.y[:examples].reshape(-1, 1)
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(loss_function(y, model(data.train.x[:examples])))
    return np.array([np.sqrt(np.mean(np.asarray(gradient) ** 2)) for gradient in tape.gradient(loss, kernels)])


def train(activations: tuple[str, ...], data: Dataset, settings: Settings) -> list[Run]:
    """One network for each activation function; TensorBoard gets histograms of its weights."""
    recipes = {activation: recipe(settings, activation) for activation in activations}
    return training.fit_all(recipes, data, histogram_freq=1, **settings.training)


# %% After training


def print_dead_units(trained: Run, data: Dataset) -> None:
    """Count the ReLU units of each layer whose output is 0 for every one of at most 2,000 test examples."""
    x = data.test.x[:2_000]
    hidden = [layer.output for layer in trained.model.layers if layer.name.startswith("hidden")]
    outputs = keras.Model(trained.model.inputs, [*hidden]).predict(x, batch_size=500, verbose=0)
    outputs = outputs if isinstance(outputs, list) else [outputs]  # of a single hidden layer
    dead = [int((layer.max(axis=0) == 0).sum()) for layer in outputs]
    print(f"\nDead units of the {trained.name} network on {len(x):,} test examples, layer by layer:\n  {dead}")


def print_one_matrix(trained: Run, data: Dataset) -> None:
    """Compare the predictions of a network without activation functions with those of a single matrix."""
    x = data.test.x[:500]
    kernel, bias = one_layer([layer.get_weights() for layer in trained.model.layers if layer.get_weights()])
    scores = x.reshape(len(x), -1) @ kernel + bias
    outputs = trained.model.predict(x, verbose=0)
    # After a softmax the largest score has the largest output; a sigmoid is above 1/2 where the score is above 0.
    softmax = outputs.shape[1] > 1
    same = scores.argmax(axis=1) == outputs.argmax(axis=1) if softmax else (scores > 0) == (outputs > 0.5)
    print("\nOne matrix in place of all linear layers:")
    print(f"  it predicts the same class for {same.mean():.1%} of {len(x)} test examples")


def one_layer(layers: list[list[np.ndarray]]) -> tuple[np.ndarray, np.ndarray]:
    """Kernel and bias of the one layer that equals linear layers: (x W1 + b1) W2 + b2 = x W1 W2 + (b1 W2 + b2)."""
    kernel, bias = layers[0]
    for next_kernel, next_bias in layers[1:]:
        kernel, bias = kernel @ next_kernel, bias @ next_kernel + next_bias
    return kernel, bias


def check_claim(table: Comparison) -> dict:
    """What the slide claims of ReLU in hidden layers."""
    return claims.check("relu-in-hidden-layers", table.difference("accuracy", "relu", "sigmoid"))


def study(settings: Settings) -> Report:
    """What the stored verdict comes from: the two networks of the claim, over several seeds."""
    table = comparison.compare(train(("relu", "sigmoid"), settings.few(settings.load()), settings))
    return Report(settings, {"ReLU and sigmoid": table}, claims=[check_claim(table)])


if __name__ == "__main__":
    raise SystemExit(main(run, SETTINGS))
