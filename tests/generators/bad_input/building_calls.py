"""What is bad for the functions of `datasets` and `models`."""

from __future__ import annotations

import inspect

import numpy as np
from hypothesis import strategies as st

import datasets
import models
from bad_input import values
from bad_input.run_folders import small
from bad_input.targets import Later, Target, public

LARGEST = 2**31 - 1
SPLIT = values.word(("train", "validation", "test"))
TASK = values.word(("binary", "multiclass", "regression"))

OPTIONS = {
    "moons": {"noise": values.number(0.0)},
    "circles": {"noise": values.number(0.0)},
    "xor": {"noise": values.number(0.0)},
    "spirals": {"noise": values.number(0.0), "turns": values.number(above=0.0)},
    "waves": {"steps_ahead": values.whole(1, 1_000)},
    "temperatures": {"length": values.whole(1), "steps_ahead": values.whole(1)},
    "movie_reviews": {"vocabulary_size": values.whole(3), "length": values.whole(1, none=False)},
    "hamlet": {"length": values.whole(1), "stride": values.whole(1)},
}


def _of_digits(method: str, right: dict, **bad: values.Values) -> Target:
    return Target(f"Dataset.{method}", Later(lambda _: getattr(small("digits"), method)), right, bad)


SEED = values.whole(0, huge=False)
LOADING = [
    public(
        datasets,
        "load",
        {"name": "iris"},
        name=values.word(datasets.names()),
        full=values.flag(),
        validation=st.one_of(values.number(0.0), st.sampled_from([0, -1, 1.0, 1.5, 120, 10**6, 1e-9])),
        noise=st.just(0.1),
        option=values.texts(),
    ),
    public(datasets, "options", {"name": "iris"}, name=values.word(datasets.names())),
    *(public(datasets, "load", {"name": name}, **bad) for name, bad in OPTIONS.items()),
    _of_digits("take", {"n": 10}, n=values.whole(1, 96)),
    _of_digits("split", {"name": "test"}, name=SPLIT),
    _of_digits("order", {"seed": 0, "epoch": 0}, seed=SEED, epoch=SEED),
    _of_digits(
        "batches",
        {"split": "train", "batch_size": 8, "seed": 0},
        split=SPLIT,
        batch_size=values.whole(1, LARGEST),
        seed=values.whole(0, none=False, huge=False),
        epoch=SEED.filter(lambda value: not callable(value)),
        first_step=values.whole(0),
    ),
]

NO_WORDS = ["Relu ", "relux", "softmaks", "", 3, 2.5, True, b"relu", ["relu"], "a\0b", "\ud800", {"a": 1}]
NO_ACTIVATION = st.one_of(
    st.sampled_from(NO_WORDS), values.odd(none=False, functions=False).filter(lambda value: not callable(value))
)
SIZE = values.whole(1, LARGEST)
RATE = values.number(0.0, below=1.0)
STRIDES = st.one_of(values.no_number(), st.sampled_from([0, -1, 2.5, (0, 1), (1, 2, 3, 4), "2", 10**400]))
WIRINGS = st.sampled_from([("nothing.json",), (3,), "x", 3, ("a\0b",), None, {"a"}, (values.Silent(),)])
HYPERPARAMETERS: dict[str, values.Values] = {
    "hidden": values.sizes(may_be_empty=True),
    "filters": values.sizes(),
    "kernel_size": SIZE,
    "pool_size": SIZE,
    "stem_kernel_size": SIZE,
    "stem_strides": STRIDES,
    "activation": NO_ACTIVATION,
    "output_activation": NO_ACTIVATION,
    "kernel_initializer": NO_ACTIVATION,
    "dropout": RATE,
    "recurrent_dropout": RATE,
    "l1": values.number(0.0),
    "l2": values.number(0.0),
    "max_norm": values.number(above=0.0, none=False),
    "batch_normalization": values.flag(),
    "bottleneck": values.flag(),
    "stem_pooling": values.flag(),
    "cell": values.word(("LSTM", "GRU", "SimpleRNN")),
    "units": values.sizes(),
    "vocabulary_size": values.whole(1, LARGEST, none=False),
    "embedding": SIZE,
    "depths": values.sizes(),
    "growth_rate": SIZE,
    "compression": st.one_of(values.no_number(), st.sampled_from([0, -0.5, 1.5, 10**400])),
    "squeeze_ratio": SIZE,
    "stem_filters": values.sizes(2),
    "middle_depth": values.whole(0, LARGEST),
    "entry_filters": values.sizes(),
    "exit_filters": values.sizes(3),
    "generator": values.word(("ws", "ba", "er")),
    "regime": values.word(("small", "regular")),
    "graph_seed": SEED,
    "nodes": values.whole(1, 10_000),
    "channels": SIZE,
    "head_filters": SIZE,
    "p": values.number(0.0, none=False),
    "k": values.whole(2, 1_000, none=False),
    "wirings": WIRINGS,
}
"""Of recipes, by name."""
MAY_BE_NONE = {"resnet": "filters", "squeeze_excitation_resnet": "filters", "vgg": "filters"}
"""Recipe -> an argument that may be None there."""
NO_SHAPE = [
    (), (0,), (-1, 8, 1), "8", 8, (8.5, 8, 1), (True,), (None, None, None), (10**400, 8, 1), (float("nan"), 8, 1),
    ("8", "8", "1"), np.zeros((2, 2)), None, 2.5, {"a": 1}, values.Silent(), object(), ([8], 8), (8, 8, -3),
]  # fmt: skip
FLAT = [(8,), (8, 8), (8, 8, 1, 1, 1)]
"""No pictures."""
RECIPES = [
    "linear_regression", "logistic_regression", "dense", "convolutional", "recurrent", "randomly_wired", "alexnet",
    "densenet", "googlenet", "lenet5", "resnet", "squeeze_excitation_resnet", "vgg", "xception",
]  # fmt: skip


def _recipe(name: str) -> Target:
    keywords = [key for key in inspect.signature(getattr(models, name)).parameters if key in HYPERPARAMETERS]
    bad = {key: HYPERPARAMETERS[key] for key in keywords}
    if name in MAY_BE_NONE:
        bad["filters"] = values.sizes(none=False)
    shapes = NO_SHAPE if name in ("linear_regression", "logistic_regression", "dense", "recurrent") else NO_SHAPE + FLAT
    bad |= {"input_shape": st.sampled_from(shapes), "task": TASK}
    if name not in ("linear_regression", "logistic_regression"):
        bad["outputs"] = SIZE
    task = "regression" if name == "linear_regression" else "multiclass"
    shape = (12, 3) if name == "recurrent" else (32, 32, 1)
    return public(models, name, {"input_shape": shape, "outputs": 3, "task": task}, **bad)


WIRING = models.draw_wiring("ws", nodes=8)
BUILDING = [
    *(_recipe(name) for name in RECIPES),
    public(
        models,
        "output_layer",
        {"outputs": 3, "task": "multiclass"},
        outputs=SIZE,
        task=TASK,
        output_activation=NO_ACTIVATION,
    ),
    public(models, "depth", {}, model=values.no_number()),
    public(models, "multiply_adds", {}, model=values.no_number()),
    public(models, "wirings_of", {}, model=values.no_number()),
    public(models, "load_model", {}, path=values.missing()),
    public(models, "load_wiring", {}, path=values.missing()),
    public(
        models,
        "save_wiring",
        {"wiring": WIRING, "path": "x.json"},
        wiring=values.no_number(),
        path=values.unwritable(),
    ),
    public(
        models,
        "draw_wiring",
        {"generator": "ws", "nodes": 8},
        generator=values.word(("ws", "ba", "er")),
        nodes=values.whole(1, 10_000),
        graph_seed=SEED,
        stage=SEED,
        k=values.whole(2, 8),
        p=values.number(0.0),
        m=values.whole(1, 7),
    ),
]
