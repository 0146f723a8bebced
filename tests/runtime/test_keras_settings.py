"""Settings of Keras with which the course cannot work are one sentence, before anything is built."""

import json
from types import SimpleNamespace

import pytest

from runtime.errors import UserError
from runtime.keras_settings import check_settings, settings_file

OF_KERAS = {"floatx": "float32", "epsilon": 1e-07, "backend": "tensorflow", "image_data_format": "channels_last"}


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A folder for `keras.json`, and none of Keras' variables but that."""
    for name in ("KERAS_BACKEND", "KERAS_MAX_EPOCHS", "KERAS_MAX_STEPS_PER_EPOCH", "KERAS_NNX_ENABLED"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize("text", [None, json.dumps(OF_KERAS), "{}", "{damaged", '{"further": 1}'])
def test_what_keras_writes_itself_is_right(home, text):
    if text is not None:
        (home / "keras.json").write_text(text, encoding="utf-8")
    check_settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("image_data_format", "channels_first"), ("image_data_format", "last"), ("backend", "jax"),
        ("backend", "torch"),
        ("backend", "theano"), ("backend", None), ("floatx", "float16"), ("floatx", "float64"), ("epsilon", 1),
        ("nnx_enabled", True),
    ],
)  # fmt: skip
def test_another_setting_in_the_file_is_named(home, name, value):
    (home / "keras.json").write_text(json.dumps({**OF_KERAS, name: value}), encoding="utf-8")
    with pytest.raises(UserError) as caught:
        check_settings()
    assert str(caught.value).startswith(
        f"{home / 'keras.json'} sets {name} to {json.dumps(value)} and the course needs"
    )
    assert "change that line, or delete the file" in str(caught.value)


@pytest.mark.parametrize(
    ("name", "value", "fix"),
    [
        ("KERAS_BACKEND", "jax", "set KERAS_BACKEND=tensorflow"),
        ("KERAS_BACKEND", "TensorFlow", "set KERAS_BACKEND=tensorflow"),
        ("KERAS_MAX_EPOCHS", "1", "unset it"),
        ("KERAS_MAX_STEPS_PER_EPOCH", "x", "unset it"),
        ("KERAS_NNX_ENABLED", "true", "unset it"),
    ],
)
def test_another_setting_in_the_environment_is_named(home, monkeypatch, name, value, fix):
    monkeypatch.setenv(name, value)
    with pytest.raises(UserError, match=f"^{name} is .*; {fix}$"):
        check_settings()


def test_the_environment_outweighs_the_file(home, monkeypatch):
    (home / "keras.json").write_text(json.dumps({"backend": "jax"}), encoding="utf-8")
    monkeypatch.setenv("KERAS_BACKEND", "tensorflow")
    check_settings()


def test_a_file_that_keras_cannot_read(home):
    (home / "keras.json").write_text("[]", encoding="utf-8")
    with pytest.raises(UserError, match="no JSON object; delete it"):
        check_settings()
    (home / "keras.json").unlink()
    (home / "keras.json").mkdir()
    with pytest.raises(UserError, match="cannot be read"):
        check_settings()


def test_without_keras_home_it_is_in_the_home_folder(monkeypatch, tmp_path):
    monkeypatch.delenv("KERAS_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert settings_file() == tmp_path / ".keras" / "keras.json"


@pytest.mark.parametrize(
    ("backend", "order", "fix"),
    [("jax", "channels_last", "KERAS_BACKEND=tensorflow"), ("tensorflow", "channels_first", "set_image_data_format")],
)
def test_keras_that_was_imported_before(backend, order, fix):
    config = SimpleNamespace(backend=lambda: backend, image_data_format=lambda: order)
    with pytest.raises(UserError, match=fix):
        check_settings(SimpleNamespace(config=config))  # pyright: ignore[reportArgumentType]


def test_a_lesson_says_it_before_it_builds(home, fresh, tmp_path):
    done = fresh(
        "-m", "chapters", "run", "ch04", "--quick", "--runs-dir", str(tmp_path / "runs"), KERAS_BACKEND="torch"
    )
    assert done.returncode == 2
    assert (
        done.stderr == "error: KERAS_BACKEND is 'torch' and the course needs TensorFlow; set KERAS_BACKEND=tensorflow\n"
    )
    assert not (tmp_path / "runs").exists()
