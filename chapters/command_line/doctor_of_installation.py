"""What the doctor looks at in the installation: versions, names, settings, fonts, the data, a small training."""

from __future__ import annotations

import platform
import re
import sys
import time
import tomllib
from pathlib import Path

from chapters.command_line.findings import Line
from runtime.errors import UserError
from runtime.installed import installed
from training.distribution.cluster import cluster_here

ROOT = Path(__file__).parents[2]
"""The clone; packages that were installed without one have no constraints.txt there."""
DECIDING = ("tensorflow", "keras", "tensorboard", "numpy", "matplotlib")


def versions() -> Line:
    """Python and the packages that decide the numbers, against the tested set."""
    here = {"python": platform.python_version(), **{package: installed(package) for package in DECIDING}}
    tested = tested_versions(ROOT)
    wrong = [name for name in here if name in tested and _two(here[name]) not in tested[name]]
    found = ", ".join(f"{name} {version}" for name, version in here.items())
    wanted = ", ".join(f"{name} {' or '.join(tested[name])}" for name in wrong)
    fix = f"tested with {wanted}; install that if numbers differ" if wrong else ""
    return Line("versions", found if tested else f"{found}; not compared: no clone at {ROOT}", fix)


def tested_versions(clone: Path) -> dict[str, list[str]]:
    """What the tests ran with, two numbers each: 2.21 stands for 2.21.0, 2.21.1, ...

    Args:
        clone: the folder with `constraints.txt`, which has the packages, and `pyproject.toml`, which has the Pythons.

    Returns:
        "python" and every package in lower case -> its versions; empty if there is no such file.
    """
    try:
        lines = (clone / "constraints.txt").read_text(encoding="ascii").splitlines()
        project = tomllib.loads((clone / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    except FileNotFoundError:
        return {}
    pinned = [re.match(r"([\w.-]+)==([\w.]+)", line) for line in lines]
    pythons = [re.fullmatch(r"Programming Language :: Python :: (3\.\d+)", one) for one in project["classifiers"]]
    return {
        "python": [match[1] for match in pythons if match],
        **{match[1].lower(): [_two(match[2])] for match in pinned if match},
    }


def _two(version: str) -> str:
    return ".".join(version.split(".")[:2])


def names() -> Line:
    """Whether the packages' names lead to the course from this folder."""
    from runtime.names import NAMES, ROOT, hidden, sentence

    if not hidden:
        return Line("names", f"{', '.join(NAMES)} are the course's: {ROOT}")
    return Line("names", f"{', '.join(hidden.values())} found first", sentence(hidden))


def keras_settings() -> Line:
    """Whether Keras is set to work with TensorFlow, and with the channels of an image last."""
    from runtime.keras_settings import check_settings, settings_file

    try:
        check_settings()
    except UserError as error:
        return Line("Keras", "is set to what the course cannot work with", str(error))
    return Line("Keras", f"works with TensorFlow; its settings are in {settings_file()}")


def fonts() -> Line:
    """Whether figures can show Korean."""
    from comparison.figures.fonts import korean_font

    found = korean_font()
    if found:
        return Line("fonts", f"{found} for Korean")
    return Line("fonts", "none for Korean", "install NanumGothic or Noto Sans CJK KR to have Korean titles in figures")


def data() -> Line:
    """Whether the bundled images are there and whole."""
    import datasets

    loaded = datasets.load("fashion_mnist")
    sizes = ", ".join(f"{len(loaded.split(name)):,} {name}" for name in ("train", "validation", "test"))
    return Line("data", f"{loaded.name} {loaded.provenance.form}: {sizes}; {Path(datasets.__file__).parent}")


def gpu() -> Line:
    """What TensorFlow computes on."""
    from runtime.backend import tf

    gpus = tf.config.list_physical_devices("GPU")
    if gpus:
        names = ", ".join(tf.config.experimental.get_device_details(one).get("device_name", one.name) for one in gpus)
        return Line("GPU", f"{names}: used, with other bits than a CPU")
    why = "TensorFlow on Windows has none since 2.11" if sys.platform == "win32" else "the chapters need none"
    return Line("GPU", f"none used: {why}")


def devices() -> Line:
    """What one training would use. Other workers are not met for that."""
    from runtime.backend import tf, threads

    if cluster := cluster_here():
        return Line("devices", f"one training uses {cluster}")
    gpus = len(tf.config.list_physical_devices("GPU"))
    found = {0: f"the processor, with {threads()} threads", 1: "the GPU"}.get(gpus, f"all {gpus} GPUs together")
    return Line("devices", f"one training uses {found}")


def training() -> Line:
    """Ten steps of a small network: the loss has to fall."""
    import numpy as np

    from runtime.backend import keras

    random = np.random.default_rng(0)
    x = random.normal(size=(320, 4)).astype(np.float32)
    y = (x @ np.array([[1], [-2], [3], [0.5]], np.float32)).astype(np.float32)
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
    model.compile(optimizer=keras.optimizers.SGD(0.05), loss="mean_squared_error")
    started = time.perf_counter()
    losses = [float(model.train_on_batch(x[i : i + 32], y[i : i + 32])) for i in range(0, 320, 32)]
    seconds = time.perf_counter() - started
    found = f"ten steps in {seconds:.1f} s, loss {losses[0]:.2f} -> {losses[-1]:.2f}"
    return Line("training", found, "" if losses[-1] < losses[0] / 2 else "reinstall TensorFlow in a fresh environment")
