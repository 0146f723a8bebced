"""`fit`: one training from a seed to a finished run folder."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from datasets.dataset import Dataset
from runtime.backend import keras, make_deterministic, threads, versions
from runtime.errors import UserError
from runtime.files import replacing, write_json
from training import tensorboard
from training.callbacks import EpochClock, HistoryFile, ProgressLines
from training.evaluation import BATCH, evaluate, evaluate_baseline, predict_all
from training.folders import finished, place, writing
from training.pairing import made, name_of, pair
from training.runs import RECORD, Run, load
from training.settings import Recipe, architecture, describe_data, describe_factory, describe_recipe, plain


def fit(
    recipe: Recipe,
    data: Dataset,
    *,
    name: str,
    epochs: int,
    batch_size: int = 32,
    optimizer: str | Callable[[], Any] = "adam",
    learning_rate: float | Callable[[], Any] | None = None,
    loss: str | Callable[[], Any] | None = None,
    metrics: Sequence[str | Callable[[], Any]] | None = None,
    patience: int | None = None,
    seed: int = 0,
    callbacks: Sequence[Callable[[], Any]] = (),
    folder: Path | str = "runs",
    variant: str = "",
    resume: bool = False,
    histogram_freq: int = 0,
    verbose: bool = True,
) -> Run:
    """Seed, build, compile and fit one network, and write everything about it into a run folder.

    Args:
        recipe: `(input_shape, outputs, task) -> keras.Model`, uncompiled; bind hyperparameters with `partial`.
        data: from `datasets.load`.
        name: of the run; with the seed it names the folder.
        epochs: at most so many passes over the training split.
        batch_size: examples a step.
        optimizer: a Keras name or a factory such as `partial(keras.optimizers.SGD, momentum=0.9)`.
        learning_rate: a number, a factory of a schedule, or None for the optimizer's own.
        loss: a Keras name or a factory; None for the task's.
        metrics: Keras names or factories; None for the task's.
        patience: stop when the validation loss has not improved for so many epochs, and restore the best weights;
            None trains all epochs and keeps the last weights.
        seed: covers initial weights, dropout and the order of examples.
        callbacks: factories of further Keras callbacks. One with a method `set_run(folder, data)` is told both.
        folder: the run folder is made inside.
        variant: what changed from the caller's defaults, for the folder's name.
        resume: take a finished run with equal settings as it is.
        histogram_freq: epochs between two histograms of the weights in TensorBoard; 0 for none.
        verbose: print the arithmetic of the steps and a line an epoch.

    Returns:
        The finished run.

    Raises:
        UserError: settings that do not fit together, or a folder that cannot be written.
    """
    _check_numbers(epochs=epochs, batch_size=batch_size, patience=patience, learning_rate=learning_rate, seed=seed)
    keras.utils.clear_session()  # layer names count from 1 again: they are part of the model's file
    make_deterministic(seed)
    model = recipe(data.input_shape, data.outputs, data.task)
    made_loss, made_metrics = pair(model, data, loss, metrics)
    made_optimizer = _optimizer(optimizer, learning_rate)
    model.compile(optimizer=made_optimizer, loss=made_loss, metrics=list(made_metrics))
    settings = {
        "name": name,
        "seed": seed,
        "recipe": {**describe_recipe(recipe), "architecture": architecture(model)},
        "data": describe_data(data),
        "epochs": epochs,
        "batch_size": batch_size,
        "optimizer": {"name": name_of(made_optimizer), **plain(_differing_config(made_optimizer))},
        "loss": name_of(made_loss) if loss is None or isinstance(loss, str) else describe_factory(loss),
        "metrics": [name_of(metric) for metric in made_metrics],
        "patience": patience,
        "callbacks": [describe_factory(factory) for factory in callbacks],
        "threads": threads(),
    }
    target = place(Path(folder), settings, variant)
    if resume and finished(target):
        if verbose:
            print(f"{name} (seed {seed}) is finished: {target}")
        return load(target)
    if verbose:
        print(arithmetic(len(data.train), batch_size))
    with writing(target) as workplace:
        record = {
            "state": "running",
            "settings": settings,
            "task": data.task,
            "outputs": data.outputs,
            "class_names": list(data.class_names),
            "parameters": model.count_params(),
            "steps_per_epoch": -(-len(data.train) // batch_size),
            "provenance": data.provenance.as_dict(),
            "versions": versions(),
            "started": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        write_json(workplace / RECORD, record)
        try:
            history, seconds = _train(model, data, workplace, settings, callbacks, histogram_freq, verbose)
            predictions = predict_all(model, data)
            results = evaluate(model, data, predictions, made_loss, made_metrics)
            with replacing(workplace / "predictions.npz") as file:
                np.savez_compressed(file, **predictions)
            write_json(workplace / "metrics.json", results)
            model.save(workplace / "model.keras")
            tensorboard.summarise(workplace, settings, results, len(history.rows))
        except BaseException as error:
            state = "interrupted" if isinstance(error, KeyboardInterrupt) else "failed"
            write_json(workplace / RECORD, {**record, "state": state, "reason": f"{type(error).__name__}: {error}"})
            raise
        record |= {"state": "finished", "epochs": len(history.rows), "seconds": round(seconds, 2)}
        record["baseline"] = evaluate_baseline(data, made_loss, made_metrics)
        write_json(workplace / RECORD, record)
    return load(target)


def arithmetic(examples: int, batch_size: int) -> str:
    """The steps of an epoch, written out: `9,000 examples = 281 x 32 + 8 -> 282 steps an epoch`."""
    whole, rest = divmod(examples, batch_size)
    short_batch = f" + {rest}" if rest else ""
    return f"{examples:,} examples = {whole:,} x {batch_size}{short_batch} -> {whole + bool(rest):,} steps an epoch"


def _train(
    model: keras.Model,
    data: Dataset,
    folder: Path,
    settings: dict[str, Any],
    factories: Sequence[Callable[[], Any]],
    histogram_freq: int,
    verbose: bool,
) -> tuple[HistoryFile, float]:
    clock, history = EpochClock(), HistoryFile(folder / "history.csv")
    stack: list[Any] = [clock]
    if settings["patience"] is not None:
        stack.append(
            keras.callbacks.EarlyStopping(monitor="val_loss", patience=settings["patience"], restore_best_weights=True)
        )
    for factory in factories:
        callback = factory()
        if hasattr(callback, "set_run"):
            callback.set_run(folder, data)
        stack.append(callback)
    progress = ProgressLines(f"{settings['name']} s{settings['seed']}")
    stack += [tensorboard.curves(folder, histogram_freq), history, *([progress] if verbose else [])]
    started = time.perf_counter()
    try:
        model.fit(
            data.batches("train", settings["batch_size"], seed=settings["seed"], epoch=lambda: clock.epoch),
            validation_data=data.batches("validation", BATCH),
            epochs=settings["epochs"],
            callbacks=stack,
            shuffle=False,  # `batches` has shuffled already
            verbose=0,
        )
    finally:
        progress.stop()
    return history, time.perf_counter() - started


def _optimizer(optimizer: str | Callable[[], Any], learning_rate: float | Callable[[], Any] | None) -> Any:
    result = made(keras.optimizers.get, optimizer, "optimizer")
    if learning_rate is None:
        return result
    rate = learning_rate() if callable(learning_rate) else learning_rate
    return type(result).from_config({**result.get_config(), "learning_rate": rate})


def _differing_config(optimizer: Any) -> dict[str, Any]:
    """The learning rate, and what else differs from the optimizer's defaults."""
    config, default = optimizer.get_config(), type(optimizer)().get_config()
    rate = config["learning_rate"]
    kept = {"learning_rate": rate["config"] | {"name": rate["class_name"]} if isinstance(rate, dict) else rate}
    return kept | {key: value for key, value in config.items() if key != "learning_rate" and value != default[key]}


def _check_numbers(**numbers: Any) -> None:
    for key, value in numbers.items():
        if key == "learning_rate":
            wrong = value is not None and not callable(value) and not 0 < value < float("inf")
            bound = "a number above 0"
        else:
            least = 0 if key in ("patience", "seed") else 1
            wrong = value is not None and (not isinstance(value, int | np.integer) or not least <= value < 2**32)
            bound = f"a whole number of at least {least}"
        if wrong:
            raise UserError(f"{key}={value} is out of range; give {bound}")
