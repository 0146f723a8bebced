"""The rows of docs/keras_3_and_the_book.md, against the installed Keras."""

import random
import zipfile

import numpy as np
import pytest

from runtime.backend import keras, tf


def test_lr_is_refused():
    with pytest.raises(ValueError, match="lr"):
        keras.optimizers.SGD(lr=0.01)


def test_decay_is_ignored():
    with pytest.warns(UserWarning, match="`decay` is no longer supported and will be ignored"):
        keras.optimizers.SGD(decay=0.01)


@pytest.mark.parametrize("method", ["predict_classes", "fit_generator"])
def test_methods_that_are_gone(method):
    assert not hasattr(keras.Model, method)


def test_leaky_relu_has_a_negative_slope():
    with pytest.warns(UserWarning, match="`alpha` is deprecated"):
        assert keras.layers.LeakyReLU(alpha=0.2).negative_slope == 0.2
    assert np.isclose(keras.layers.LeakyReLU().negative_slope, 0.3)
    assert np.allclose(keras.layers.LeakyReLU(negative_slope=0.2)(np.array([[-1.0]], np.float32)), -0.2)


def test_leaky_relu_is_another_as_a_function():
    function = keras.activations.get("leaky_relu")
    assert np.isclose(float(function(keras.ops.convert_to_tensor(-1.0))), -0.2)
    assert np.isclose(float(keras.layers.LeakyReLU()(np.array([[-1.0]], np.float32))[0, 0]), -0.3)


def test_the_learning_rate_is_set_by_assignment():
    optimizer = keras.optimizers.SGD(learning_rate=0.1)
    assert not hasattr(optimizer, "lr")
    assert not hasattr(keras.backend, "set_value")
    variable = keras.Variable(np.ones(1, np.float32))
    for rate, expected in ((0.1, 0.9), (0.5, 0.4)):
        optimizer.learning_rate = rate
        optimizer.apply([keras.ops.convert_to_tensor(np.ones(1, np.float32))], [variable])
        assert np.allclose(np.asarray(variable), expected)


def test_schedule_free_takes_other_steps_than_its_paper():
    """One weight, three gradients of 1: the paper's x is the mean of the z so far."""
    rate, variable = 0.1, keras.Variable(np.ones(1, np.float32))
    optimizer, z, points = keras.optimizers.ScheduleFreeAdamW(rate), 1.0, []
    for _ in range(3):
        optimizer.apply([keras.ops.convert_to_tensor(np.ones(1, np.float32))], [variable])
        z -= rate  # a constant gradient over its own size
        points.append(z)
    papers = 0.1 * z + 0.9 * float(np.mean(points))
    assert abs(float(np.asarray(variable)[0]) - papers) > 1e-3


@pytest.mark.parametrize(("epsilon", "finite"), [(1e-30, False), (1e-12, True)])
def test_adafactor_of_a_black_pixel_into_a_dead_unit(epsilon, finite):
    variable = keras.Variable(np.ones((2, 2), np.float32))
    gradient = np.array([[0, 0], [0, 1e-3]], np.float32)
    keras.optimizers.Adafactor(epsilon_1=epsilon).apply([keras.ops.convert_to_tensor(gradient)], [variable])
    assert np.isfinite(np.asarray(variable)).all() == finite


def test_a_model_file_is_a_zip(tmp_path):
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.save(tmp_path / "model.keras")
    assert "config.json" in zipfile.ZipFile(tmp_path / "model.keras").namelist()


def test_scikit_learn_wrappers():
    assert hasattr(keras.wrappers, "SKLearnClassifier")
    assert not hasattr(keras.wrappers, "scikit_learn")


@pytest.mark.parametrize(
    ("seeds", "equal"),
    [
        ((np.random.seed, lambda seed: tf.random.set_seed(seed)), False),  # the book's two calls
        ((random.seed,), True),
        ((lambda seed: keras.utils.set_random_seed(seed),), True),
    ],
)
def test_which_seed_fixes_the_initial_weights(seeds, equal):
    def weights():
        for seed in seeds:
            seed(42)
        return keras.Sequential([keras.Input((3,)), keras.layers.Dense(4)]).get_weights()[0]

    assert np.array_equal(weights(), weights()) == equal


def test_adadelta_starts_slowly():
    assert np.isclose(float(np.asarray(keras.optimizers.Adadelta().learning_rate)), 0.001)


def test_recurrent_dropout_keeps_its_mask_over_time():
    """With weights that copy the input, the outputs of all steps show the mask of each step."""
    layer = keras.layers.SimpleRNN(
        8,
        activation="linear",
        kernel_initializer="identity",
        recurrent_initializer="zeros",
        dropout=0.5,
        return_sequences=True,
    )
    keras.utils.set_random_seed(0)
    passed = np.asarray(layer(np.ones((4, 5, 8), np.float32), training=True)) > 0  # example, step, unit
    assert 0 < passed.mean() < 1
    assert (passed == passed[:, :1]).all()
