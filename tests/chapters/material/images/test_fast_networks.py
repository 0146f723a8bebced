"""The fast networks: their learning rate, what each keyword leaves out, and the steps of a training."""

import numpy as np
import pytest

import datasets
from chapters.ch05_convolutional_networks import SETTINGS
from chapters.material.images.fast_networks import BATCH_SIZE, fast_cnn, fast_dense, train_fast_cnn, with_steps
from runtime.backend import keras

SHAPE = (28, 28, 1)


def layers(model, kind):
    return [layer for layer in model.layers if isinstance(layer, kind)]


def rates(steps, **keywords):
    """The learning rate before each step and after the last."""
    rate = fast_dense(SHAPE, 10, "multiclass", units=(), steps=steps, **keywords).optimizer._learning_rate
    return [float(rate(step)) for step in range(steps + 1)]


def test_the_learning_rate_rises_and_falls_to_zero_at_the_last_step():
    curve = rates(100, learning_rate=0.01, warm_up=0.2)
    assert curve[0] == pytest.approx(0.0001)
    assert curve[20] == max(curve) == pytest.approx(0.01)
    assert np.all(np.diff(curve[:21]) > 0) and np.all(np.diff(curve[20:]) < 0)
    assert curve[60] == pytest.approx(0.005)  # half a cosine is at its half in its middle
    assert curve[100] == pytest.approx(0, abs=1e-9)


def test_the_rise_and_the_fall_can_be_left_out():
    falling = rates(100, learning_rate=0.01, warm_up=0)
    assert falling[0] == pytest.approx(0.01) and np.all(np.diff(falling) < 0)
    staying = rates(100, learning_rate=0.01, cosine=False)
    assert staying[0] == pytest.approx(0.0001)
    assert staying[20:] == pytest.approx([0.01] * 81)


def test_every_line_of_the_cnn_can_be_left_out():
    whole = fast_cnn(SHAPE, 10, "multiclass", steps=10)
    by_hand = (9 * 24 + 9 * 24 * 48 + 9 * 48 * 96) + 4 * (24 + 48 + 96) + (7 * 7 * 96 + 1) * 10
    assert whole.count_params() == by_hand
    assert len(layers(whole, keras.layers.BatchNormalization)) == 3
    without = fast_cnn(SHAPE, 10, "multiclass", steps=10, batch_normalization=False)
    assert not layers(without, keras.layers.BatchNormalization)
    assert without.count_params() == by_hand - 3 * (24 + 48 + 96)  # a bias for each filter instead of four numbers
    other = fast_cnn(SHAPE, 10, "multiclass", steps=10, dropout=0.0)
    assert [layer.rate for layer in layers(other, keras.layers.Dropout)] == [0]
    assert fast_cnn(SHAPE, 10, "multiclass", steps=10, weight_decay=0.0).optimizer.weight_decay == 0
    other = fast_cnn(SHAPE, 10, "multiclass", steps=10, kernel_initializer="glorot_uniform")
    kinds = {type(layer.kernel_initializer) for layer in layers(other, keras.layers.Conv2D)}
    assert kinds == {keras.initializers.GlorotUniform}


def test_pooling_first_normalises_a_quarter_of_the_numbers():
    first, after = (fast_cnn(SHAPE, 10, "multiclass", steps=10, pool_first=order) for order in (True, False))
    small, large = (
        np.array([np.prod(layer.output.shape[1:]) for layer in layers(model, keras.layers.BatchNormalization)])
        for model in (first, after)
    )
    assert list(large / small) == [4, 4, 1]
    assert first.count_params() == after.count_params()


def test_images_are_mirrored_in_training_only():
    model = fast_cnn(SHAPE, 10, "multiclass", steps=10, flip=True)
    mirror = layers(model, keras.layers.RandomFlip)[0]
    images = np.random.default_rng(0).random((64, *SHAPE), np.float32)
    assert np.array_equal(mirror(images, training=False), images)
    seen = keras.ops.convert_to_numpy(mirror(images, training=True))
    mirrored = [not np.array_equal(one, image) for one, image in zip(seen, images, strict=True)]
    assert 10 < sum(mirrored) < 54
    for one, image, other in zip(seen, images, mirrored, strict=True):
        assert np.array_equal(one, image[:, ::-1] if other else image)


def test_images_are_shifted_by_whole_pixels_in_training_only():
    model = fast_cnn(SHAPE, 10, "multiclass", steps=10, shift=0.07)
    shift = layers(model, keras.layers.RandomTranslation)[0]
    images = np.random.default_rng(0).random((64, *SHAPE), np.float32)
    assert np.array_equal(shift(images, training=False), images)
    padded = np.pad(images, [(0, 0), (2, 2), (2, 2), (0, 0)])  # 0.07 of 28 pixels is less than two and a half
    height, width = SHAPE[:2]
    places = [(down, right) for down in range(5) for right in range(5)]
    seen = keras.ops.convert_to_numpy(shift(images, training=True))
    found = [
        [place for place in places if np.array_equal(one, image[place[0] :][:height, place[1] :][:, :width])]
        for one, image in zip(seen, padded, strict=True)
    ]
    assert all(len(each) == 1 for each in found)
    assert len({each[0] for each in found}) > 10


def test_a_training_has_as_many_steps_as_its_schedule(tmp_path):
    data = datasets.load("digits").take(300)  # 3 steps an epoch, the last batch is short
    [run] = train_fast_cnn(data, 2, {"folder": tmp_path, "seeds": (0,), "verbose": 0, "epochs": 9, "batch_size": 9})
    assert (run.epochs, run.settings["batch_size"]) == (2, BATCH_SIZE)
    optimizer = run.model.optimizer
    assert int(optimizer.iterations) == 6
    assert float(optimizer.learning_rate) == pytest.approx(0, abs=1e-9)
    assert run.record["steps_per_call"] == "many"  # a learning rate schedule needs no single steps


def test_the_recipes_know_their_data():
    data = datasets.load("digits").take(300)
    recipe = with_steps(fast_dense, data, epochs=3, batch_size=100, learning_rate=0.25)
    assert recipe.keywords == {"steps": 9, "learning_rate": 0.25}
    assert fast_dense(SHAPE, 10, "multiclass", steps=9).count_params() == 266_610  # as Géron's


def test_the_chapter_trains_it_on_its_whole_set_only():
    assert SETTINGS["fast_epochs"] == 0
    assert SETTINGS.with_flags({"full": True})["fast_epochs"] > 0
    assert SETTINGS.with_flags({"full": True, "dataset": "digits"})["fast_epochs"] == 0
    assert SETTINGS.with_flags({"quick": True})["fast_epochs"] == 0
