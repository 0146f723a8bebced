"""What drivers left beside the runs is deleted; what one that lives, or a job of Slurm, may need is not."""

import os
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

import models
import training
from training.engines import leftovers
from training.engines.leftovers import DAY, delete_left_over, engine_folders, left_over
from training.engines.parcels import beginning
from training.folders import locked

CALL, OTHER = "0123456789abcdef", "fedcba9876543210"


def files(folder: Path) -> list[str]:
    """All but locks, which stay."""
    return sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if not path.is_dir() and path.suffix != ".lock"
    )


@pytest.fixture
def runs(tmp_path):
    """Runs with what two calls left: one of an executor, one of Slurm, whose jobs 7 and 8 were submitted long ago."""
    engine, slurm = tmp_path / "ch04" / ".engine", tmp_path / ".slurm"
    for path in (
        engine / f"{'a' * 32}.parcel", engine / CALL / "stop", engine / OTHER / "0.events",
        slurm / f"{OTHER}-0.number", slurm / "7_submitted.pkl", slurm / "8_0_log.out", slurm / "8_submission.sh",
    ):  # fmt: skip
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"7")
        os.utime(path, (time.time() - 2 * DAY,) * 2)
    return tmp_path


@pytest.fixture
def queue(monkeypatch):
    """`queue("7")`: Slurm has job 7; `queue(None)`: there is no Slurm."""
    return lambda *numbers: monkeypatch.setattr(
        leftovers, "queued", lambda: None if None in numbers else dict.fromkeys(numbers, "R")
    )


def test_what_nobody_needs_is_deleted(runs, queue):
    queue()
    before = files(runs)
    assert sum(len(left_over(folder)) for folder in engine_folders(runs)) == len(before) == 7
    assert delete_left_over(engine_folders(runs)) == 7
    assert files(runs) == []
    assert not (runs / "ch04" / ".engine" / CALL).exists()


@pytest.mark.parametrize("call", [CALL, "f" * 16])
def test_what_lies_beside_a_driver_that_lives_stays(runs, queue, capsys, call):
    queue()
    with locked(runs / "ch04" / ".engine" / call):  # of one of them, or of one that has written nothing yet
        delete_left_over(engine_folders(runs))
    assert [name for name in files(runs) if name.startswith("ch04")] == [
        f"ch04/.engine/{CALL}/stop", f"ch04/.engine/{'a' * 32}.parcel", f"ch04/.engine/{OTHER}/0.events",
    ]  # fmt: skip
    assert "is in use by another process" in capsys.readouterr().out


def test_what_a_job_in_the_queue_needs_stays(runs, queue, capsys):
    queue("7")
    delete_left_over(engine_folders(runs))
    assert [name for name in files(runs) if name.startswith(".slurm")] == [
        ".slurm/7_submitted.pkl", f".slurm/{OTHER}-0.number"
    ]  # fmt: skip
    assert f"ch04/.engine/{'a' * 32}.parcel" in files(runs)
    assert "may be used by jobs of Slurm" in capsys.readouterr().out


def test_where_slurm_does_not_answer_all_stays(runs, queue, capsys):
    queue(None)
    before = files(runs)
    assert delete_left_over(engine_folders(runs)) == 0
    assert files(runs) == before
    assert "Slurm does not answer here" in capsys.readouterr().out


def test_what_was_written_today_stays_in_slurms_folder(runs, queue):
    queue()
    (runs / ".slurm" / "7_submitted.pkl").touch()
    delete_left_over(engine_folders(runs))
    assert files(runs) == [".slurm/7_submitted.pkl"]


def test_ones_own_files_stay_and_links_are_not_followed(runs, queue):
    queue()
    own = ["ch04/.engine/notes.md", f"ch04/.engine/{CALL}/mine", ".slurm/job.sh", f".slurm/{'b' * 32}.pkl"]
    for name in own:
        (runs / name).write_bytes(b"mine")
    (runs / "elsewhere").mkdir()
    (runs / "elsewhere" / f"{'c' * 32}.parcel").write_bytes(b"mine")
    (runs / ".slurm" / ".submission_file_0a.sh").symlink_to(runs / ".slurm" / "9_submission.sh")
    os.utime(runs / ".slurm" / ".submission_file_0a.sh", (0, 0), follow_symlinks=False)
    (runs / "ch04" / ".engine" / f"{'d' * 32}.parcel").symlink_to(runs / "elsewhere" / f"{'c' * 32}.parcel")
    (runs / "ch05").mkdir()
    (runs / "ch05" / ".engine").symlink_to(runs / "elsewhere")
    delete_left_over(engine_folders(runs))
    assert files(runs) == sorted([*own, f"elsewhere/{'c' * 32}.parcel", f"ch04/.engine/{'d' * 32}.parcel"])


class Prunes(ThreadPoolExecutor):
    """Deletes what is left over before each job begins."""

    def submit(self, fn, /, *args, **kwargs):
        delete_left_over(engine_folders(Path(args[0].folder)))
        return super().submit(fn, *args, **kwargs)


def test_nothing_is_missed_by_trainings_during_which_somebody_prunes(small, tmp_path, capsys):
    with Prunes(1) as pool:
        runs = training.fit_all(
            {"a": partial(models.dense, hidden=(4,))}, small, seeds=2, epochs=1, folder=tmp_path, engine=pool, verbose=0
        )
    assert [run.state for run in runs] == ["finished"] * 2
    assert capsys.readouterr().out.count("left alone") == 2
    assert len(left_over(tmp_path / ".engine")) == 2  # the dataset, and the recipe with its settings
    assert delete_left_over(engine_folders(tmp_path)) > 100_000
    assert left_over(tmp_path / ".engine") == []


def test_who_deletes_waits_for_a_driver_that_begins(runs, queue):
    queue()
    with ThreadPoolExecutor(1) as pool:
        with beginning(runs / "ch04" / ".engine"):
            deleting = pool.submit(delete_left_over, engine_folders(runs / "ch04"))
            time.sleep(0.5)
            assert len(files(runs / "ch04")) == 3
        assert deleting.result(timeout=60) == 3
