"""One bad folder is one sentence: damaged, hostile and older files of runs."""

import io
import json
import os
import shutil
import zipfile
from pathlib import Path

import numpy as np
import pytest

from comparison.__main__ import main
from runtime.errors import UserError, exit_code
from training import schema
from training.archives import read_arrays
from training.runs import find_runs, load, read


def change(path, *keys, to=None, **changes):
    """Set a nested field of a JSON file, or delete it."""
    value = json.loads(path.read_text("utf-8"))
    inner = value
    for key in keys[:-1]:
        inner = inner[key]
    if to is None and not changes:
        del inner[keys[-1]]
    else:
        inner[keys[-1]] = to if to is not None else changes["to_"]
    path.write_text(json.dumps(value), encoding="utf-8")


def nothing(path, *keys):
    change(path, *keys, to_=None)


def flipped(path, at):
    content = bytearray(path.read_bytes())
    content[int(len(content) * at)] ^= 0xFF
    path.write_bytes(content)


def arrays(path, **changed):
    with np.load(path) as file:
        kept = dict(file)
    np.savez_compressed(path, **{**kept, **changed})


def bomb(path, name="train_y.npy"):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open(name, "w") as file:
        for _ in range(1100):
            file.write(bytes(2**20))


def promise(path):
    """A small array whose header promises a large one."""
    header = io.BytesIO()
    np.lib.format.write_array_header_1_0(header, {"descr": "<f4", "fortran_order": False, "shape": (10**12,)})
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("train_y.npy", header.getvalue() + b"1234")


R, M, H, P = "run.json", "metrics.json", "history.csv", "predictions.npz"
BAD = {
    **{f"without {key}": (R, lambda path, key=key: change(path, key)) for key in (
        "state", "task", "settings", "provenance", "parameters", "epochs", "seconds",
    )},
    **{f"null {key}": (R, lambda path, key=key: nothing(path, key)) for key in (
        "state", "task", "settings", "provenance", "parameters", "epochs", "class_names", "versions",
    )},
    "state as list": (R, lambda path: change(path, "state", to=["finished"])),
    "name as number": (R, lambda path: change(path, "settings", "name", to=3)),
    "a name with a command for the terminal": (R, lambda path: change(path, "settings", "name", to="a\x1b[2J")),
    "half a letter": (R, lambda path: change(path, "settings", "loss", to="\ud800")),
    "no loss": (R, lambda path: change(path, "settings", "loss")),
    "no data": (R, lambda path: change(path, "settings", "data")),
    "data as text": (R, lambda path: change(path, "settings", "data", to="mnist")),
    "seed as text": (R, lambda path: change(path, "settings", "seed", to="0")),
    "epochs too large": (R, lambda path: change(path, "epochs", to=10**400)),
    "epochs other than the history's": (R, lambda path: change(path, "epochs", to=2)),
    "outputs true": (R, lambda path: change(path, "outputs", to=True)),
    "another task": (R, lambda path: change(path, "task", to="binary")),
    "baseline as text": (R, lambda path: change(path, "baseline", "test", to="good")),
    "tuned as list": (R, lambda path: change(path, "tuned", to=[0.1])),
    "tuned on seeds that are none": (R, lambda path: change(path, "tuned", to={"rates": [0.1], "seeds": ["0"]})),
    "a later schema": (R, lambda path: change(path, "schema", to=99)),
    "deep": (R, lambda path: path.write_text("[" * 100_000, encoding="utf-8")),
    "deep and closed": (R, lambda path: change(path, "settings", "x", to=json.loads("[" * 400 + "]" * 400))),
    "not UTF-8": (R, lambda path: path.write_bytes(b"\xff\xfe{}")),
    "list": (M, lambda path: path.write_text("[]", encoding="utf-8")),
    "NaN": (M, lambda path: path.write_text(path.read_text("utf-8").replace("0.", "NaN, 0.", 1), encoding="utf-8")),
    "NaN alone": (M, lambda path: change(path, "test", "loss", to=float("nan"))),
    "too large to square": (M, lambda path: change(path, "test", "loss", to=1e300)),
    "a metric of one split less": (M, lambda path: change(path, "test", "accuracy")),
    "a split less": (M, lambda path: change(path, "train")),
    "text for a number": (M, lambda path: change(path, "test", "loss", to="0.1")),
    "metrics deep": (M, lambda path: path.write_text('{"a":' * 100_000, encoding="utf-8")),
    "a long field": (H, lambda path: path.write_text("epoch,loss\n1," + "1" * 131_073, encoding="utf-8")),
    "a row too long": (H, lambda path: path.write_text("epoch,loss\n1,2,3\n", encoding="utf-8")),
    "a row too short": (H, lambda path: path.write_text("epoch,loss\n1\n", encoding="utf-8")),
    "infinite loss": (H, lambda path: path.write_text("epoch,loss\n1,1\n2,inf\n3,1\n", encoding="utf-8")),
    "a column twice": (H, lambda path: path.write_text("loss,loss\n1,1\n1,1\n1,1\n", encoding="utf-8")),
    "history of bytes": (H, lambda path: path.write_bytes(b"\0\xff" * 100)),
    **{f"flipped at {at}": (P, lambda path, at=at: flipped(path, at)) for at in (0.1, 0.3, 0.5, 0.7, 0.9)},
    "no zip": (P, lambda path: path.write_bytes(b"PK")),
    "bomb": (P, bomb),
    "promise": (P, promise),
    "objects": (P, lambda path: arrays(path, test_y=np.array([{}] * 60, dtype=object))),
    "fewer targets": (P, lambda path: arrays(path, test_y=np.zeros(3, np.int32))),
    "no class": (P, lambda path: arrays(path, test_y=np.full(60, 10))),
    "text targets": (P, lambda path: arrays(path, test_y=np.full(60, "a"))),
    "one output": (P, lambda path: arrays(path, test_prediction=np.zeros(60, np.float32))),
    "NaN outputs": (P, lambda path: arrays(path, test_prediction=np.full((60, 10), np.nan))),
    **{f"missing {name}": (name, Path.unlink) for name in (M, H, P)},
}  # fmt: skip


def test_bad_folders_are_a_line_each_and_the_others_are_shown(trained, tmp_path, capsys):
    shutil.copytree(trained.folder, tmp_path / "a good")
    for number, (name, damage) in enumerate(BAD.values()):
        damage(Path(shutil.copytree(trained.folder, tmp_path / f"bad{number:02}")) / name)
    assert exit_code(main, [str(tmp_path), "--json"]) == 0
    captured = capsys.readouterr()
    assert [Path(row["folder"]).name for row in json.loads(captured.out)] == ["a good"]
    lines = [line for line in captured.err.splitlines() if line.startswith("skipped: ")]
    for number, what in enumerate(BAD):
        (line,) = (line for line in lines if f"bad{number:02}" in line.split(": ")[1])
        assert "not what the training" not in line, what
    assert exit_code(main, [str(tmp_path)]) == 0
    assert "dense" in capsys.readouterr().out


def another(path):
    """Every number of a run, of another network: a file that is as good as any."""
    value = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps({split: {**value[split], "accuracy": 0.5} for split in value}), encoding="utf-8")


def digit(path):
    text = path.read_text("utf-8")
    at = next(i for i in range(len(text) // 2, len(text)) if text[i] in "2345678")
    path.write_text(text[:at] + str(int(text[at]) + 1) + text[at + 1 :], encoding="utf-8")


NOT_WRITTEN = {
    "metrics of another": (M, another),
    "accuracy 7.5": (M, lambda path: change(path, "test", "accuracy", to=7.5)),
    "one digit of the metrics": (M, digit),
    "one digit of the history": (H, digit),
    "another target": (P, lambda path: arrays(path, test_y=np.zeros(60, np.int32))),
    "one space more": (M, lambda path: path.write_text(path.read_text("utf-8") + " ", encoding="utf-8")),
    "no digests": (R, lambda path: change(path, "files")),
    "one digest less": (R, lambda path: change(path, "files", M)),
}


@pytest.mark.parametrize("what", NOT_WRITTEN)
def test_results_are_tied_to_the_record(trained, tmp_path, capsys, what):
    name, damage = NOT_WRITTEN[what]
    shutil.copytree(trained.folder, tmp_path / "a good")
    damage(Path(shutil.copytree(trained.folder, tmp_path / "bad")) / name)
    assert exit_code(main, [str(tmp_path), "--json"]) == 0
    captured = capsys.readouterr()
    assert [Path(row["folder"]).name for row in json.loads(captured.out)] == ["a good"]
    (line,) = (line for line in captured.err.splitlines() if line.startswith("skipped: "))
    assert "lacks the digests of" in line if name == R else f"{name} is damaged (it is not what the training" in line


def test_a_model_of_another_run_is_not_loaded(trained, tmp_path):
    run = load(shutil.copytree(trained.folder, tmp_path / "a"))
    assert run.model.count_params() == trained.parameters
    with (run.folder / "model.keras").open("ab") as file:
        file.write(b"\0")
    with pytest.raises(UserError, match=r"model\.keras is damaged \(it is not what the training of run.json wrote"):
        _ = load(run.folder).model


def test_no_folder_but_bad_ones_is_one_sentence(trained, tmp_path, capsys):
    (Path(shutil.copytree(trained.folder, tmp_path / "bad")) / R).write_text("{", encoding="utf-8")
    assert exit_code(main, [str(tmp_path)]) == 2
    assert capsys.readouterr().err.splitlines()[-1].startswith("error: there are no finished runs")


def test_links_pipes_and_devices_are_not_read(trained, tmp_path, capsys):
    shutil.copytree(trained.folder, tmp_path / "runs" / "a good")
    outside = Path(shutil.copytree(trained.folder, tmp_path / "outside"))
    try:
        for name in (R, M, H, P):
            path = Path(shutil.copytree(trained.folder, tmp_path / "runs" / f"link-{name}")) / name
            path.unlink()
            path.symlink_to(outside / name)
        (tmp_path / "runs" / "link").symlink_to(outside)
        (tmp_path / "runs" / "circle").symlink_to(tmp_path / "runs")
        path = Path(shutil.copytree(trained.folder, tmp_path / "runs" / "device")) / M
        path.unlink()
        path.symlink_to("/dev/zero")
    except OSError:
        pytest.skip("no symbolic links here")
    count = 6
    if hasattr(os, "mkfifo"):
        for name in (R, M, H, P):
            path = Path(shutil.copytree(trained.folder, tmp_path / "runs" / f"pipe-{name}")) / name
            path.unlink()
            os.mkfifo(path)
        count += 4
    assert exit_code(main, [str(tmp_path / "runs"), "--json"]) == 0
    captured = capsys.readouterr()
    assert [Path(row["folder"]).name for row in json.loads(captured.out)] == ["a good"]
    assert captured.err.count("skipped: ") == count
    with pytest.raises(UserError, match="is a link; name the folder"):
        read(tmp_path / "runs" / "link")


def test_an_older_run_is_read_with_defaults(trained, tmp_path, capsys):
    old = Path(shutil.copytree(trained.folder, tmp_path / "old"))
    for key in schema.DEFAULTS:
        if key in json.loads((old / R).read_text("utf-8")):
            change(old / R, key)
    run = load(old)
    assert (run.record["schema"], run.record["class_names"], run.record["started"]) == (0, [], None)
    assert find_runs(tmp_path) == [old]
    assert exit_code(main, [str(tmp_path)]) == 0
    assert "skipped" not in capsys.readouterr().err


def test_what_training_writes_passes(trained):
    assert trained.record["schema"] == schema.VERSION
    assert load(trained.folder).metrics == trained.metrics
    assert set(read_arrays(trained.folder / P, "")) == set(trained.predictions)
