"""TensorFlow's start-up is quiet, and `--verbose` brings it back."""

import pytest


@pytest.mark.slow
def test_the_start_is_quiet(fresh):
    done = fresh("-c", "from runtime.backend import keras, tf; print(keras.ops.add(1, 2).numpy(), tf.__name__)")
    assert (done.stdout, done.stderr) == ("3 tensorflow\n", "")


@pytest.mark.slow
def test_the_noise_comes_back(fresh):
    done = fresh("-c", "from runtime import backend; backend.show_noise(); print(backend.keras.__name__)")
    assert done.stdout == "keras\n"
    assert "oneDNN" in done.stderr or "cpu" in done.stderr.lower()


def test_a_failing_import_shows_what_was_printed(fresh):
    code = (
        "import os, sys, runtime.backend as b\n"
        "class Finder:\n"
        "    def find_spec(self, name, path, target=None):\n"
        "        if name == 'keras':\n"
        "            os.write(2, b'the reason\\n'); raise ImportError('broken')\n"
        "sys.meta_path.insert(0, Finder())\n"
        "b.keras.layers"
    )
    done = fresh("-c", code)
    assert done.returncode == 1
    assert "the reason" in done.stderr
    assert "broken" in done.stderr


def test_threads_are_fixed_and_told():
    from runtime import backend

    assert backend.threads() == backend.THREADS


@pytest.mark.slow
def test_determinism_has_no_way_back(fresh):
    code = (
        "from runtime.backend import make_deterministic as make\n"
        "from runtime.errors import UserError\n"
        "make(0, False); make(0)\n"
        "try:\n    make(0, False)\n"
        "except UserError as error:\n    print(error)"
    )
    assert "in a fresh process" in fresh("-c", code).stdout


def test_a_dtype_policy_outlives_the_session():
    from runtime.backend import clear_session, keras

    try:
        keras.config.set_dtype_policy("mixed_bfloat16")
        clear_session()
        assert keras.config.dtype_policy().name == "mixed_bfloat16"
        assert keras.layers.Dense(1).compute_dtype == "bfloat16"
        assert keras.layers.Dense(1).name == "dense_1"
    finally:
        keras.config.set_dtype_policy("float32")
