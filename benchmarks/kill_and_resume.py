"""Kill chapters at random moments, resume them, and compare with runs that were never killed.

    python benchmarks/kill_and_resume.py [--kills 50] [--seed 0]

Each kill is a `SIGKILL` of a process that runs a whole chapter (`--quick --epochs 3`), at a moment drawn uniformly
between the beginning of its first training and its end; then the same chapter runs with `--resume`. Every run must
equal the unkilled one in weights, history, stop epoch, metrics, predictions and TensorBoard's curves, bit for bit, and
no temporary or unreadable file may be left. Checkpoints are forced, after every step in half of the kills, so that
many kills hit the writing of one. Processes come from a fork server that has imported Keras: that saves seconds.
Writes benchmarks/results/kill_and_resume.json.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import multiprocessing
import platform
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

CHAPTERS = ("ch13_overfitting", "ch05_convolutional_networks", "ch07_recurrent_networks")
"""Dense layers with early stopping, dropout and penalties; convolutions; recurrent layers."""
RESULT = Path(__file__).parent / "results" / "kill_and_resume.json"
FLAGS = ("--quick", "--epochs", "3")


def work(chapter: str, runs: str, seconds: float, started, resume: bool) -> None:
    """One process: a chapter from its first line to its report."""
    from chapters.__main__ import main
    from training import resuming

    resuming.SECONDS, resuming.SHARE = seconds, 0
    started.set()
    with contextlib.redirect_stdout(io.StringIO()):
        main(["run", chapter, *FLAGS, "--runs-dir", runs, *(["--resume"] if resume else [])])


def process(context, chapter: str, runs: Path, seconds: float, resume: bool):
    """Start a chapter; returns when it is about to train."""
    started = context.Event()
    worker = context.Process(target=work, args=(chapter, str(runs), seconds, started, resume))
    worker.start()
    started.wait(120)
    return worker


def whole(context, chapter: str, runs: Path, seconds: float = 10.0, resume: bool = False) -> float:
    """Run a chapter to its end; wall seconds."""
    worker = process(context, chapter, runs, seconds, resume)
    began = time.perf_counter()
    worker.join()
    if worker.exitcode:
        raise SystemExit(f"{chapter} ended with exit code {worker.exitcode}")
    return time.perf_counter() - began


def state_of(runs: Path) -> str:
    """What a killed chapter left: how many runs are finished, and whether the last one has a checkpoint."""
    from training.runs import find_runs, read

    states = Counter(read(folder).state for folder in find_runs(runs)) if runs.is_dir() else Counter()
    checkpoint = ", checkpoint" if list(runs.rglob("checkpoint.npz")) else ""
    temporary = ", half-written file" if list(runs.rglob(".*.npz.*")) + list(runs.rglob(".*.json.*")) else ""
    return f"{states['finished']} finished, {states['running']} running{checkpoint}{temporary}"


def compare(reference: Path, resumed: Path) -> list[str]:
    """What is wrong with a resumed chapter; empty when nothing is."""
    from training.runs import find_runs, load
    from training.sameness import first_difference

    wrong = []
    expected = [folder.relative_to(reference) for folder in find_runs(reference)]
    if [folder.relative_to(resumed) for folder in find_runs(resumed)] != expected:
        wrong.append("other run folders")
    for name in expected:
        difference = first_difference(load(reference / name), load(resumed / name))
        wrong += [f"{name}: {difference}"] if difference else []
    left = [path for path in resumed.rglob("*") if path.name.startswith(".") and not path.name.endswith(".lock")]
    left += [*resumed.rglob("checkpoint.npz"), *resumed.rglob("*.new"), *resumed.rglob("*.old")]
    return wrong + [f"left over: {path.name}" for path in left]


def main(arguments: list[str] | None = None) -> int:
    """Kill, resume, compare, write the result."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--no-result", action="store_true", help="leave the stored result alone")
    given = parser.parse_args(arguments)
    moments = random.Random(given.seed)
    context = multiprocessing.get_context("forkserver" if sys.platform != "win32" else "spawn")
    if sys.platform != "win32":
        context.set_forkserver_preload(["training.fitting", "chapters.__main__"])
    kills = []
    with tempfile.TemporaryDirectory() as folder:
        seconds = {}
        for chapter in CHAPTERS[: given.kills]:
            seconds[chapter] = whole(context, chapter, Path(folder) / chapter)
            print(f"{chapter}: {seconds[chapter]:.1f} s unkilled", flush=True)
        for number in range(given.kills):
            chapter = CHAPTERS[number % len(CHAPTERS)]
            runs = Path(folder) / f"kill{number}"
            every = moments.choice((0.0, 0.2))
            after = moments.uniform(0, seconds[chapter] * (1.0 if every else 1.3))
            worker = process(context, chapter, runs, every, False)
            worker.join(after)
            killed = worker.is_alive()
            worker.kill()
            worker.join()
            left = state_of(runs)
            whole(context, chapter, runs, every, resume=True)
            wrong = compare(Path(folder) / chapter, runs)
            print(f"{number + 1:3} {chapter} killed after {after:4.1f} s ({left}): {wrong or 'equal'}", flush=True)
            kills.append({"chapter": chapter, "after": round(after, 2), "killed": killed, "left": left, "wrong": wrong})
    equal = sum(not kill["wrong"] for kill in kills)
    print(f"{equal} of {len(kills)} resumed chapters equal the unkilled ones bit for bit")
    if not given.no_result:
        from runtime.backend import versions
        from runtime.files import make_folder, write_json

        make_folder(RESULT.parent)
        result = {"command": "python benchmarks/kill_and_resume.py", "system": platform.system(), **versions()}
        write_json(RESULT, {**result, "kills": len(kills), "equal": equal, "each": kills})
    return int(equal != len(kills))


if __name__ == "__main__":
    sys.exit(main())
