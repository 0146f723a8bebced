"""What a training is compiled with: by the recipe itself, else by the arguments of `fit`, else by the task."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from datasets.dataset import Dataset
from models.tasks import row
from runtime.arguments import repeated
from runtime.backend import keras
from runtime.errors import UserError
from training import column_metrics
from training.building import output_shape
from training.code_identity import digits, from_library
from training.pairing import made, paired
from training.settings import describe, name_of, plain
from training.trial import tried

TAKEN = ("loss", "penalty", "epoch", "learning_rate", "seconds")
"""Numbers of `metrics.json` and `history.csv` that are no metrics."""


@dataclass(frozen=True)
class Compiled:
    """What a model was compiled with.

    Attributes:
        loss: a Keras loss, or a function of targets and outputs.
        metrics: Keras metrics that have seen nothing yet, or the name `"accuracy"`: for judging predictions.
        described: `"optimizer"`, `"loss"` and `"metrics"` as `run.json` has them.
        data: the targets in the form that the metrics take.
        output: what an output is, `"output_kind"`, and above which the class is 1, `"threshold"`, likewise.
    """

    loss: Any
    metrics: list[Any]
    described: dict[str, Any]
    data: Dataset
    output: dict[str, Any]


def compile_model(
    model: keras.Model,
    data: Dataset,
    *,
    optimizer: Any = None,
    learning_rate: Any = None,
    loss: Any = None,
    metrics: Sequence[Any] | None = None,
) -> Compiled:
    """Compile a model, unless its recipe did, and check that output, loss, metrics and targets belong together.

    Args:
        model: built; compiled or not.
        data: the targets it will see.
        optimizer: a Keras name, an optimizer, or a factory of one; None for Adam.
        learning_rate: a number, a schedule or a factory of one; None for the optimizer's own.
        loss: a Keras name, a loss, a factory of one, or a function of targets and outputs; None for the task's.
        metrics: as `loss`; None for the task's.

    Raises:
        UserError: an argument is given and the recipe compiled its model, Keras does not know a name, a metric has
            the name of another number, or the parts do not belong together.
    """
    if model.compiled:
        given = {"optimizer": optimizer, "learning_rate": learning_rate, "loss": loss, "metrics": metrics}
        _refuse(given)
        loss, metrics = compiled_loss(model), compiled_metrics(model)
    task, computes_loss = row(data.task), model.compiled and loss is None
    loss = task.loss if loss is None else loss
    made_loss = made(keras.losses.get, loss, "loss")
    given = column_metrics.of_one_number(task.metrics if metrics is None else metrics, data, compiled=model.compiled)
    pair = paired(model, data, None if computes_loss else made_loss, given)
    if computes_loss and pair.kind not in ("probability", "value"):
        raise UserError(
            f"{type(model).__name__} computes its loss itself, and its outputs are no probabilities; give compile the "
            "loss too, so that the outputs can be judged"
        )
    _check_names(pair.metrics)
    data = tried(model, None if computes_loss else made_loss, pair.metrics, data, pair.kind)
    if not model.compiled:
        model.compile(made_optimizer(optimizer, learning_rate), made_loss, metrics=list(pair.metrics))
    elif pair.told and metrics is not None:
        _compile_again(model, pair.metrics)
    _refuse_scaled_loss(model)
    _make_variables(model, data)
    described = {
        "optimizer": {
            "name": name_of(model.optimizer),
            **plain(differing_config(model.optimizer)),
            **_without_decay(model),
        },
        "loss": name_of(made_loss) if isinstance(loss, str) else describe(loss),
        "metrics": [_described_metric(metric) for metric in pair.metrics],
    }
    return Compiled(made_loss, pair.metrics, described, data, {"output_kind": pair.kind, "threshold": pair.threshold})


def _check_names(metrics: Sequence[Any]) -> None:
    names = [getattr(metric, "name", name_of(metric)) for metric in metrics]
    names = ["accuracy" if name == "acc" else name for name in names]  # as `evaluation.score` calls both
    taken = [name for name in names if name in TAKEN or name.startswith("val_")]
    if taken:
        raise UserError(f"a metric is named {taken[0]!r}, as a number of every run is; give it another name")
    if twice := repeated(names):
        raise UserError(
            f"two metrics are called {twice!r}, and a run keeps one of each name; give one a name, as in "
            "keras.metrics.AUC(name='auc_pr', curve='PR')"
        )


def _compile_again(model: keras.Model, metrics: Sequence[Any]) -> None:
    """Compile a model with other metrics than its recipe did; its output needs them, and nothing else changes."""
    if not from_library(type(model).compile):
        raise UserError(
            f"{type(model).__name__} compiles itself with metrics by name, and Keras takes its outputs for "
            f"probabilities; give the metrics as objects, such as {metrics[0]!r}"
        )
    # Keras 3.15 has no public way to change the metrics alone.
    model.compile(
        model.optimizer, model.loss, metrics=list(metrics), run_eagerly=model.run_eagerly,
        steps_per_execution=model.steps_per_execution, jit_compile=model.jit_compile, auto_scale_loss=False,
    )  # fmt: skip


def _described_metric(metric: Any) -> Any:
    """Its name; with its configuration where that is not the default's."""
    config = plain(metric)
    if isinstance(metric, str) or not isinstance(config, dict):
        return name_of(metric)
    default = plain(_default(type(metric))) or {}
    changed = {
        key: value for key, value in config.items() if key not in ("name", "class_name") and value != default.get(key)
    }
    return {"name": name_of(metric), **changed} if changed else name_of(metric)


def _default(kind: type) -> Any:
    """A metric or optimizer as it is without arguments; None if it needs one."""
    try:
        return kind()
    except TypeError:
        return None


def _refuse(given: Mapping[str, Any]) -> None:
    names = [name for name, value in given.items() if value is not None]
    if names:
        raise UserError(
            f"the recipe compiles its model, so {' and '.join(names)} of the training would not count; leave it out, "
            "or make it a keyword of the recipe"
        )


def _refuse_scaled_loss(model: keras.Model) -> None:
    """Refuse a loss that is scaled for numbers of 16 bits: by Keras, with its policy for them, or by the user."""
    if not isinstance(optimizer := model.optimizer, keras.optimizers.LossScaleOptimizer):
        return
    if (policy := model.dtype_policy.name) == "mixed_float16":
        raise UserError(
            f"with the dtype policy {policy} Keras scales the loss, which a run does not record; take mixed_bfloat16, "
            "which needs no scaling, as in keras.config.set_dtype_policy('mixed_bfloat16')"
        )
    inner = type(optimizer.inner_optimizer).__name__
    raise UserError(
        f"LossScaleOptimizer scales the loss, which a run does not record; give {inner} itself, and for 16 bits take "
        f"the dtype policy mixed_bfloat16 (it is {policy})"
    )


def compiled_loss(model: keras.Model) -> Any:
    """The loss that a recipe compiled its model with; of a list or dictionary, as for several outputs, the only one.

    None for a model that computes its loss itself, in training and in validation.

    Raises:
        UserError: there is none, or it has weights or further losses, which are for several outputs.
    """
    own = {name for name in ("train_step", "test_step", "compute_loss") if not from_library(getattr(type(model), name))}
    if model.loss is None and own:
        if own in ({"train_step"}, {"test_step"}):
            (other,) = {"train_step", "test_step"} - own
            raise UserError(
                f"the recipe compiles its model with no loss, and {type(model).__name__} computes one in "
                f"{own.pop()} only; write {other} too, or give compile the loss"
            )
        return None
    losses = keras.tree.flatten(model.loss)
    if len(losses) != 1 or losses[0] is None or model._compile_loss._user_loss_weights is not None:
        raise UserError(
            "the recipe compiles its model with several losses, with loss_weights or with none; give one loss, "
            "as runs have one output"
        )
    return losses[0]


def compiled_metrics(model: keras.Model) -> list[Any] | None:
    """The metrics that a recipe compiled its model with, as it wrote them; None if it named none.

    Raises:
        UserError: they are weighted metrics: no example of a dataset has a weight.
    """
    # Keras 3.15 has no public way to the objects: `get_compile_config` turns them into JSON.
    compiled = model._compile_metrics
    if compiled is None:
        return None
    if compiled._user_weighted_metrics:
        raise UserError(
            "the recipe compiles its model with weighted_metrics; call them metrics, as no example has a weight"
        )
    return keras.tree.flatten(compiled._user_metrics)


def _make_variables(model: keras.Model, data: Dataset) -> None:
    """Make the variables of optimizer and metrics: TensorFlow traces a step twice if its first trace makes any."""
    model.optimizer.build(model.trainable_variables)
    # Keras 3.15 has no public way to build metrics without data.
    if (metrics := model._compile_metrics) is not None and not metrics.built:
        metrics.build(
            data.train.y[:2], np.zeros((2, *(int(size or 1) for size in output_shape(model, data)[1:])), np.float32)
        )


def _without_decay(model: keras.Model) -> dict[str, Any]:
    """The variables without weight decay: a method of the optimizer excludes them, so no configuration has them."""
    if getattr(model.optimizer, "weight_decay", None) is None:
        return {}
    excluded = [value.path for value in model.trainable_variables if not model.optimizer._use_weight_decay(value)]
    return {"without_weight_decay": excluded} if excluded else {}


def made_optimizer(optimizer: str | Callable[[], Any] | None, learning_rate: Any) -> keras.Optimizer:
    """A fresh optimizer, with another learning rate if one is given; arguments as of `compile_model`."""
    result = made(keras.optimizers.get, "adam" if optimizer is None else optimizer, "optimizer")
    if learning_rate is None:
        return result
    is_schedule = isinstance(learning_rate, keras.optimizers.schedules.LearningRateSchedule)
    rate = learning_rate() if callable(learning_rate) and not is_schedule else learning_rate
    return type(result).from_config({**result.get_config(), "learning_rate": rate})


def differing_config(optimizer: keras.Optimizer) -> dict[str, Any]:
    """The learning rate, and what else differs from the optimizer's defaults.

    Raises:
        UserError: its learning rate is no finite number.
    """
    config, rate = optimizer.get_config(), optimizer._learning_rate
    by_default = _default(type(optimizer))
    default = by_default.get_config() if by_default is not None else {}
    is_number = isinstance(config["learning_rate"], int | float)
    if is_number and not np.isfinite(config["learning_rate"]):
        raise UserError(
            f"the learning rate is {config['learning_rate']} in float32, which holds numbers up to 3.4e+38; give a "
            "smaller one"
        )
    kept = {"learning_rate": config["learning_rate"] if is_number else rate}
    own = {} if from_library(type(optimizer)) else {"code": digits(type(optimizer))}
    return kept | own | {
        key: value
        for key, value in config.items()
        if key not in ("name", "learning_rate") and value != default.get(key)
    }  # fmt: skip
