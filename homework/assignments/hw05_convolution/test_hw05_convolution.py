"""Public tests of homework 5: judged by SciPy's correlation, by counting positions, and by finite differences."""

import numpy as np
from scipy import signal

from homework.checking.tests import close, equal, expect, outcome, points

pytest_plugins = "homework.checking.fixture"


def positions(size, kernel_size, stride, padding):
    """The first pixel of every window, counted from the first pixel of the image (before it, if there are zeros)."""
    if padding == "valid":
        return range(0, size - kernel_size + 1, stride)
    count, zeros = len(range(0, size, stride)), 0
    while len(range(0, size + zeros - kernel_size + 1, stride)) < count:
        zeros += 1
    before = zeros >> 1
    return range(-before, -before + count * stride, stride)


def correlation(images, filters, bias, stride=1, padding="valid"):
    """The feature maps: SciPy slides every filter over every channel, then positions are picked."""
    kernel_size, _, channels, count = filters.shape
    rows, columns = (
        [first + kernel_size - 1 for first in positions(size, kernel_size, stride, padding)]
        for size in images.shape[1:3]
    )
    maps = np.empty((images.shape[0], len(rows), len(columns), count))
    for i, f in np.ndindex(images.shape[0], count):
        slid = [signal.correlate2d(images[i, ..., k], filters[..., k, f], mode="full") for k in range(channels)]
        maps[i, ..., f] = np.sum(slid, axis=0)[np.ix_(rows, columns)] + bias[f]
    return maps


def turned(filters):
    """Filters upside down and left to right."""
    return np.flip(filters, axis=(0, 1))


def windows(images, size, stride):
    """Shape (m, windows down, windows to the right, channels, size, size)."""
    return np.lib.stride_tricks.sliding_window_view(images, (size, size), axis=(1, 2))[:, ::stride, ::stride]


def pooled(images, size, stride):
    return np.amax(windows(images, size, stride), axis=(-1, -2))


def different_values(rng, shape):
    """Whole numbers, also negative ones, none of them twice: a change below 1 makes no other pixel the largest."""
    count = int(np.prod(shape))
    return rng.permutation(count).reshape(shape) - count / 2


def differences(images, error, size, stride, width=0.25):
    """dL/dimages for L = sum of error times output, pixel by pixel; exact, as the output is linear so near."""
    found = np.empty(images.shape)
    for index in np.ndindex(*images.shape):
        ends = []
        for change in (width, -width):
            moved = images.copy()
            moved[index] += change
            ends.append((error * pooled(moved, size, stride)).sum())
        found[index] = (ends[0] - ends[1]) / (2 * width)
    return found


@points(
    2,
    of="output_size",
    hints=("List the first pixels of the windows for size 6, kernel 3, stride 2.", "The first position counts, too."),
)
def test_windows_inside_the_image(student):
    cases = [(6, 3, 2), (7, 3, 2), (28, 5, 1), (10, 4, 3), (9, 2, 2), (5, 5, 1)]
    right = [len(positions(*case, "valid")) for case in cases]
    mistakes = {
        "one position is missing: the one at pixel 0 counts, too": [count - 1 for count in right],
        "it is rounded up: at the last position the window does not fit": [
            -(-(size - kernel) // stride) + 1 for size, kernel, stride in cases
        ],
        "the stride is not used": [size - kernel + 1 for size, kernel, _ in cases],
        "the kernel size is not used": [size // stride for size, _, stride in cases],
    }
    equal([student.output_size(*case, "valid") for case in cases], right, mistakes, what="the list of sizes")


@points(1, of="output_size", hints=("With stride 1 nothing becomes smaller.", "It is rounded up."))
def test_as_large_as_the_image(student):
    cases = [(28, 3, 1), (7, 3, 2), (8, 5, 2), (10, 4, 3), (5, 2, 1)]
    right = [len(positions(*case, "same")) for case in cases]
    mistakes = {
        "it is rounded down and should be rounded up": [size // stride for size, _, stride in cases],
        "the padding is not used: this is the size for 'valid'": [len(positions(*case, "valid")) for case in cases],
        "the stride is not used": [size for size, _, _ in cases],
    }
    equal([student.output_size(*case, "same") for case in cases], right, mistakes, what="the list of sizes")


@points(
    1,
    of="pad_same",
    hints=("A filter of 3 x 3 needs one zero on each side.", "The batch and the channels get no zeros."),
)
def test_zeros_on_all_sides(student, rng):
    images = rng.normal(size=(2, 4, 6, 3))
    right = np.zeros((2, 8, 10, 3))
    right[:, 2:6, 2:8] = images
    one_side = np.zeros_like(right)
    one_side[:, 4:, 4:] = images
    mistakes = {
        "all zeros come before the image: half of them belong after it": one_side,
        "all zeros come after the image: half of them belong before it": np.pad(
            images, [(0, 0), (0, 4), (0, 4), (0, 0)]
        ),
        "kernel_size - 1 zeros come on each side: that is their number on both sides together": np.pad(
            images, [(0, 0), (4, 4), (4, 4), (0, 0)]
        ),
        "the border repeats the pixels at the edge: it should be zeros": np.pad(
            images, [(0, 0), (2, 2), (2, 2), (0, 0)], mode="edge"
        ),
    }
    close(student.pad_same(images, 5, 1), right, mistakes)


@points(
    2,
    of="pad_same",
    hints=("Count the zeros by the formula, first for the height, then for the width.", "The odd zero comes after."),
)
def test_an_odd_number_of_zeros(student, rng):
    images = rng.normal(size=(2, 6, 5, 1))
    for kernel_size, stride in ((2, 1), (4, 1), (3, 2), (5, 2)):
        borders = []
        for size in (6, 5):
            first = positions(size, kernel_size, stride, "same")
            borders.append((-first[0], max(first[-1] + kernel_size - size, 0)))
        right = np.pad(images, [(0, 0), *borders, (0, 0)])
        swapped = np.pad(images, [(0, 0), *(border[::-1] for border in borders), (0, 0)])
        for_stride_1 = np.pad(images, [(0, 0), *[((kernel_size - 1) >> 1, kernel_size >> 1)] * 2, (0, 0)])
        mistakes = {
            "the width gets the zeros of the height: count them for each": np.pad(
                images, [(0, 0), borders[0], borders[0], (0, 0)]
            ),
            "the odd zero comes before the image: Keras puts it after": swapped,
            "the stride is not used: with stride 2 fewer zeros can do": for_stride_1,
            "kernel_size // 2 zeros come on each side: with an even kernel that is one too many": np.pad(
                images, [(0, 0), *[(kernel_size >> 1, kernel_size >> 1)] * 2, (0, 0)]
            ),
        }
        close(student.pad_same(images, kernel_size, stride), right, mistakes, what=f"the padding for {kernel_size}")


@points(
    2,
    of="convolve",
    hints=("The filter is not turned round.", "Row a and column b of the filter meet row r + a and column c + b."),
)
def test_one_filter_slides(student, rng):
    images, filters, bias = rng.normal(size=(1, 5, 6, 1)), rng.normal(size=(3, 3, 1, 1)), np.zeros(1)
    mistakes = {
        "the filter is turned round: this is the convolution of mathematics": correlation(
            images, turned(filters), bias
        ),
        "rows and columns of the filter are swapped": correlation(images, filters.swapaxes(0, 1), bias),
        "rows and columns of the map are swapped": correlation(images, filters, bias).swapaxes(1, 2),
    }
    close(student.convolve(images, filters, bias, 1, "valid"), correlation(images, filters, bias), mistakes, atol=1e-5)


@points(
    2,
    of="convolve",
    hints=("Each number is a sum over a x b x k products.", "The bias is added once to each number of a map."),
)
def test_channels_are_summed_and_the_bias_is_added_once(student, rng):
    images, filters, bias = rng.normal(size=(3, 5, 4, 2)), rng.normal(size=(2, 2, 2, 3)), rng.normal(size=3)
    right = correlation(images, filters, bias)
    linear = right - bias
    first = correlation(images[..., :1], filters[:, :, :1], bias)
    mistakes = {
        "the bias is not added": linear,
        "the bias is subtracted": linear - bias,
        "the bias is added for every product: it belongs to the sum, once": linear + 8 * bias,
        "the bias is added for every pixel below the filter: it belongs to the sum, once": linear + 4 * bias,
        "the bias is added for every channel: it belongs to the sum, once": linear + 2 * bias,
        "only the first channel is used: sum over all of them": first,
        "the mean over the channels is taken and not the sum": linear / 2 + bias,
        "the mean of the products is taken and not the sum": linear / 8 + bias,
        "every filter has the first filter's weights": correlation(images, filters[..., [0, 0, 0]], bias),
        "every image has the first image's maps": np.repeat(right[:1], 3, axis=0),
    }
    close(student.convolve(images, filters, bias, 1, "valid"), right, mistakes, atol=1e-5)


@points(1, of="convolve", hints=("Position r of the map lies at pixel r * stride of the image.",))
def test_the_stride(student, rng):
    images, filters, bias = rng.normal(size=(2, 8, 9, 2)), rng.normal(size=(3, 3, 2, 2)), rng.normal(size=2)
    every = correlation(images, filters, bias)
    for stride in (2, 3):
        right = correlation(images, filters, bias, stride)
        mistakes = {
            "the stride is ignored": every,
            "the map has the right size, but the window moves by 1 only": every[:, : right.shape[1], : right.shape[2]],
            "the stride goes to the right only: it goes down, too": every[:, :, ::stride],
            "the stride goes down only: it goes to the right, too": every[:, ::stride],
        }
        close(student.convolve(images, filters, bias, stride, "valid"), right, mistakes, atol=1e-5)


@points(1, of="convolve", hints=("Pad first, by your `pad_same`, with the same stride.",))
def test_padding_same(student, rng):
    images, bias = rng.normal(size=(2, 6, 7, 2)), rng.normal(size=2)
    for kernel_size, stride in ((3, 1), (2, 1), (3, 2), (4, 2)):
        filters = rng.normal(size=(kernel_size, kernel_size, 2, 2))
        opposite = correlation(images[:, ::-1, ::-1], turned(filters), bias, stride, "same")[:, ::-1, ::-1]
        mistakes = {
            "the padding is ignored": correlation(images, filters, bias, stride, "valid"),
            "the padding is that for stride 1: tell `pad_same` the stride": correlation(
                images, filters, bias, 1, "same"
            )[:, ::stride, ::stride],
            "the odd zero comes before the image: Keras puts it after": opposite,
        }
        right = correlation(images, filters, bias, stride, "same")
        close(student.convolve(images, filters, bias, stride, "same"), right, mistakes, atol=1e-5)


@points(1, of="convolve", hints=("A filter with a single 1 in its middle copies the image.",))
def test_the_identity_filter(student, rng):
    images, filters = rng.normal(size=(2, 5, 6, 2)), np.zeros((3, 3, 2, 2))
    filters[1, 1] = np.eye(2)
    mistakes = {"the channels are swapped": images[..., ::-1], "all channels go into all maps": images * 2}
    close(student.convolve(images, filters, np.zeros(2), 1, "same"), images, mistakes, atol=1e-5)


@points(1, of="convolve", hints=("All positions use the same weights: what moves in the image moves in the map.",))
def test_a_moved_image_has_a_moved_map(student, rng):
    images, filters, bias = np.zeros((1, 10, 11, 1)), rng.normal(size=(3, 3, 1, 2)), rng.normal(size=2)
    images[:, 3:6, 3:6] = rng.normal(size=(1, 3, 3, 1))
    maps = np.asarray(student.convolve(images, filters, bias, 1, "same"))
    moved = student.convolve(np.roll(images, (2, 3), axis=(1, 2)), filters, bias, 1, "same")
    close(moved, np.roll(maps, (2, 3), axis=(1, 2)), what="the map of the moved image", atol=1e-5)
    expect(np.ptp(maps) > 0, "the map is the same number everywhere")


@points(
    2,
    of="max_pool",
    hints=(
        "Each channel has its own largest value.",
        "A rest where no window fits is left out.",
        "Values may be below 0.",
    ),
)
def test_the_largest_of_each_window(student, rng):
    images = rng.normal(size=(2, 7, 6, 3)) - 1.5
    right = pooled(images, 2, 2)
    all_channels = np.broadcast_to(np.amax(right, axis=3, keepdims=True), right.shape)
    mistakes = {
        "the mean is taken and not the largest value": np.average(windows(images, 2, 2), axis=(-1, -2)),
        "the sum is taken and not the largest value": windows(images, 2, 2).sum(axis=(-1, -2)),
        "the smallest value is taken": np.amin(windows(images, 2, 2), axis=(-1, -2)),
        "negative values became 0: start from the window's own values": np.clip(right, 0, None),
        "the largest absolute value is taken": np.amax(np.abs(windows(images, 2, 2)), axis=(-1, -2)),
        "the largest value over all channels is taken: each channel has its own": all_channels,
        "the stride is ignored": pooled(images, 2, 1),
    }
    close(student.max_pool(images, 2, 2), right, mistakes)


@points(1, of="max_pool", hints=("The window begins at r * stride and is `size` long: two different numbers.",))
def test_windows_that_overlap(student, rng):
    images = rng.normal(size=(2, 9, 8, 2))
    mistakes = {
        "the stride is taken as the size of the window": pooled(images, 2, 2)[:, :4, :3],
        "the size of the window is taken as the stride": pooled(images, 3, 3),
        "the stride is ignored": pooled(images, 3, 1),
    }
    close(student.max_pool(images, 3, 2), pooled(images, 3, 2), mistakes)


@points(
    2,
    of="max_pool_gradient",
    hints=("Which pixel of the window changes the output when it changes?", "A rest that was left out gets 0."),
)
def test_the_error_goes_to_the_largest_pixel(student, rng):
    images = different_values(rng, (2, 5, 4, 2))
    error = rng.normal(size=(2, 2, 2, 2))
    right = differences(images, error, 2, 2)
    spread = np.zeros(images.shape)
    spread[:, :4, :4] = np.kron(error, np.ones((1, 2, 2, 1)))
    mistakes = {
        "each window's error is spread over all its pixels: that is the gradient of the mean": spread / 4,
        "every pixel gets its window's error: only the largest one changes the output": spread,
        "the error is not used: the largest pixels get 1": (right != 0) * 1.0,
        "the error is multiplied by the pixel: the derivative is 1": right * images,
        "the sign is the wrong way round": -right,
    }
    close(student.max_pool_gradient(images, error, 2, 2), right, mistakes)


@points(1, of="max_pool_gradient", hints=("One pixel can be the largest of several windows: errors add up.",))
def test_the_errors_of_several_windows(student, rng):
    images = different_values(rng, (1, 7, 7, 2))
    images[:, 2, 2], images[:, 4, 4] = 200.0, 300.0  # the largest of four windows each
    error = rng.uniform(0.5, 1.5, size=(1, 3, 3, 2))
    right = differences(images, error, 3, 2)
    close(student.max_pool_gradient(images, error, 3, 2), right, what="the gradient")


@points(1, of="global_average_pool", hints=("Which two axes are height and width?",))
def test_the_mean_of_each_map(student, rng):
    images = rng.normal(size=(3, 4, 5, 2))
    right = np.einsum("mhwc->mc", images) / 20
    mistakes = {
        "the largest value is taken and not the mean": np.amax(images, axis=(1, 2)),
        "the sum is taken and not the mean": right * 20,
        "the mean goes over the channels, too": np.average(images, axis=(1, 2, 3)),
        "the mean goes over the images, too: each image has its own": np.average(images, axis=(0, 1, 2)),
        "the mean goes over the channels and not over the pixels": np.average(images, axis=3),
        "the axes of height and width are still there": right[:, None, None],
    }
    close(student.global_average_pool(images), right, mistakes)


@points(1, of="count_dense", hints=("How many weights has one unit, and how many biases?",))
def test_parameters_of_a_dense_layer(student):
    cases = [(784, 100), (64, 10), (3, 1)]
    right = [np.zeros((inputs + 1, units)).size for inputs, units in cases]
    mistakes = {
        "the biases are missing": [i * u for i, u in cases],
        "there is one bias only: each unit has one": [i * u + 1 for i, u in cases],
        "there is a bias for each input: each unit has one": [i * u + i for i, u in cases],
    }
    equal([student.count_dense(*case) for case in cases], right, mistakes, what="the list of numbers")


@points(1, of="count_convolution", hints=("Which shape do the filters have in `convolve`, and which the bias?",))
def test_parameters_of_a_convolution(student):
    cases = [(3, 1, 16), (3, 16, 32), (5, 3, 6)]
    right = [np.zeros((k, k, c, f)).size + np.zeros(f).size for k, c, f in cases]
    mistakes = {
        "the biases are missing": [k * k * c * f for k, c, f in cases],
        "the channels are missing: a filter has weights for each of them": [k * k * f + f for k, c, f in cases],
        "there is a bias for each channel: a filter has one, for the sum over the channels": [
            (k * k + 1) * c * f for k, c, f in cases
        ],
        "a filter of side k has k x k pixels, not k": [k * c * f + f for k, c, f in cases],
        "there is one bias only: each filter has one": [k * k * c * f + 1 for k, c, f in cases],
    }
    equal([student.count_convolution(*case) for case in cases], right, mistakes, what="the list of numbers")


@outcome("dense-on-a-picture")
def dense_against_convolution(student):
    """How many times more parameters a dense layer has than a convolution, on the slide's picture."""
    return student.count_dense(283 * 354, 32) / student.count_convolution(3, 1, 32)


@outcome("stride-two-twice")
def side_after_two_convolutions(student):
    """The width after two convolutions with stride 2."""
    maps = np.zeros((1, 28, 28, 1))
    for _ in range(2):
        maps = np.asarray(student.convolve(maps, np.ones((3, 3, 1, 1)), np.zeros(1), 2, "valid"))
    return maps.shape[2]


@outcome("shift-by-one")
def pooled_map_of_a_moved_map(student):
    """What pooling makes of a map that moved one pixel; the pixel that leaves on the right comes in on the left."""
    maps = np.random.default_rng(0).normal(size=(1, 16, 16, 1))
    before, after = (np.asarray(student.max_pool(one, 2, 2)) for one in (maps, np.roll(maps, 1, axis=2)))
    if np.array_equal(before, after):
        return "it stays as it was"
    if np.array_equal(np.roll(before, 1, axis=2), after):
        return "it moves one place to the right"
    return "neither: some numbers stay, others change"


@outcome("pixels-with-a-gradient")
def share_of_the_pixels(student):
    """How many percent of the pixels get a gradient."""
    rng = np.random.default_rng(0)
    images, error = different_values(rng, (1, 12, 12, 1)), rng.uniform(0.5, 1.5, size=(1, 6, 6, 1))
    return 100 * np.count_nonzero(np.asarray(student.max_pool_gradient(images, error, 2, 2))) / images.size
