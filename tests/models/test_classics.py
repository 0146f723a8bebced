"""The gallery against the literature: parameters, multiply-adds and depth of the published configurations.

Sources: the papers that the builders name; Caffe's model zoo; torchvision (`num_params` and `_ops`, in units of 1e9, in
the metadata of its weights); keras.applications; Sze et al. 2017, "Efficient Processing of Deep Neural Networks", table
II; and the tables of github.com/osmr/imgclsmob. LeNet-5 has a test of its own, as its paper counts layer by layer.
"""

from functools import partial

import numpy as np
import pytest

import models
from models.classics.googlenet import STAGES, inception_block
from models.classics.layers import local_response_normalization
from models.classics.squeeze_excitation import squeeze_excitation
from runtime.backend import keras
from runtime.errors import UserError

IMAGENET = ((224, 224, 3), 1000, "multiclass")


def trained(model):
    """Parameters that training moves: without the moving statistics of batch normalisation."""
    return sum(int(np.prod(variable.shape)) for variable in model.trainable_variables)


@pytest.mark.parametrize(
    ("recipe", "shape", "parameters", "multiply_adds", "depth"),
    [
        # Caffe's bvlc_alexnet (the paper: "60 million parameters"); Sze et al.: 724 M multiply-adds
        (models.alexnet, (227, 227, 3), 60_965_224, 0.724e9, 8),
        # Caffe's bvlc_googlenet without its auxiliary classifiers. The column "ops" of the paper's table 1 adds up to
        # 1,502 M, of which 34 M for the 7x7 convolution: 112 * 112 * 7 * 7 * 3 * 64 are 118 M, so 1,586 M in all
        (models.googlenet, (224, 224, 3), 6_998_552, 1.586e9, 22),
        # torchvision's resnet34: 21,797,672 and 3.664 (table 1 of the paper: 3.6e9)
        (models.resnet, (224, 224, 3), 21_797_672, 3.664e9, 34),
        # torchvision's resnet18: 11,689,512 and 1.814 (table 1: 1.8e9)
        (partial(models.resnet, depths=(2, 2, 2, 2)), (224, 224, 3), 11_689_512, 1.814e9, 18),
        # torchvision's resnet50: 25,557,032, but its strides are elsewhere; Hu et al. 2017, table 2: 3.86e9
        (partial(models.resnet, bottleneck=True), (224, 224, 3), 25_557_032, 3.86e9, 50),
        # osmr/imgclsmob's SE-ResNet-50: 28,088,024; Hu et al. 2017, table 2: 3.87e9. Two dense layers a gate
        (models.squeeze_excitation_resnet, (224, 224, 3), 28_088_024, 3.87e9, 50 + 2 * 16),
        # Chollet 2016, table 3, and keras.applications: 22,855,952; osmr/imgclsmob: 8,386 to 8,404 M. Section 3: "36
        # convolutional layers"
        (models.xception, (299, 299, 3), 22_855_952, 8.39e9, 36 + 1),
        # torchvision's densenet121: 7,978,856 and 2.834
        (models.densenet, (224, 224, 3), 7_978_856, 2.834e9, 121),
    ],
)
def test_published_counts(recipe, shape, parameters, multiply_adds, depth):
    model = recipe(shape, 1000, "multiclass")
    assert trained(model) == parameters
    assert models.multiply_adds(model) == pytest.approx(multiply_adds, rel=0.005)
    assert models.depth(model) == depth


def test_vgg_16():
    """torchvision's and keras.applications' vgg16; 15.47 in torchvision's metadata."""
    model = models.vgg(*IMAGENET)
    assert model.count_params() == 138_357_544
    assert models.multiply_adds(model) == pytest.approx(15.47e9, rel=0.001)
    assert models.depth(model) == 16


def test_vgg_19_is_another_depth():
    """torchvision's and keras.applications' vgg19, without building its two large dense layers."""
    narrow = models.vgg(*IMAGENET, depths=(2, 2, 4, 4, 4), hidden=())
    dense = (7 * 7 * 512 + 1) * 4096 + (4096 + 1) * 4096 + (4096 + 1) * 1000
    assert narrow.count_params() - (7 * 7 * 512 + 1) * 1000 + dense == 143_667_240


@pytest.mark.slow
def test_xception_and_densenet_are_those_of_keras():
    xception = keras.applications.Xception(weights=None, input_shape=(96, 96, 3))
    ours = models.xception((96, 96, 3), 1000, "multiclass")
    assert sorted(tuple(v.shape) for v in ours.weights) == sorted(tuple(v.shape) for v in xception.weights)
    densenet = keras.applications.DenseNet121(weights=None, input_shape=(96, 96, 3))
    ours = models.densenet((96, 96, 3), 1000, "multiclass")
    assert sorted(tuple(v.shape) for v in ours.weights) == sorted(tuple(v.shape) for v in densenet.weights)


@pytest.mark.parametrize("side", [28, 32])
def test_lenet5_has_the_papers_parameters(side):
    model = models.lenet5((side, side, 1), 10, "multiclass")
    layers = {layer.name: layer.count_params() for layer in model.layers}
    groups = {
        start: sum(n for name, n in layers.items() if name.startswith(start)) for start in ("C1", "S2", "C3", "S4")
    }
    assert groups == {"C1": 156, "S2": 12, "C3": 1516, "S4": 32}  # section II.B of the paper, as the next line
    assert (layers["C5"], layers["F6"]) == (48_120, 10_164)
    assert model.count_params() - layers["output"] == 60_000
    assert models.depth(model) == 7  # "LeNet-5 comprises 7 layers, not counting the input"


@pytest.mark.parametrize(
    ("inputs", "filters", "thousands"),  # column "params" of table 1: inception (3a), (3b), (4a), (5b)
    [(192, STAGES[0][0], 159), (256, STAGES[0][1], 380), (480, STAGES[1][0], 364), (832, STAGES[2][1], 1388)],
)
def test_inception_blocks_cost_what_the_papers_table_says(inputs, filters, thousands):
    x = keras.Input((7, 7, inputs))
    block = keras.Model(x, inception_block(x, filters))
    assert block.count_params() == pytest.approx(1024 * thousands, rel=0.04)  # the table counts in units of 1,024


SMALL = {
    "lenet5": models.lenet5,
    "alexnet": partial(models.alexnet, filters=(8, 8, 8, 8, 8), stem_kernel_size=3, stem_strides=1, hidden=(16,)),
    "vgg": partial(models.vgg, depths=(1, 1), filters=(4, 8), hidden=(16,)),
    "googlenet": partial(models.googlenet, stem_strides=(1, 1, 2), stages=(((4, 4, 4, 4, 4, 4),),)),
    "resnet": partial(models.resnet, depths=(1, 1), filters=(4, 8), stem_kernel_size=3, stem_strides=1),
    "squeeze_excitation_resnet": partial(models.squeeze_excitation_resnet, depths=(1, 1), filters=(4, 8)),
    "xception": partial(
        models.xception, stem_filters=(4, 8), entry_filters=(8,), middle_depth=1, exit_filters=(8, 8, 8)
    ),
    "densenet": partial(models.densenet, depths=(2, 2), growth_rate=4, stem_strides=1),
}


@pytest.mark.parametrize("name", SMALL)
def test_small_ones_are_saved_and_loaded_bit_for_bit(name, tmp_path):
    model = SMALL[name]((28, 28, 1), 10, "multiclass")
    images = np.random.default_rng(0).random((3, 28, 28, 1), dtype=np.float32)
    before = model.predict(images, verbose=0)
    assert before.shape == (3, 10) and np.allclose(before.sum(axis=1), 1, atol=1e-5)
    model.save(tmp_path / "model.keras")
    assert (keras.models.load_model(tmp_path / "model.keras").predict(images, verbose=0) == before).all()
    assert models.multiply_adds(model) > 0


@pytest.mark.slow
def test_a_new_process_loads_them_with_every_weight(fresh, tmp_path, random_weights):
    """AlexNet has operations beside its layers, DenseNet has moving averages."""
    images = np.random.default_rng(0).random((3, 28, 28, 1), dtype=np.float32)
    for name in ("alexnet", "densenet"):
        model = SMALL[name]((28, 28, 1), 10, "multiclass")
        random_weights(model)
        model.save(tmp_path / f"{name}.keras")
        np.savez(tmp_path / f"{name}.npz", model.predict(images, verbose=0), *model.get_weights())
    np.save(tmp_path / "images.npy", images)
    code = """
import sys, numpy as np
from pathlib import Path
import models
folder = Path(sys.argv[1])
for name in ("alexnet", "densenet"):
    model = models.load_model(folder / f"{name}.keras")
    found = [model.predict(np.load(folder / "images.npy"), verbose=0), *model.get_weights()]
    saved = np.load(folder / f"{name}.npz")
    print(all((new == saved[old]).all() for new, old in zip(found, saved.files, strict=True)))
"""
    assert fresh("-c", code, str(tmp_path)).stdout.split() == ["True", "True"]


@pytest.mark.parametrize("name", SMALL)
def test_gradients_reach_every_weight(name):
    keras.utils.set_random_seed(0)  # a ReLU may be 0 for all eight images under an unlucky seed
    model = SMALL[name]((32, 32, 1), 3, "multiclass")
    before = [value.copy() for value in model.get_weights()]
    model.compile("sgd", "sparse_categorical_crossentropy")
    rng = np.random.default_rng(1)
    model.fit(rng.random((8, 32, 32, 1), dtype=np.float32), np.arange(8) % 3, epochs=2, verbose=0)
    still = [
        v.path for v, old, new in zip(model.weights, before, model.get_weights(), strict=True) if (old == new).all()
    ]
    assert not still


# The others take any size: LeNet-5 pads with zeros up to 32x32, GoogLeNet and the ResNets pad wherever they stride.
@pytest.mark.parametrize("name", ["alexnet", "vgg", "xception", "densenet"])
def test_too_small_images_are_refused(name):
    with pytest.raises(UserError, match=f"{name} in this configuration needs images of"):
        getattr(models, name)((4, 4, 1), 10, "multiclass")


@pytest.mark.parametrize(
    ("recipe", "smallest"),
    [
        (partial(models.alexnet, hidden=(4,)), 67),
        (partial(models.alexnet, hidden=(4,), stem_kernel_size=3, stem_strides=1), 17),
        (partial(models.vgg, hidden=(4,)), 32),
        (models.xception, 7),
        (models.densenet, 32),
    ],
)
def test_the_smallest_image_works_and_the_next_smaller_is_refused(recipe, smallest):
    assert recipe((smallest, smallest, 1), 2, "multiclass").output_shape == (None, 2)
    with pytest.raises(UserError, match=f"{smallest}x{smallest}"):
        recipe((smallest - 1, smallest, 1), 2, "multiclass")


def test_local_response_normalization_is_tensorflows():
    import tensorflow as tf

    values = np.random.default_rng(0).normal(size=(2, 3, 3, 7)).astype(np.float32) * 20
    x = keras.Input((3, 3, 7))
    ours = keras.Model(x, local_response_normalization(x)).predict(values, verbose=0)
    oracle = tf.nn.local_response_normalization(values, depth_radius=2, bias=2.0, alpha=1e-4, beta=0.75)
    assert np.allclose(ours, oracle, rtol=1e-5)


def test_squeeze_excitation_by_hand():
    values = np.random.default_rng(0).normal(size=(2, 3, 3, 8)).astype(np.float32)
    x = keras.Input((3, 3, 8))
    model = keras.Model(x, squeeze_excitation(x, 4))
    narrow, narrow_bias, wide, wide_bias = model.get_weights()
    squeezed = np.maximum(values.mean(axis=(1, 2)) @ narrow + narrow_bias, 0)
    gate = 1 / (1 + np.exp(-(squeezed @ wide + wide_bias)))
    assert np.allclose(model.predict(values, verbose=0), values * gate[:, None, None, :], atol=1e-6)


def test_a_residual_unit_with_zero_change_is_the_identity():
    from models.classics.resnet import residual_unit

    x = keras.Input((4, 4, 6))
    model = keras.Model(x, residual_unit(x, 6))
    for layer in model.layers:
        if isinstance(layer, keras.layers.Conv2D):
            layer.set_weights([np.zeros_like(weight) for weight in layer.get_weights()])
    values = np.random.default_rng(0).random((2, 4, 4, 6), dtype=np.float32)
    assert (model.predict(values, verbose=0) == values).all()
