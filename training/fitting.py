"""`fit`: one training from a seed to a finished run folder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from multiprocessing import parent_process
from pathlib import Path
from typing import Any

import numpy as np

from datasets.dataset import Dataset
from models.arithmetic import multiply_adds
from runtime.arguments import LARGEST, flag, number, path, sequence, shown, whole_number
from runtime.backend import clear_session, keras, make_deterministic, threads, versions
from runtime.errors import UserError
from runtime.files import replacing, write_json
from runtime.memory import begin_peak, peak_memory
from runtime.plain_text import plain
from runtime.wrapping import wrapped
from training import callback_files, contents, graphs, resuming, schema, tensorboard
from training.architecture import architecture
from training.building import built, check_recipe
from training.callbacks import fresh
from training.checks import check_data
from training.code_identity import from_library
from training.compiling import compile_model
from training.distribution.devices import devices_here
from training.distribution.following import follow, lead, meet
from training.distribution.steps import sharing_out
from training.evaluation import evaluate, evaluate_baseline, predict_all
from training.failures import recording_failure
from training.fingerprints import fingerprint
from training.folders import begun, finished, reserve, settle, tidy, unfinished, workplace
from training.loop import Trained, train
from training.one_at_a_time import one_at_a_time
from training.profiling import require_plugin
from training.runs import RECORD, Run, load, read
from training.saving import save_model
from training.settings import Recipe, describe, describe_data, describe_recipe, import_path, name_of, slug


@one_at_a_time
def fit(
    recipe: Recipe,
    data: Dataset,
    *,
    name: str | None = None,
    epochs: int = 10,
    batch_size: int = 32,
    optimizer: str | keras.Optimizer | Callable[[], Any] | None = None,
    learning_rate: float | Callable[[], Any] | None = None,
    loss: str | keras.Loss | Callable[..., Any] | None = None,
    metrics: Sequence[str | keras.Metric | Callable[..., Any]] | None = None,
    patience: int | None = None,
    seed: int = 0,
    callbacks: Sequence[keras.callbacks.Callback | Callable[[], Any]] = (),
    folder: Path | str = "runs",
    variant: str = "",
    resume: bool = False,
    deterministic: bool = True,
    checkpoint_seconds: float | None = None,
    histogram_freq: int = 0,
    profile: bool = False,
    verbose: int = 1,
    token: str | None = None,
    label: str | None = None,
) -> Run:
    """Seed, build, compile and fit one network, and write everything about it into a run folder.

    Several GPUs, and several processes that `srun` or `TF_CONFIG` tells of each other, share out each step
    (`docs/scale.md`); of several processes the first writes the run, and all get it.

    Args:
        recipe: `(input_shape, outputs, task) -> keras.Model`; bind hyperparameters with `partial`. If it compiles the
            model, what it compiled is what trains; then optimizer, learning rate, loss and metrics are not given here.
        data: from `datasets.load`.
        name: of the run; with the seed it names the folder. None for the recipe's own name.
        epochs: at most so many passes over the training split.
        batch_size: examples a step.
        optimizer: a Keras name, an optimizer, or a factory such as `partial(keras.optimizers.SGD, momentum=0.9)`; None
            for what the recipe compiled, else Adam.
        learning_rate: a number, a schedule or a factory of one; None for the optimizer's own.
        loss: a Keras name, a loss, a factory or a function of targets and outputs; None for what the recipe compiled,
            else the task's.
        metrics: as `loss`.
        patience: stop when the validation loss has not improved for so many epochs, and restore the best weights;
            None trains all epochs and keeps the last weights.
        seed: covers initial weights, dropout and the order of examples.
        callbacks: further Keras callbacks, or factories of them. A callback is copied, so that what it remembers of one
            training does not reach the next. One with a method `set_run(folder, data)` is told both. A relative
            path in one of Keras' lies inside the run folder, and its files belong to the run. What one remembers in
            numbers, texts, lists, arrays and the like survives an interruption; anything else it keeps itself with
            `get_state() -> dict` and `set_state(dict)`. They come after `patience`: an `EarlyStopping` among them
            that restores the best weights has the last word.
        folder: the run folder is made inside.
        variant: what changed from the caller's defaults, for the folder's name.
        resume: take a finished run with equal settings as it is, and go on with an unfinished one where its last
            checkpoint was saved: the result is the same, bit for bit, as without the interruption.
        deterministic: every operation gives the same bits each time; False may train faster.
        checkpoint_seconds: between two checkpoints inside an epoch (default: `training.resuming.SECONDS`).
        histogram_freq: epochs between two histograms of the weights in TensorBoard; 0 for none.
        profile: record the second to the eleventh step for TensorBoard's tab Profile, which needs a package of its own.
        verbose: 0 prints nothing; 1 the arithmetic of the steps, a line that moves with the training on a terminal, and
            the first and last epoch elsewhere; 2 a line for every epoch.
        token: of a job that an engine may begin again: what was begun under the same one goes on, as with `resume`.
        label: what the training is called on the screen, beside others of its name; None for the name.

    Returns:
        The finished run.

    Raises:
        UserError: settings that do not fit together, data that cannot be trained on, a loss that became NaN or
            infinite, a folder that cannot be written, or no package for `profile`.
        KeyboardInterrupt: after Ctrl-C; the run can be resumed.
    """
    epochs, batch_size = whole_number("epochs", epochs, 1, LARGEST), whole_number("batch_size", batch_size, 1, LARGEST)
    seed, histogram_freq = (
        whole_number("seed", seed, 0, 2**32 - 1),
        whole_number("histogram_freq", histogram_freq, 0, LARGEST),
    )
    patience = None if patience is None else whole_number("patience", patience, 0, LARGEST)
    if learning_rate is not None and not callable(learning_rate):
        learning_rate = number("learning_rate", learning_rate, above=0)
    resume, deterministic = flag("resume", resume), flag("deterministic", deterministic)
    if flag("profile", profile):
        require_plugin()
    folder, callbacks = path("folder", folder), sequence("callbacks", callbacks)
    metrics = None if metrics is None else sequence("metrics", metrics)
    verbose = whole_number("verbose", int(verbose) if isinstance(verbose, bool) else verbose, 0, 2)
    if checkpoint_seconds is not None:
        checkpoint_seconds = number("checkpoint_seconds", checkpoint_seconds, 0)
    for what, text in (("name", "" if name is None else name), ("variant", variant)):
        if not isinstance(text, str):
            raise UserError(f"{what} has to be a text, not {shown(text)}; it is part of the folder's name")
    if label is not None and not isinstance(label, str):
        raise UserError(f"label has to be a text, not {shown(label)}; it names the training on the screen")
    if token is not None and not isinstance(token, str):
        raise UserError(f"token has to be a text, not {shown(token)}; leave it out, an engine gives it")
    check_recipe(recipe, data)
    described = describe_recipe(recipe)
    name = str(described["name"]) if name is None else name
    title = f"{plain(name if label is None else label)} s{seed}"
    for text in filter(None, (name, variant)):
        slug(text)
    check_data(data, batch_size)
    watching = [fresh(callback) for callback in callbacks]
    written = callback_files.inside(watching)
    # Workers meet before anything is computed; the job of an engine trains alone.
    devices = None if token else devices_here()
    if devices and devices.cluster:
        for callback in watching:
            callback_files.refuse_shared(callback)
    graphs.let_go()  # those of earlier trainings, before Keras collects garbage
    clear_session()  # layer names are part of the model's file and checkpoints
    has_peak = (parent_process() is not None or token is not None) and begin_peak()  # in a process of `fit_all`
    make_deterministic(seed, deterministic)
    model = built(recipe, data)
    compiled = compile_model(model, data, optimizer=optimizer, learning_rate=learning_rate, loss=loss, metrics=metrics)
    if devices is not None:
        verbose = 0 if devices.rank else verbose
        devices = sharing_out(devices, model, data, verbose)
    if from_library(type(model).train_step) and from_library(type(model).test_step):
        callback_files.check_logged(watching, [getattr(each, "name", name_of(each)) for each in compiled.metrics])
    settings = {
        "name": name,
        "seed": seed,
        "recipe": {**described, "architecture": architecture(model)},
        "data": describe_data(data),
        "epochs": epochs,
        "batch_size": batch_size,
        **compiled.described,
        "patience": patience,
        "callbacks": [describe(callback) for callback in callbacks],
        "threads": threads(),
        "deterministic": deterministic,
        **(devices.described if devices else {}),
    }
    schema.check_settings(settings)

    def train_in(place: Path) -> Trained:
        return train(
            model,
            compiled.data,
            place,
            settings,
            title=title,
            callbacks=watching,
            histogram_freq=histogram_freq,
            profile=profile,
            checkpoint_seconds=resuming.SECONDS if checkpoint_seconds is None else checkpoint_seconds,
            verbose=verbose,
            devices=devices,
        )

    same: dict[str, Any] = {}
    if devices:
        same = {"settings": settings, "versions": versions(), "initial weights": fingerprint(model.get_weights())}
    if devices and devices.rank:  # another process writes the run
        return load(follow(devices, same, train_in), recipe=recipe)
    with reserve(folder, settings, variant) as target:
        resume = resume or begun(target, token)
        waiting = unfinished(target, settings, versions()) if resume else None
        if resume and waiting is None and finished(target):
            if verbose:
                print(f"{plain(name)} (seed {seed}) is finished: {target}")
            lead(devices, target, None, same)
            return load(target, recipe=recipe)
        if verbose:
            print(wrapped(f"{title}: {arithmetic(len(data.train), batch_size)}"), flush=True)
        place = waiting or workplace(target)
        tidy(place)
        if not waiting:
            callback_files.refuse_occupied(place, written)
        record = {
            "schema": schema.VERSION,
            "state": "running",
            "settings": settings,
            "recipe": import_path(recipe),
            "task": data.task,
            "input_shape": list(data.input_shape),
            "input_dtype": data.train.x.dtype.name,
            "outputs": data.outputs,
            "class_names": list(data.class_names),
            **compiled.output,
            "parameters": model.count_params(),
            "multiply_adds": _multiply_adds(model),
            "steps_per_epoch": -(-len(data.train) // batch_size),
            "provenance": data.provenance.as_dict(),
            "versions": versions(),
            "callback_files": written,
            "token": token,
            "started": read(place).record["started"] if waiting else datetime.now(UTC).isoformat(timespec="seconds"),
        }
        write_json(place / RECORD, record)
        if data.vocabulary is not None:  # without it the token ids of the saved predictions mean nothing
            write_json(place / "vocabulary.json", data.vocabulary)
        with recording_failure(place, record):
            lead(devices, target, place, same)
            trained = train_in(place)
            record |= save_model(model, recipe, place, data.validation.x)  # before anything else can fail
            predictions = predict_all(model, compiled.data)
            results = evaluate(model, compiled.data, predictions, compiled.loss, compiled.metrics)
            predictions |= {f"{name}_y": data.split(name).y for name in schema.SPLITS}  # as the dataset has them
            with replacing(place / "predictions.npz") as file:
                # No array is called `allow_pickle`, as NumPy's stub fears.
                np.savez_compressed(file, **predictions)  # pyright: ignore[reportArgumentType]
            write_json(place / "metrics.json", results)
            tensorboard.summarise(place, settings, results, trained.epochs)
            record |= {"state": "finished", "epochs": trained.epochs, "seconds": round(trained.seconds, 2)}
            record |= {"fingerprints": trained.fingerprints, "steps_per_call": trained.steps_per_call}
            if has_peak:
                record["peak_memory"] = peak_memory()
            record["baseline"] = evaluate_baseline(compiled.data, compiled.loss, compiled.metrics, **compiled.output)
            record["files"] = contents.digests(place)
            write_json(place / RECORD, record)
        settle(target)
    meet(devices)
    return load(target, recipe=recipe)


def arithmetic(examples: int, batch_size: int) -> str:
    """The steps of an epoch, written out: `9,000 examples = 281 x 32 + 8 -> 282 steps an epoch`."""
    whole, rest = divmod(examples, batch_size)
    steps = whole + bool(rest)
    short_batch = f" + {rest}" if rest else ""
    return (
        f"{examples:,} examples = {whole:,} x {batch_size}{short_batch} -> {steps:,} step{'s' * (steps > 1)} an epoch"
    )


def _multiply_adds(model: keras.Model) -> int | None:
    """Of one forward pass; None for a model with layers that are not counted."""
    try:
        return multiply_adds(model)
    except UserError:
        return None
