"""Keras and TensorFlow, imported on first use, without TensorFlow's start-up noise.

    from runtime.backend import keras, tf

behaves like ``import keras`` and ``import tensorflow as tf``, with two differences. Nothing is loaded before the first
attribute is read, so that a command line answers ``--help`` at once. And what TensorFlow's libraries print while they
load (oneDNN, CPU features, a missing CUDA) is shown only after ``show_noise()``, or when loading fails.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import logging
import os
import sys
import tempfile
from typing import TYPE_CHECKING, Any

from runtime.cores import granted_cores
from runtime.errors import UserError
from runtime.keras_settings import check_settings

if TYPE_CHECKING:
    import keras
    import tensorflow as tf

THREADS = min(4, granted_cores())
"""Threads of one training: small networks gain nothing from more, and a fixed number keeps the bits the same."""

_noisy = False
_settings_are_right = False


def show_noise() -> None:
    """Let TensorFlow print what it likes (the commands' ``--verbose``). Call it before the first use of Keras."""
    global _noisy
    _noisy = True


def use_threads(number: int) -> None:
    """Let a training have so many threads, whatever this machine has. Call it before TensorFlow computes anything."""
    global THREADS
    THREADS = number
    if "tensorflow" in sys.modules:
        _fix_threads()


def _load(module: str) -> Any:
    """Import Keras or TensorFlow, once, with the file descriptor of standard error turned aside."""
    global _settings_are_right
    if not _settings_are_right:  # TensorFlow may import Keras, too
        check_settings(sys.modules.get("keras"))
        _settings_are_right = True
    if module in sys.modules:
        return sys.modules[module]
    if _noisy:
        loaded = importlib.import_module(module)
        _fix_threads()
        return loaded
    # 3 silences CUDA's complaint about a machine without GPU, which comes at the first operation.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    try:
        saved = os.dup(2)
    except OSError:  # no standard error at all (a windowed program): nothing to keep quiet
        return importlib.import_module(module)
    # Some lines are printed by C++ before any log level counts, so no environment variable removes them.
    with tempfile.TemporaryFile() as aside:
        os.dup2(aside.fileno(), 2)
        try:
            loaded = importlib.import_module(module)
        except BaseException:
            aside.seek(0)
            os.write(saved, aside.read())
            raise
        finally:
            os.dup2(saved, 2)
            os.close(saved)
    gc.freeze()  # Keras collects garbage before every training; it need not look at all that was just imported
    # Its warnings that a second training makes functions anew: every training does.
    logging.getLogger("tensorflow").setLevel(logging.ERROR)
    _fix_threads()
    return loaded


def _fix_threads() -> None:
    tensorflow = sys.modules["tensorflow"]
    with contextlib.suppress(RuntimeError):  # the program that imports us has used TensorFlow before: its choice stays
        tensorflow.config.threading.set_intra_op_parallelism_threads(THREADS)
        tensorflow.config.threading.set_inter_op_parallelism_threads(THREADS)


class _OnFirstUse:
    """Stands for a module and imports it when an attribute is read."""

    def __init__(self, module: str) -> None:
        self._module = module

    def __getattr__(self, name: str) -> Any:
        return getattr(_load(self._module), name)

    def __repr__(self) -> str:
        return f"<{self._module}, imported on first use>"

    def __reduce__(self) -> tuple[Any, ...]:
        """For another process, which imports it on first use, too; without it, pickle would ask the module."""
        return _OnFirstUse, (self._module,)


if not TYPE_CHECKING:
    keras = _OnFirstUse("keras")
    tf = _OnFirstUse("tensorflow")


_deterministic = False


def make_deterministic(seed: int, deterministic: bool = True) -> None:
    """Seed Python, NumPy and Keras, and make every TensorFlow operation give the same bits each time.

    Args:
        seed: 0 to 2**32 - 1. It covers initial weights, dropout and augmentation; the order of examples is
            `datasets.Dataset.order`, which needs no global state.
        deterministic: False leaves TensorFlow the operations that are faster and may add up in any order.

    Raises:
        UserError: operations are deterministic already; TensorFlow has no way back within a process.
    """
    global _deterministic
    if not deterministic and _deterministic:
        raise UserError("this process is deterministic already; train without determinism in a fresh process")
    keras.utils.set_random_seed(seed)
    if deterministic:
        tf.config.experimental.enable_op_determinism()
        _deterministic = True


def clear_session() -> None:
    """As Keras' own, after which layer names count from 1 again; but a dtype policy that was set stays set."""
    policy = keras.config.dtype_policy()
    keras.utils.clear_session()
    keras.config.set_dtype_policy(policy)


def versions() -> dict[str, str]:
    """Versions that decide the numbers of a run: Python, TensorFlow, Keras, NumPy."""
    import platform

    import numpy

    return {
        "python": platform.python_version(),
        "tensorflow": tf.__version__,
        "keras": keras.__version__,
        "numpy": numpy.__version__,
    }


def threads() -> int:
    """How many threads TensorFlow may use inside one operation. Convolutions add up in an order that depends on it."""
    return tf.config.threading.get_intra_op_parallelism_threads() or granted_cores()
