"""Hidden tests of homework 5: other sizes and strides, whole batches, ties, and what must be true of every layer."""

import numpy as np
from scipy import ndimage

from homework.checking.tests import as_numbers, close, equal, expect, points


@points(1, of="output_size", hints=("The number of positions is the size of the map, for every size and stride.",))
def test_it_is_the_size_of_the_maps(student, rng):
    for size, kernel_size, stride, padding in ((9, 4, 3, "valid"), (11, 3, 4, "same"), (6, 2, 5, "valid")):
        images, filters = rng.normal(size=(1, size, size + 1, 1)), rng.normal(size=(kernel_size, kernel_size, 1, 1))
        shape = as_numbers(student.convolve(images, filters, np.zeros(1), stride, padding)).shape
        said = [student.output_size(side, kernel_size, stride, padding) for side in (size, size + 1)]
        room = 0 if padding == "same" else kernel_size - 1
        counted = [len(range(0, side - room, stride)) for side in (size, size + 1)]
        equal(said, counted, what="the sizes")
        equal(list(shape[1:3]), counted, what="the shape of the maps")


@points(1, of="pad_same", hints=("With a stride that is larger than the filter there may be nothing to add.",))
def test_no_zeros_are_needed(student, rng):
    images = rng.normal(size=(2, 4, 9, 2))
    close(student.pad_same(images, 1, 1), images, what="the padding for a filter of one pixel")
    close(student.pad_same(images, 1, 2), images, what="the padding for stride 2")
    close(student.pad_same(images[:, :, :4], 2, 4), images[:, :, :4], what="the padding for stride 4")


@points(1, of="pad_same", hints=("Height and width are counted each by itself.",))
def test_height_and_width_differ(student, rng):
    images = rng.normal(size=(1, 4, 7, 1))
    right = np.zeros((1, 5, 9, 1))  # stride 2, kernel 3: 4 pixels need one zero, 7 pixels two
    right[:, :4, 1:8] = images
    close(student.pad_same(images, 3, 2), right)


@points(1, of="convolve", hints=("The maps of an image do not depend on the rest of the batch.",))
def test_each_image_by_itself(student, rng):
    images, filters, bias = rng.normal(size=(4, 6, 5, 3)), rng.normal(size=(3, 3, 3, 2)), rng.normal(size=2)
    whole = student.convolve(images, filters, bias, 2, "same")
    single = [as_numbers(student.convolve(images[i : i + 1], filters, bias, 2, "same")) for i in range(4)]
    close(whole, np.concatenate(single), what="the maps of a batch", atol=1e-5)
    expect(np.ptp(as_numbers(whole), axis=0).min() > 0, "all images have the same maps")


@points(1, of="convolve", hints=("Without the bias, twice the image has twice the map.",))
def test_the_bias_of_a_black_image(student, rng):
    images, filters, bias = np.zeros((2, 6, 6, 3)), rng.normal(size=(3, 3, 3, 4)), rng.normal(size=4)
    for padding, side in (("valid", 4), ("same", 6)):
        right = np.broadcast_to(bias, (2, side, side, 4))
        close(student.convolve(images, filters, bias, 1, padding), right, what="the map of a black image")


@points(2, of="convolve", hints=("Filters with an odd side are centred; compare one number by hand.",))
def test_against_another_library(student, rng):
    images, filters, bias = rng.normal(size=(2, 7, 8, 3)), rng.normal(size=(5, 5, 3, 2)), rng.normal(size=2)
    right = np.empty((2, 7, 8, 2))
    for i, f in np.ndindex(2, 2):  # the middle channel of a three-dimensional correlation is the sum over all three
        right[i, :, :, f] = ndimage.correlate(images[i], filters[..., f], mode="constant")[:, :, 1] + bias[f]
    before = [images.copy(), filters.copy(), bias.copy()]
    close(student.convolve(images, filters, bias, 1, "same"), right, atol=1e-5)
    after = student.probe("arguments_after", "convolve", images, filters, bias, 1, "same")
    for given, kept in zip(after[:3], before, strict=True):
        close(given, kept, what="an array that was given, afterwards,")


@points(1, of="max_pool", hints=("A constant that is added to the image is added to the output.",))
def test_values_below_zero(student, rng):
    images = rng.normal(size=(2, 8, 6, 2))
    high, low = (as_numbers(student.max_pool(images + shift, 2, 2)) for shift in (50.0, -50.0))
    close(low, high - 100, what="the output for values below 0")
    close(student.max_pool(images, 1, 1), images, what="the output for windows of one pixel")


@points(1, of="max_pool_gradient", hints=("If pixels are equally large, the first gets all.",))
def test_equally_large_pixels(student, rng):
    images, error = np.zeros((2, 4, 4, 1)), rng.uniform(0.5, 1.5, size=(2, 2, 2, 1))
    right = np.zeros(images.shape)
    right[:, ::2, ::2] = error
    spread = error.repeat(2, axis=1).repeat(2, axis=2)
    mistakes = {
        "all of the largest pixels get the whole error": spread,
        "the largest pixels share the error": spread / 4,
        "the last of the largest pixels gets the error: it is the first": np.roll(right, (1, 1), axis=(1, 2)),
    }
    close(student.max_pool_gradient(images, error, 2, 2), right, mistakes)


@points(1, of="max_pool_gradient", hints=("No error is lost, and none is added.",))
def test_the_sum_of_the_error_stays(student, rng):
    images, error = rng.normal(size=(2, 8, 9, 3)) - 5, rng.normal(size=(2, 3, 4, 3))
    got = as_numbers(student.max_pool_gradient(images, error, 3, 2))
    close(got.sum(axis=(1, 2)), error.sum(axis=(1, 2)), what="the sum of the gradient in each map")
    close(got[:, 7:], np.zeros((2, 1, 9, 3)), what="the gradient of the rest that was left out")


@points(1, of="global_average_pool", hints=("Where something lies in the map does not matter for its mean.",))
def test_moving_changes_nothing(student, rng):
    images = rng.normal(size=(3, 5, 7, 4))
    means = student.global_average_pool(np.roll(images, (2, 3), axis=(1, 2)))
    close(means, as_numbers(student.global_average_pool(images)), what="the means of the moved maps")
    levels = np.broadcast_to(np.arange(12.0).reshape(3, 1, 1, 4), images.shape)
    close(student.global_average_pool(levels), np.arange(12.0).reshape(3, 4), what="the means of constant maps")


@points(1, of="count_convolution", hints=("A convolution of 1 x 1 is a dense layer for each pixel.",))
def test_one_pixel_is_a_dense_layer(student, rng):
    for channels, filters in ((7, 5), (64, 3)):
        right = np.zeros((channels + 1, filters)).size
        equal(student.count_convolution(1, channels, filters), right, what="the number for filters of 1 x 1")
        equal(student.count_dense(channels, filters), right, what="the number for the dense layer")
