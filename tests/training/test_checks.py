"""Data and losses that cannot be trained on, and folders that go away: one sentence."""

import errno
import json
import shutil
import zipfile
from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from sklearn.metrics import accuracy_score

import comparison
import training
from datasets import Split
from runtime import files
from runtime.backend import keras
from runtime.errors import UserError
from runtime.memory import peak_memory
from training import contents
from training.checks import check_data
from training.runs import read


def changed(data, split, **arrays):
    return replace(data, **{split: replace(data.split(split), **arrays)})


def with_nan(data):
    x = data.train.x.copy()
    x[7, 0, 0] = np.nan
    return changed(data, "train", x=x)


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (with_nan, "NaN or infinite features in 1 examples, the first is number 7"),
        (lambda data: changed(data, "test", y=data.test.y + 1), "test split of fashion_mnist has label 10"),
        (lambda data: changed(data, "train", y=data.train.y - 1), "has label -1, but its 10 classes are 0 to 9"),
        (lambda data: replace(data, validation=Split(data.train.x[:0], data.train.y[:0])), "validation split .* empty"),
        (lambda data: changed(data, "train", y=data.train.y[:-1]), "200 examples but 199 targets"),
        (lambda data: changed(data, "test", x=data.test.x[:, :27]), r"test split .* shape \(27, 28, 1\), but"),
        (lambda data: changed(data, "validation", y=np.eye(10)[data.validation.y]), r"targets of shape \(10,\), but"),
        (lambda data: data.take(31), "31 training examples, fewer than one batch of 32"),
    ],
)
def test_data_that_cannot_be_trained_on(small, tiny_network, tmp_path, spoil, sentence):
    with pytest.raises(UserError, match=sentence):
        training.fit(tiny_network, spoil(small), name="a", epochs=1, folder=tmp_path, verbose=False)
    assert not list(tmp_path.iterdir())


def two_classes(data, form=np.asarray):
    """Shoes and bags against clothes."""
    parts = {
        name: Split(data.split(name).x, form((data.split(name).y > 4).astype(np.int32)))
        for name in ("train", "validation", "test")
    }
    baseline = replace(data.baseline, values=np.full(1, 0.5, np.float32))
    return replace(data, task="binary", outputs=1, class_names=("clothes", "other"), baseline=baseline, **parts)


def one_hot(y):
    return np.eye(10, dtype=np.float32)[y]


def of_targets(data, form):
    return replace(data, **{name: Split(data.split(name).x, form(data.split(name).y)) for name in SPLITS})


SPLITS = ("train", "validation", "test")
FORMS = {
    "bool": lambda y: y.astype(bool), "float": lambda y: y.astype(np.float64), "half": lambda y: y.astype(np.float16),
    "bytes": lambda y: y.astype(np.uint8), "long": lambda y: y.astype(np.int64), "a column": lambda y: y[:, None],
    "a column of floats": lambda y: y[:, None].astype(np.float32),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("task", ["binary", "multiclass"])
def test_every_form_of_a_class_index_gives_the_same_numbers(small, tiny_network, tmp_path, task):
    data = two_classes(small) if task == "binary" else small
    fit = partial(training.fit, tiny_network, epochs=1, folder=tmp_path, verbose=0)
    plain = fit(data, name="plain")
    y, prediction = plain.predictions["test_y"], plain.predictions["test_prediction"]
    decided = prediction[:, 0] > 0.5 if task == "binary" else prediction.argmax(axis=1)
    assert plain.metrics["test"]["accuracy"] == pytest.approx(accuracy_score(y, decided), rel=1e-6)
    forms = {"one-hot": one_hot, **FORMS} if task == "multiclass" else FORMS
    for name, form in forms.items():
        if task == "multiclass" and name in ("bool", "a column", "a column of floats"):
            continue
        loss = "categorical_crossentropy" if name == "one-hot" else None
        run = fit(of_targets(data, form), name=name, loss=loss)
        assert run.metrics["test"] == pytest.approx(plain.metrics["test"], rel=1e-5), name
        for key, value in comparison.run_metrics(plain)["test"].values.items():
            again = comparison.run_metrics(run)["test"].values[key]
            assert again == (value if isinstance(value, comparison.Undefined) else pytest.approx(value, rel=1e-5)), name


BAD_LABELS = {
    "fractions": (lambda y: y + 0.5, r"has label \d\.5, but its"),
    "texts": (lambda y: y.astype(str), "targets that are no array of numbers but an array of <U"),
    "objects": (lambda y: y.astype(object), "an array of object; give class indices or values"),
    "complex": (lambda y: y.astype(complex), "an array of complex128"),
    "a list": (lambda y: y.tolist(), "targets that are no array of numbers but list"),
    "rows of another width": (lambda y: np.eye(11)[y], r"targets of shape \(\d+, 11\)"),
    "three axes": (lambda y: y[:, None, None], r"takes class indices of shape \(n,\)"),
}


@pytest.mark.parametrize("task", ["binary", "multiclass"])
@pytest.mark.parametrize("form", BAD_LABELS)
def test_labels_that_are_no_classes(small, task, form):
    change, sentence = BAD_LABELS[form]
    with pytest.raises(UserError, match=sentence):
        check_data(of_targets(two_classes(small) if task == "binary" else small, change), 32)


@pytest.mark.parametrize(
    "form",
    [lambda y: one_hot(y) * 0.9 + 0.01, lambda y: one_hot(y) * 0, lambda y: one_hot(y) * 2 - 1,
     lambda y: np.maximum(one_hot(y), one_hot((y + 1) % 10))],
)  # fmt: skip
def test_rows_that_are_not_one_hot(small, form):
    with pytest.raises(UserError, match="targets that are not one-hot, the first is number 0; give class indices"):
        check_data(of_targets(small, form), 32)


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        (("shoe",) * 10, "two classes called 'shoe'; give each class a name of its own"),
        (tuple("abcdefghia"), "two classes called 'a'"),
        (("a", "b"), "2 class names for 10 classes"),
        (tuple(range(10)), "class names that are no texts"),
    ],
)
def test_names_of_classes_are_keys(small, names, sentence):
    with pytest.raises(UserError, match=sentence):
        check_data(replace(small, class_names=names), 32)


@pytest.mark.parametrize("shape", [(200, 3), (200, 1, 1), (200,)])
def test_values_have_one_column_an_output(small, shape):
    numbers = replace(changed(small, "train", y=np.zeros(shape, np.float32)), task="regression", outputs=2)
    numbers = replace(numbers, **{name: Split(numbers.split(name).x, numbers.train.y[: len(numbers.split(name))])
                                  for name in SPLITS}, class_names=())  # fmt: skip
    with pytest.raises(UserError, match=r"a regression task takes values of shape \(n, 2\)"):
        check_data(numbers, 32)


def test_targets_of_a_regression_are_looked_at(small):
    y = np.full((200, 1), np.inf, np.float32)
    numbers = replace(changed(small, "train", y=y), task="regression", outputs=1)
    with pytest.raises(UserError, match="infinite targets in 200 examples"):
        check_data(numbers, 32)


def regression(data, scale):
    """Pixels on their brightness: a task whose loss has no bound."""
    parts = {}
    for name in ("train", "validation", "test"):
        x = data.split(name).x * np.float32(scale)
        parts[name] = Split(x, x.mean(axis=(1, 2)))
    baseline = replace(data.baseline, values=np.zeros(1, np.float32))
    return replace(data, task="regression", outputs=1, class_names=(), baseline=baseline, **parts)


@pytest.mark.parametrize(("scale", "cause"), [(1, "learning rate 1e\\+12 is probably too high"), (255, "scale them")])
def test_a_loss_that_is_no_number_stops_the_run(small, tiny_network, tmp_path, scale, cause):
    with pytest.raises(UserError, match=rf"loss became (inf|nan) in step \d+ of epoch 1; .*{cause}"):
        training.fit(
            tiny_network, regression(small, scale), name="a", epochs=2, optimizer="sgd", learning_rate=1e12,
            folder=tmp_path, verbose=False,
        )  # fmt: skip
    record = read(tmp_path / "a-s0").record
    assert record["state"] == "failed"
    assert "loss became" in record["reason"]


class Removes(keras.callbacks.Callback):
    """Removes the run's folder in the middle of the training."""

    def set_run(self, folder, data):
        self.folder = folder

    def on_train_batch_end(self, batch, logs=None):
        if batch == 2:
            shutil.rmtree(self.folder)


@pytest.mark.parametrize("seconds", [0, 100])
def test_a_folder_removed_while_training(small, tiny_network, tmp_path, seconds):
    fit = partial(training.fit, tiny_network, small, epochs=1, folder=tmp_path, verbose=False)
    before = fit(name="before")
    with pytest.raises(UserError, match=r"a-s0.* was removed; run again"):
        fit(name="a", callbacks=[Removes], checkpoint_seconds=seconds)
    assert not (tmp_path / "a-s0").exists()
    assert training.load(before.folder).metrics == before.metrics


FULL = (errno.ENOSPC, "the disk is full at")
READ_ONLY = (errno.EROFS, "cannot be written; make the folder")


@pytest.mark.parametrize(
    ("name", "number", "sentence"),
    [
        ("checkpoint.npz", *FULL),
        pytest.param("metrics.json", *READ_ONLY, marks=pytest.mark.slow),
        *(pytest.param(name, *FULL, marks=pytest.mark.slow) for name in ("history.csv", "predictions.npz", "run.json")),
    ],
)
def test_a_full_disk_loses_nothing(small, tiny_network, tmp_path, monkeypatch, name, number, sentence):
    fit = partial(training.fit, tiny_network, small, epochs=1, name="a", folder=tmp_path, verbose=False)
    before = fit()
    real = files.os.fsync
    names = []

    def fsync(descriptor):
        if names and names[-1].startswith(f".{name}."):
            raise OSError(number, "no")
        real(descriptor)

    temporary = files.tempfile.NamedTemporaryFile

    def named(*arguments, **keywords):
        file = temporary(*arguments, **keywords)
        names.append(file.name.rsplit("/", 1)[-1])
        return file

    with monkeypatch.context() as patch:
        patch.setattr(files.tempfile, "NamedTemporaryFile", named)
        patch.setattr(files.os, "fsync", fsync)
        with pytest.raises(UserError, match=sentence):
            fit()
    assert training.load(before.folder).record == before.record
    assert not [path for path in tmp_path.rglob(".*") if path.suffix != ".lock"]
    assert fit(resume=True).metrics == before.metrics


def test_a_read_only_folder(small, tiny_network, tmp_path, monkeypatch):
    monkeypatch.setattr(files.os, "access", lambda path, mode: False)
    with pytest.raises(UserError, match="cannot be written; make the folder writable"):
        training.fit(tiny_network, small, name="a", epochs=1, folder=tmp_path / "runs", verbose=False)


def test_two_writers_of_one_run(small, tiny_network, tmp_path):
    fit = partial(training.fit, tiny_network, small, name="a", epochs=1, folder=tmp_path, verbose=False)

    class Second(keras.callbacks.Callback):
        def on_train_begin(self, logs=None):
            with pytest.raises(UserError, match="is in use by another process"):
                fit(callbacks=[Second])
            keras.utils.clear_session()

    fit(callbacks=[Second])


def test_a_model_file_with_code_is_not_run(trained, tmp_path):
    """`safe_mode=True`: a Lambda layer carries Python code, which a file from elsewhere must not run."""
    folder = tmp_path / "run"
    shutil.copytree(trained.folder, folder)
    layers = [keras.Input((2,)), keras.layers.Lambda(lambda x: x + 1, output_shape=(2,))]
    keras.Sequential(layers).save(folder / "model.keras")
    record = json.loads((folder / "run.json").read_text("utf-8"))
    record["files"] = contents.digests(folder)  # who makes such a file makes its record fit
    (folder / "run.json").write_text(json.dumps(record), encoding="utf-8")
    with pytest.raises(UserError, match=r"model\.keras cannot be loaded .*"):
        _ = training.load(folder).model


def test_a_model_file_with_a_billion_units_takes_no_memory(trained, tmp_path):
    folder = tmp_path / "run"
    shutil.copytree(trained.folder, folder)
    keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)]).save(tmp_path / "small.keras")
    with zipfile.ZipFile(tmp_path / "small.keras") as small, zipfile.ZipFile(folder / "model.keras", "w") as large:
        for name in small.namelist():
            large.writestr(name, small.read(name).replace(b'"units": 3', b'"units": 1000000000'))
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    record["files"] = contents.digests(folder)  # as somebody would who wants it to be read
    (folder / "run.json").write_text(json.dumps(record), encoding="utf-8")
    before = peak_memory()
    with pytest.raises(UserError, match=r"asks for 20,000\.0 MB of weights and holds 0\.0 MB"):
        _ = training.load(folder).model
    assert peak_memory() - before < 2**28


def test_no_model_is_loaded_without_safe_mode(root):
    calls = [
        line
        for path in root.rglob("*.py")
        if "tests" not in path.parts and not any(part.startswith(".") for part in path.relative_to(root).parts)
        for line in path.read_text(encoding="utf-8").splitlines()
        if "keras.models.load_model(" in line and not line.lstrip().startswith('"""')
    ]
    assert calls
    assert all("safe_mode=True" in line for line in calls)


@pytest.mark.skipif(np.dtype(np.longdouble).itemsize == 8, reason="no longer float here")
def test_floats_that_tensorflow_does_not_have(small):
    with pytest.raises(UserError, match=r"features that are no array of numbers but an array of float\d+"):
        check_data(changed(small, "train", x=small.train.x.astype(np.longdouble)), 32)


class SpoilsOneStep(keras.layers.Layer):
    """NaN in the third step; the ReLU behind it makes 0 of it, and of its gradient NaN."""

    def build(self, _):
        self.steps = self.add_weight(shape=(), dtype="int32", trainable=False, initializer="zeros")

    def call(self, x, training=False):
        if training:
            self.steps.assign_add(1)
        return keras.ops.where(self.steps == 3, x * np.nan, x) if training else x


def test_weights_that_became_nan_behind_a_finite_loss(small, tmp_path):
    def recipe(input_shape, outputs, task):
        layers = keras.layers
        hidden = layers.Dense(8, activation="relu")
        return keras.Sequential(
            [keras.Input(input_shape), layers.Flatten(), SpoilsOneStep(), hidden, layers.Dense(outputs, "softmax")]
        )

    with pytest.raises(UserError, match=r"the weight .*kernel became NaN or infinite, although the loss did not"):
        training.fit(recipe, small, name="a", epochs=1, folder=tmp_path, verbose=0)
    (record,) = tmp_path.glob("*/run.json")
    assert json.loads(record.read_text(encoding="utf-8"))["state"] == "failed"
