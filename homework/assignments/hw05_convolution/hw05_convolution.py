# %% [markdown]
"""Homework 5: convolution and pooling by hand (합성곱, 풀링), for batches of images with channels.

Fill in every function that ends with `raise NotImplementedError`. Use NumPy only. The README says what is worth what.
This file fits version 0.1 of the course's packages. The lines `# %%` begin cells in VS Code and Jupyter.

In all functions m is the number of images; a batch has the shape (m, height, width, channels). The same shape holds the
feature maps (특성 맵) of a layer, one channel (채널) for each filter. Slide "Convolutional Neural Networks (CNNs)".
"""

# %% Imports. The first line makes datasets, models, training and comparison the course's, whatever lies beside it.
import homework  # noqa: F401, I001
import numpy as np

import comparison
import datasets
import models
import training


# %% Part 1: sizes
def output_size(size: int, kernel_size: int, stride: int = 1, padding: str = "valid") -> int:
    """How many positions a window (a filter, or the square of a pooling) has along one side of an image.

    The window begins at pixel 0 and moves by `stride` (스트라이드) pixels. Along a side of 6 pixels, a window of 3 with
    stride 2 begins at pixels 0 and 2; at pixel 4 it would not fit.

        "valid"  without padding: the window lies inside the image, everywhere.
        "same"   with padding (패딩): there are size / stride positions, rounded up. With stride 1 the output is as
                 large as the image.

    Args:
        size: of the side, in pixels.
        kernel_size: side of the window; for "valid" at most `size`.
        stride: pixels from one position to the next.
        padding: "valid" or "same".
    """
    raise NotImplementedError


def pad_same(images: np.ndarray, kernel_size: int, stride: int = 1) -> np.ndarray:
    """The images with the border of zeros that padding "same" puts around them, by the rule of Keras and TensorFlow.

    Height and width each get just so many zeros that the last position fits too:

        zeros = (positions - 1) * stride + kernel_size - size        and never below 0

    Half of them, rounded down, come before the image (above, on the left), the others after it (below, on the right).
    So with an odd number of zeros there is one more after the image.

    Args:
        images: shape (m, height, width, channels); height and width may differ.
        kernel_size: side of the filter.
        stride: pixels from one position to the next.

    Returns:
        Shape (m, height + its zeros, width + its zeros, channels).
    """
    raise NotImplementedError


# %% Part 2: convolution
def convolve(
    images: np.ndarray, filters: np.ndarray, bias: np.ndarray, stride: int = 1, padding: str = "valid"
) -> np.ndarray:
    """The feature maps of a convolutional layer, before the activation function.

    At each position, the weights of a filter (필터) are multiplied by the pixels below them, in all channels. The sum
    of the products plus the filter's bias is one number of its feature map. The filter is not turned round: what
    Keras calls convolution is a cross-correlation (교차 상관).

        map[i, r, c, f] = bias[f] + sum over a, b, k of  image[i, r stride + a, c stride + b, k] * filters[a, b, k, f]

    Args:
        images: shape (m, height, width, channels).
        filters: shape (kernel_size, kernel_size, channels, number of filters), as the weights of Keras' `Conv2D`.
        bias: shape (number of filters,).
        stride: pixels from one position to the next, down and to the right.
        padding: "valid" for none, or "same" for that of `pad_same`.

    Returns:
        Shape (m, positions down, positions to the right, number of filters).
    """
    raise NotImplementedError


# %% Part 3: pooling
def max_pool(images: np.ndarray, size: int = 2, stride: int = 2) -> np.ndarray:
    """Max pooling (최대 풀링): the largest value of each window, in each channel by itself.

    There is no padding: a rest at the bottom or on the right, where no window fits, is left out.

    Args:
        images: shape (m, height, width, channels), with any values, also negative ones.
        size: side of the window.
        stride: pixels from one window to the next; windows overlap if it is less than `size`.

    Returns:
        Shape (m, windows down, windows to the right, channels).
    """
    raise NotImplementedError


def max_pool_gradient(images: np.ndarray, error: np.ndarray, size: int = 2, stride: int = 2) -> np.ndarray:
    """dL/dimages of `max_pool`: how the error goes back through it (역전파).

    A small change of a pixel changes the output only where the pixel is the largest of its window. So the error of each
    window goes to its largest pixel, and all other pixels of the window get nothing. A pixel that is the largest of
    several windows gets the sum of their errors. If several pixels of a window are equally large, the first of them
    gets all: the highest row, and in it the one on the left.

    Args:
        images: what `max_pool` was given, shape (m, height, width, channels).
        error: dL/doutput, in the shape of what `max_pool` returns.
        size, stride: as of `max_pool`.

    Returns:
        The shape of `images`.
    """
    raise NotImplementedError


def global_average_pool(images: np.ndarray) -> np.ndarray:
    """Global average pooling (전역 평균 풀링): the mean of each feature map, one number for each image and channel.

    Args:
        images: shape (m, height, width, channels).

    Returns:
        Shape (m, channels).
    """
    raise NotImplementedError


# %% Part 4: parameters
def count_dense(inputs: int, units: int) -> int:
    """The parameters (파라미터) of a dense layer: its weights and its biases.

    Args:
        inputs: numbers that the layer is given, such as the pixels of a flattened image.
        units: of the layer.
    """
    raise NotImplementedError


def count_convolution(kernel_size: int, channels: int, filters: int) -> int:
    """The parameters of a convolutional layer: the weights of its filters and its biases.

    All positions share them (가중치 공유), so the size of the image is not asked for.

    Args:
        kernel_size: side of the filters, in pixels.
        channels: of the images that the layer is given.
        filters: how many.
    """
    raise NotImplementedError


# %% To look at: edges of clothes by your functions, then a CNN and a dense network. Run this when all are written.
if __name__ == "__main__":
    from pathlib import Path

    import matplotlib.pyplot as plt

    data = datasets.load("fashion_mnist").take(4000)
    recipes = {"cnn": models.convolutional, "dense": models.dense}
    runs = training.fit_all(recipes, data, epochs=2, folder="runs/hw05")
    table = comparison.compare(runs)
    table.print()
    image = data.test.x[:1]
    sobel = np.array([[1.0, 0, -1], [2, 0, -2], [1, 0, -1]])  # large where the left is brighter than the right
    edges = np.stack([sobel, sobel.T], axis=-1)[:, :, None]  # shape (3, 3, 1, 2)
    edge_maps = convolve(image, edges, np.zeros(2), padding="same")
    first, pooling = runs[0].model.layers[:2]  # of the trained CNN
    maps = np.maximum(convolve(image, *first.get_weights(), padding="same"), 0)  # ReLU
    pooled = max_pool(maps)
    difference = np.abs(pooled - np.asarray(pooling(first(image)))).max()
    print(f"your first layer and pooling of the trained CNN: at most {difference:.1g} from those of Keras")
    strongest = global_average_pool(maps)[0].argmax()  # the filter with the brightest map on this image
    panels = {
        "image": image[0, :, :, 0],
        "edges, left to right": edge_maps[0, :, :, 0],
        "edges, top to bottom": edge_maps[0, :, :, 1],
        "left to right, pooled": max_pool(np.abs(edge_maps))[0, :, :, 0],
        "map of a learned filter": maps[0, :, :, strongest],
        "its map, pooled": pooled[0, :, :, strongest],
    }
    figure, rows = plt.subplots(1, len(panels), figsize=(14, 2.8))
    for axes, (title, panel) in zip(rows, panels.items(), strict=True):
        axes.imshow(panel, cmap="gray")
        axes.set(title=f"{title}\n{panel.shape[0]} x {panel.shape[1]}", xticks=[], yticks=[])
    Path("runs/hw05").mkdir(parents=True, exist_ok=True)
    figure.savefig("runs/hw05/feature_maps.png", bbox_inches="tight", dpi=120)
    print("figures: runs/hw05/feature_maps.png,", table.plot("runs/hw05/comparison.png"))
