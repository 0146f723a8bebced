"""Convolutional networks (합성곱 신경망, CNN): filters slide over an image, and pooling makes it smaller.

Goal      Build a small CNN, compute its first layer by hand, count parameters, test whether it uses the image's shape.
Before    ch04_dense_networks.
Minutes   1
Slides    "Convolutional Neural Networks (CNNs)"
Book      Géron 2019, chapter 14, "Convolutional Layers", "Pooling Layers", "CNN Architectures"
Homework  hw05_convolution

A dense network needs a vector, so chapter 4 flattened each image (벡터화): 28 x 28 pixels became 784 numbers. Each unit
of the first layer has one weight for each pixel. Which pixels are neighbours plays no part.

A convolution (합성곱) keeps the shape of the image (이미지 원본 형태를 유지). A filter (필터) is a small square of
weights, here 3 x 3. It slides over the image. At every position the weights are multiplied by the nine pixels below
them; the sum of the products, plus a bias, is one number. All these numbers together are again an image: the feature
map (특성 맵) of the filter. All positions use the same weights: this is weight sharing (가중치 공유). A convolutional
layer has many filters, so its output has many feature maps, called channels (채널). A grey image has one channel, a
colour image three. A filter has nine weights for each channel of its input and sums over all channels.

Max pooling (최대 풀링) keeps only the largest value of every 2 x 2 square of a feature map: half the height, half
the width. The next layer works on this smaller image (축소된 이미지). Global average pooling (전역 평균 풀링) keeps the
mean of each whole map, so the dense layers behind it do not grow with the image.

The slide says that flattening loses the shape (형태 정보 손실). Nothing is lost from the data: the vector can be
reshaped into the same image. It is the dense network that does not use the shape. We test this with shuffled pixels:
one fixed permutation moves the pixels of every image in the same way. For a dense network this only changes the order
of its weights. For a CNN, the nine pixels below a filter are no longer neighbours in the image.

What we build   A CNN: 16 filters, pooling, 32 filters, pooling, a dense layer of 64 units, 10 outputs. Its convolutions
                have (9 + 1) x 16 = 160 and (9 x 16 + 1) x 32 = 4,640 parameters. The dense layer behind them has
                (7 x 7 x 32 + 1) x 64 = 100,416; with global average pooling it has (32 + 1) x 64 = 2,112. Beside it
                the dense network 300-100. All use ReLU, max(0, x), with the initial weights that He et al. proposed for
                it (he_normal), and dropout, which sets a part of the outputs to zero at random in every training step
                (드롭아웃, on the slide 드랍아웃). CNN and dense network train twice: on images and on shuffled pixels.
What to look for  The CNN reaches a higher accuracy with less than half of the parameters, but its training takes
                longer: each weight of the first convolution is used at 784 positions, of the second at 196. On shuffled
                pixels the CNN gets worse, the dense network does not. Which loses more when the test images are moved
                by two pixels? What does global average pooling save, and how much accuracy does it cost after equally
                many epochs? The slide says that flattening makes the parameters grow exponentially (기하급수적). Is
                that so in the table?
In TensorBoard  Graphs, tag keras: the layers in their order. Scalars, epoch_accuracy: in the first epochs validation
                is above training. Training accuracy is measured with dropout on, as a mean over the whole epoch;
                validation accuracy is measured after it, with dropout off.
Now change      python -m chapters.ch05_convolutional_networks --epochs 20
                    Do training and validation accuracy move apart? How far does "cnn average" come?
                python -m chapters.ch05_convolutional_networks --full
                    "fast cnn" has methods of later chapters: how accurate is it, in how much time? (minutes)
                python -m chapters.ch05_convolutional_networks --resume --predict my_shirt.png
                    Name a picture of your own: which class does the CNN predict?

The book's CNN (1,413,834 parameters, about eighty times our multiply-adds an image) takes too long without a GPU. Its
test accuracy in the notebook of 2019: 0.8983.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np

import comparison
import training
from chapters import claims
from chapters.command_line import Flag, Report, Settings, main, print_summary
from chapters.material import images as material
from datasets import Dataset, Split
from runtime.backend import keras

SETTINGS = Settings(
    chapter="ch05_convolutional_networks", epochs=6, learning_rate=0.001, images=True,
    flags=("dataset", "epochs", "batch_size", "learning_rate", "seeds", "jobs", "profile"),
    own=(
        Flag("examples", 5_000, "training images, at most"),
        Flag("predict", "", "an image file of your own to classify after training", trains=False),
    ),
    sizes={"fast_epochs": 0}, when_full={"fast_epochs": 3, "validation": 5_000},
)  # fmt: skip
STUDY = replace(SETTINGS, seeds=10)
SIDES = (28, 56, 112, 224)  # sides of the images, in pixels, for which parameters are counted


# %% The networks


def small_cnn(
    input_shape: tuple[int, ...], outputs: int, task: str, *,
    pool_size: int = 2, average: bool = False, learning_rate: float = 0.001,
) -> keras.Model:  # fmt: skip
    """Two blocks of convolution and pooling (1: none), a flat vector or the means of the maps, and dense layers."""
    model = keras.Sequential(
        [
            keras.Input(input_shape),
            # padding="same": a border of zeros around the image, so that a feature map is as large as the image
            keras.layers.Conv2D(16, 3, padding="same", activation="relu", kernel_initializer="he_normal"),
            keras.layers.MaxPooling2D(pool_size),  # 28 x 28 -> 14 x 14
            keras.layers.Conv2D(32, 3, padding="same", activation="relu", kernel_initializer="he_normal"),
            keras.layers.MaxPooling2D(pool_size),  # 14 x 14 -> 7 x 7
            keras.layers.GlobalAveragePooling2D() if average else keras.layers.Flatten(),  # 7 x 7 x 32 -> 32 or 1,568
            keras.layers.Dropout(0.25),
            keras.layers.Dense(64, activation="relu", kernel_initializer="he_normal"),
            keras.layers.Dropout(0.25),
            keras.layers.Dense(outputs, activation="sigmoid" if task == "binary" else "softmax"),
        ]
    )
    return compiled(model, task, learning_rate)


def dense_network(
    input_shape: tuple[int, ...], outputs: int, task: str, *, learning_rate: float = 0.001
) -> keras.Model:
    """The 300-100 network of chapter 4, with dropout after each hidden layer."""
    model = keras.Sequential(
        [
            keras.Input(input_shape),
            keras.layers.Flatten(),  # 28 x 28 x 1 -> 784
            keras.layers.Dense(300, activation="relu", kernel_initializer="he_normal"),
            keras.layers.Dropout(0.25),
            keras.layers.Dense(100, activation="relu", kernel_initializer="he_normal"),
            keras.layers.Dropout(0.25),
            keras.layers.Dense(outputs, activation="sigmoid" if task == "binary" else "softmax"),
        ]
    )
    return compiled(model, task, learning_rate)


def compiled(model: keras.Model, task: str, learning_rate: float) -> keras.Model:
    """The model, ready to train: both networks are trained in the same way."""
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate=learning_rate),
        loss="binary_crossentropy" if task == "binary" else "sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model


# %% The lesson


def run(settings: Settings) -> Report:
    """Train on images and on shuffled pixels, move images, compute a layer by hand, and count parameters."""
    data = settings.few(settings.load())  # at most `--examples` training images
    picture = material.read_image(settings["predict"], data.input_shape) if settings["predict"] else None
    print_summary(small_cnn, data)
    rate, mixed, one_seed = settings.learning_rate, shuffled(data), {**settings.training, "seeds": [settings.seed]}
    networks = {"cnn": partial(small_cnn, learning_rate=rate), "dense": partial(dense_network, learning_rate=rate)}
    same_networks = {f"{name} shuffled": recipe for name, recipe in networks.items()}
    each = {name: {"data": mixed} for name in same_networks}
    runs = training.fit_all(networks | same_networks, data, each=each, **settings.training)
    runs += training.fit_all({"cnn average": partial(networks["cnn"], average=True)}, data, **one_seed)
    if settings["fast_epochs"]:
        runs += material.train_fast_cnn(data, settings["fast_epochs"], settings.training)
    table = comparison.compare(runs)
    first = {trained.name: trained for trained in runs if trained.seed == settings.seed}
    material.print_shifts([first[name] for name in ("cnn", "dense", "cnn average")], data)
    trained, image = first["cnn"], data.test.x[0]
    first_layer_by_hand(trained.model, image)
    counts = {side: count_parameters(side, data.input_shape[-1], data.outputs) for side in SIDES}
    material.print_parameters(counts, data.input_shape[-1])
    if picture is not None:
        material.print_prediction(trained, picture, data.class_names)
    return Report(
        settings,
        {"On images and on shuffled pixels": table},
        figures=material.draw_figures(trained.model, data, mixed, counts, settings.report_folder),
        claims=[
            claims.check("cnn-beats-dense", table.difference("accuracy", "cnn", "dense")),
            claims.check("cnn-uses-the-shape", table.difference("accuracy", "cnn", "cnn shuffled")),
        ],
    )


def shuffled(data: Dataset, seed: int = 0) -> Dataset:
    """The same images with their pixels moved by one fixed permutation, the same for every image of every split."""
    height, width, channels = data.input_shape
    order = np.random.default_rng(seed).permutation(height * width)

    def moved(split: Split) -> Split:
        pixels = split.x.reshape(len(split), height * width, channels)
        return Split(pixels[:, order].reshape(split.x.shape), split.y)

    splits = {name: moved(data.split(name)) for name in ("train", "validation", "test")}
    return replace(data, **splits, options={**data.options, "pixels": f"shuffled by seed {seed}"})


# %% The first layer by hand


def convolve(image: np.ndarray, filters: np.ndarray, biases: np.ndarray) -> np.ndarray:
    """The feature maps (height, width, filters) of an image (height, width, channels), before the activation.

    The filters have the shape (size, size, channels, filters), as the weights of `Conv2D`; their size is odd.
    """
    height, width, _ = image.shape
    size = len(filters)
    border = (size // 2, size // 2)
    padded = np.pad(image, (border, border, (0, 0)))  # zeros around the image: padding="same"
    feature_maps = np.empty((height, width, len(biases)))
    for row in range(height):
        for column in range(width):
            below = padded[row : row + size, column : column + size]  # the pixels below the filters
            feature_maps[row, column] = np.tensordot(below, filters, axes=3) + biases  # sums of the products
    return feature_maps


def max_pool(feature_maps: np.ndarray) -> np.ndarray:
    """The largest value of every 2 x 2 square of feature maps (height, width, filters); an odd last row is left out."""
    height, width, filters = feature_maps.shape[0] // 2, feature_maps.shape[1] // 2, feature_maps.shape[2]
    squares = feature_maps[: 2 * height, : 2 * width].reshape(height, 2, width, 2, filters)
    return squares.max(axis=(1, 3))  # axes 1 and 3: row and column inside a square


def first_layer_by_hand(cnn: keras.Model, image: np.ndarray) -> None:
    """Compute the first convolution and pooling of a trained CNN, and print the difference from Keras."""
    first, pooling = cnn.layers[:2]
    feature_maps = np.maximum(convolve(image, *first.get_weights()), 0)  # ReLU
    pooled = max_pool(feature_maps)
    difference = np.abs(pooled - keras.ops.convert_to_numpy(pooling(first(image[None])))[0]).max()
    material.print_first_layer(image, feature_maps, pooled, float(difference))


# %% Where the parameters are


def in_convolution(size: int, channels: int, filters: int) -> int:
    """Parameters of a convolution: a filter has size x size weights for each channel, and a bias, on any image."""
    return (size * size * channels + 1) * filters


def in_dense_layer(inputs: int, units: int) -> int:
    """Parameters of a dense layer: a unit has a weight for each input, and a bias."""
    return (inputs + 1) * units


def count_parameters(side: int, channels: int, outputs: int) -> dict[str, int]:
    """Parameters for images of side x side: of the dense network, and of the CNN, also without pooling or sharing."""
    first, second = in_convolution(3, channels, 16), in_convolution(3, 16, 32)
    hidden, last = in_dense_layer((side // 4) ** 2 * 32, 64), in_dense_layer(64, outputs)  # side // 4: pooled twice
    return {
        "dense": in_dense_layer(side**2 * channels, 300) + in_dense_layer(300, 100) + in_dense_layer(100, outputs),
        "cnn": first + second + hidden + last,
        "cnn average": first + second + in_dense_layer(32, 64) + last,
        "cnn without pooling": first + second + in_dense_layer(side**2 * 32, 64) + last,
        "cnn without sharing": first * side**2 + second * (side // 2) ** 2 + hidden + last,  # other filters everywhere
        "convolutions alone": first + second,
    }


if __name__ == "__main__":
    raise SystemExit(main(run, SETTINGS))
