"""The rows of docs/keras_3_and_the_book.md, against the installed Keras."""

import zipfile

import numpy as np
import pytest

from runtime.backend import keras


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
    assert np.isclose(keras.layers.LeakyReLU().negative_slope, 0.3)
    assert np.allclose(keras.layers.LeakyReLU(negative_slope=0.2)(np.array([[-1.0]], np.float32)), -0.2)


def test_a_model_file_is_a_zip(tmp_path):
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.save(tmp_path / "model.keras")
    assert "config.json" in zipfile.ZipFile(tmp_path / "model.keras").namelist()


def test_scikit_learn_wrappers():
    assert hasattr(keras.wrappers, "SKLearnClassifier")
    assert not hasattr(keras.wrappers, "scikit_learn")


def test_one_seed_fixes_the_initial_weights():
    def weights():
        keras.utils.set_random_seed(42)
        return keras.Sequential([keras.Input((3,)), keras.layers.Dense(4)]).get_weights()[0]

    assert np.array_equal(weights(), weights())


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
