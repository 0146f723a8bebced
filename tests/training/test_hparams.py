"""Which columns the HParams tab shows."""

import json
import os
import shutil

import pytest
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.plugins.hparams import metadata

from runtime.errors import UserError
from training import contents
from training.hparams import differing, hyperparameters, write_columns


def settings(name="dense", seed=0, optimizer=None, **hyperparameters):
    return {
        "name": name, "seed": seed,
        "recipe": {"name": "f", "architecture": "0f3a5b7c", "hyperparameters": hyperparameters},
        "optimizer": optimizer or {"name": "adam", "learning_rate": 0.001}, "loss": "mse",
        "batch_size": 32, "epochs": 3, "patience": None, "data": {"sha256": "0" * 64, "examples": {"train": 100}},
    }  # fmt: skip


def experiment(folder):
    """What TensorBoard reads."""
    events = EventAccumulator(str(folder))
    events.Reload()
    return metadata.parse_experiment_plugin_data(events.SummaryMetadata(metadata.EXPERIMENT_TAG).plugin_data.content)


def add_run(run, folder, **changed):
    """A copy of a finished run with other settings, written as a record has them."""
    shutil.copytree(run.folder, folder)
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    record["settings"] |= changed
    (folder / "run.json").write_text(json.dumps(record), encoding="utf-8")
    return folder


def test_hashes_and_arrays_are_left_out():
    found = hyperparameters(
        settings(
            landmarks={"shape": [40, 2], "content": "5f7d92c4c1d2efd6"},
            weights=[0.123456789] * 20,
            hidden=[300, 100],
            label="0b864a2dced788151e41ca509a1a5904db8f9ce31b0e7589523745518a41216d",
            activation={"name": "own", "code": "6139b783"},
        )
    )
    assert found == {
        "network": "dense", "hidden": "300, 100", "activation": "own", "optimizer": "adam", "learning_rate": 0.001,
        "loss": "mse", "batch_size": 32, "epochs": 3, "patience": None, "examples": 100, "seed": 0,
    }  # fmt: skip


def test_one_name_for_what_recipe_and_optimizer_both_have():
    assert hyperparameters(settings(learning_rate=0.001))["learning_rate"] == 0.001
    found = hyperparameters(settings(learning_rate=0.5))
    assert (found["learning_rate"], found["optimizer.learning_rate"]) == (0.5, 0.001)


def test_columns_are_what_takes_several_values():
    rows = [{"a": 1, "b": 2, "c": None}, {"a": 1, "b": 3, "c": 5, "d": 7}]
    assert differing(rows) == {"b": [2, 3], "c": [None, 5]}
    assert differing(rows[:1]) == {}


def test_the_columns_of_a_folder(trained, tmp_path):
    add_run(trained, tmp_path / "dense-s0")
    add_run(trained, tmp_path / "dense-s1", seed=1, patience=2)
    add_run(trained, tmp_path / "other-s0.new", name="other")  # not in its place yet
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "run.json").write_text("{", encoding="utf-8")
    write_columns(tmp_path)
    found = experiment(tmp_path)
    assert [info.name for info in found.hparam_infos] == ["patience", "seed"]
    assert [info.display_name for info in found.metric_infos] == [
        f"{split} {metric}" for split in ("test", "validation", "train") for metric in ("accuracy", "loss", "penalty")
    ]
    written = (tmp_path / contents.HPARAMS).read_bytes()
    write_columns(tmp_path)
    assert (tmp_path / contents.HPARAMS).read_bytes() == written
    shutil.rmtree(tmp_path / "dense-s1")  # runs come and go
    write_columns(tmp_path)
    assert not experiment(tmp_path).hparam_infos
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == [contents.HPARAMS]


def test_nothing_of_somebody_else_is_replaced(trained, tmp_path):
    write_columns(tmp_path)
    assert not list(tmp_path.iterdir())  # no run, no file
    add_run(trained, tmp_path / "dense-s0")
    own = tmp_path / "events.out.tfevents.1.mine"
    own.write_bytes(b"mine")
    (tmp_path / contents.HPARAMS).mkdir()
    with pytest.raises(UserError, match="is a folder"):
        write_columns(tmp_path)
    assert own.read_bytes() == b"mine"
    if os.name != "nt":
        (tmp_path / contents.HPARAMS).rmdir()
        (tmp_path / contents.HPARAMS).symlink_to(own)
        with pytest.raises(UserError, match="is a link"):
            write_columns(tmp_path)
        assert own.read_bytes() == b"mine"
