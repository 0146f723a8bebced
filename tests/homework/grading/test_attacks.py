"""Attacks on the grader: with wrong answers and some, or all, right ones, beside neighbours who do nothing.

The attacks are the files of `attacks/`, put below an answer, and the entries of `hostile_entries.py`. The class is
graded once for each level of isolation. A wrong answer with an attack gets no more than without, a right one no more
than all; the neighbours' results are those of a class without attackers, byte for byte; and nothing is left.
"""

import ast
import csv
import json
import os
import pickle
import resource
import shutil
import subprocess
import sys
import tempfile
import unicodedata
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import hostile_entries
import pytest
from filelock import FileLock

from homework.assignment import find
from homework.grading import isolation, users
from homework.grading.class_run import GRADING, grade_class
from homework.grading.reports import earned
from homework.grading.submissions import find_submissions

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the sandboxes are those of Linux")

ROOT = Path(__file__).parents[3]
ATTACKS = {
    path.stem: path.read_text(encoding="utf-8") for path in sorted(Path(__file__).with_name("attacks").glob("*.py"))
}
KINDS = [*ATTACKS, *hostile_entries.ENTRIES]
LONG = [
    "closed_pipes", "forged_slowly", "loop_in_c", "loop_in_threads", "loop_when_deleted", "memory_of_page_tables",
    "returned_too_much", "sleep", "stolen_questions", "text_of_a_huge_power", "thread_bomb",
]  # fmt: skip
"""They use up the time of a submission, as others do that stay."""
REPEATED = [
    # `test_grading.py` grades the like in the same sandbox
    "exit_at_import", "exit_by_exception", "exit_in_a_call", "frames", "loop_without_signals", "lying_array",
    "lying_interface", "memory", "patched_numpy", "writes_results",
    # `tests/homework/test_protocol.py` reads such messages
    "forged_garbage", "forged_infinity", "forged_long_integer", "returned_objects",
    # another attack of the class does the like: exit_by_crash, and patched_worker
    "exit_by_deep_recursion", "patched_keras", "patched_tests", "traced_worker",
]  # fmt: skip
"""A second look at what other tests show; a class with all attacks has it."""
WITH_UID = [
    "exit_in_a_call", "forged_answers", "forged_numbers", "patched_worker", "lying_array", "reads_everything",
    "reads_processes", "daemon", "fork_bomb", "kills_the_parent", "memory_of_children", "memory_in_files",
    "memory_mounted", "network", "files_without_end", "traces_the_parent",
]  # fmt: skip
"""What a container without bubblewrap has to withstand, too."""
CLASSES = {
    "bwrap": ([kind for kind in KINDS if kind not in LONG + REPEATED], 9, pytest.mark.slow),
    "uid": (WITH_UID, 4, pytest.mark.slow),
    "bwrap with all": (KINDS, 1, pytest.mark.full),
}
"""Isolation -> the attackers of a class, each how-manieth comes with a right answer, too, and how long it takes."""
EACH_CLASS = pytest.mark.parametrize(
    "graded", [pytest.param(name, marks=mark) for name, (*_, mark) in CLASSES.items()], indirect=True
)
EACH_ATTACK = pytest.mark.parametrize(
    ("graded", "kind"),
    [pytest.param(name, kind, marks=mark) for name, (kinds, _, mark) in CLASSES.items() for kind in kinds],
    indirect=["graded"],
)
LIMITS = isolation.Limits(memory=400 << 20, seconds=30)
SECONDS, SECONDS_OF_A_CALL = 8, 1
USERS = range(61_900, 61_904)
"""Nobody else's, so that what is left is known to be from here."""
LEFT = "left-by-attack"


@dataclass(frozen=True)
class Graded:
    """What came of a class, and of the same class without attackers."""

    submissions: Path
    out: Path
    quiet: Path
    said: list[str]
    before: dict[str, tuple]
    grown: int
    left: list[str]

    @property
    def results(self) -> dict[str, dict]:
        found = [json.loads(path.read_text(encoding="utf-8")) for path in (self.out / "results").glob("*.json")]
        return {result["extra_data"]["student"]: result for result in found}

    def points(self, of: str) -> list[float]:
        return [earned(result) or 0.0 for student, result in self.results.items() if of in student]


def answers() -> dict[str, str]:
    """A right answer, and one with plausible mistakes in three functions."""
    right = (ROOT / "staff" / "hw01_linear_models" / "solution.py").read_text(encoding="utf-8")
    wrong = right
    for old, new in (
        ("    return x @ weights + bias\n", "    return x @ weights\n"),
        ("return float(np.mean((predictions - y) ** 2))", "return float(np.mean((predictions - y) ** 2) / 2)"),
        (">= threshold", "> threshold"),
    ):
        assert old in wrong
        wrong = wrong.replace(old, new)
    return {"wrong": wrong, "right": right}


def tree(folder: Path) -> dict[str, tuple]:
    """Everything in a folder, as it lies there."""
    found = {}
    for place, folders, files in os.walk(folder):
        for name in (*folders, *files):
            state = os.lstat(os.path.join(place, name))  # noqa: PTH118  names that are no text
            found[os.path.join(place, name)] = (state.st_mode, state.st_size, state.st_mtime_ns)  # noqa: PTH118
    return found


@cache
def why_not(level: str) -> str:
    return isolation.why_not(level)


@pytest.fixture(scope="module")
def graded(request, tmp_path_factory):
    level, (kinds, each, _) = request.param.split()[0], CLASSES[request.param]
    if not (ROOT / "staff").is_dir():
        pytest.skip("staff/ is not in what students get")
    if reason := why_not(level):
        pytest.skip(reason)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(users, "USERS", USERS)
        base = tmp_path_factory.getbasetemp()
        base = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / f"class of {request.param}"
        with FileLock(f"{base}.lock"):  # two processes of pytest grade it once
            if not base.exists():
                base.mkdir()
                (base / "graded").write_bytes(pickle.dumps(a_class(level, kinds, each, base, patch)))
        yield pickle.loads((base / "graded").read_bytes())


def a_class(level, kinds, each, base, patch):
    folder, quiet = base / "제출", base / "quiet"
    for path in (folder, quiet):
        path.mkdir()
    temporary = Path(tempfile.mkdtemp(prefix="attacks-", dir="/tmp"))
    temporary.chmod(0o711)  # as /tmp: another user comes through
    patch.setattr(tempfile, "tempdir", str(temporary))
    staff = base / "staff"
    shutil.copytree(ROOT / "staff" / "hw01_linear_models", staff / "hw01_linear_models")
    texts = answers()
    for number, kind in enumerate(kinds):
        for answer in ("wrong", "right") if number % each == each - 1 else ("wrong",):
            student, code = f"{number:02} {kind} {answer}", texts[answer]
            if kind in ATTACKS:
                (folder / f"{student}.py").write_text(f"{code}\n\n{ATTACKS[kind]}", encoding="utf-8")
            else:
                hostile_entries.ENTRIES[kind](folder, student, code)
        if number % 8 == 0:
            answer = "right" if number % 16 else "wrong"
            for place in (folder, quiet):
                (place / f"{number:02} neighbour.py").write_text(texts[answer], encoding="utf-8")
    (quiet / "alone wrong.py").write_text(texts["wrong"], encoding="utf-8")
    (quiet / "alone right.py").write_text(texts["right"], encoding="utf-8")
    assignment = find("hw01")
    assignment = replace(assignment, about={**assignment.about, "seconds": SECONDS_OF_A_CALL})
    said = []

    def run(submissions, out):
        out.mkdir()
        (out / GRADING).write_text('{"seed": 7}', encoding="utf-8")
        grade_class(
            assignment, submissions, staff, out, level=level, limits=LIMITS, seconds=SECONDS, jobs=2, say=said.append
        )

    run(quiet, base / "quiet results")
    before, memory = tree(folder), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    run(folder, base / "results")
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory
    left = [str(path) for path in temporary.iterdir()]
    shutil.rmtree(temporary)
    return Graded(folder, base / "results", base / "quiet results", said, before, grown, left)


@EACH_ATTACK
def test_an_attack_gains_nothing(graded, kind):
    alone = {
        path.stem: earned(json.loads(path.read_text(encoding="utf-8"))) for path in (graded.quiet / "results").iterdir()
    }
    assert 0 < alone["alone wrong"] < alone["alone right"]
    results = {student: result for student, result in graded.results.items() if f" {kind} " in student}
    assert results or kind in ("name_like_a_neighbours", "device")  # another name; only root makes one
    for student, result in results.items():
        assert result["extra_data"]["status"] != "grader_error", result["output"]
        answer = "wrong" if f"{kind} wrong" in student else "right"
        assert (earned(result) or 0) <= alone[f"alone {answer}"], student


@EACH_CLASS
def test_the_neighbours_have_what_they_have_without_attackers(graded):
    quiet = {path.name: path.read_bytes() for path in (graded.quiet / "results").glob("* neighbour.json")}
    assert quiet
    assert {name: (graded.out / "results" / name).read_bytes() for name in quiet} == quiet


@EACH_CLASS
def test_every_submission_has_one_result_and_nothing_else_was_written(graded):
    found = find_submissions(graded.submissions, find("hw01"))
    files = sorted(str(path.relative_to(graded.out)) for path in graded.out.rglob("*") if path.is_file())
    assert len(files) == len(found) + 3
    assert set(files) >= {"grades.csv", "report.md", GRADING}
    assert len(graded.results) == len(found)
    assert tree(graded.submissions) == graded.before


@EACH_CLASS
def test_nothing_is_left(graded):
    assert graded.left == []
    for folder in map(Path, ("/tmp", "/var/tmp", "/dev/shm", "/run", "/", str(Path.cwd()), str(graded.submissions))):
        for path in folder.iterdir() if folder.is_dir() else ():
            assert not path.name.startswith(LEFT), path
            assert path.lstat().st_uid not in USERS, path
    assert processes_of(graded.submissions.parent) == []


def processes_of(folder):
    """Command lines of processes that a class started in a folder and that live still."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            command = (path / "cmdline").read_bytes()
            user = int((path / "status").read_text(encoding="utf-8").partition("Uid:")[2].split()[0])
        except (OSError, IndexError):
            continue
        if user in USERS or os.fsencode(folder) in command:
            found.append(command)
    return found


@EACH_CLASS
def test_the_grader_holds_no_more_than_it_needs(graded):
    assert graded.grown < 600 << 10  # KiB: a message is 64 MiB at most, and two jobs have two


@EACH_CLASS
def test_what_is_written_is_harmless(graded):
    lines = [*graded.said, *(graded.out / "report.md").read_text(encoding="utf-8").splitlines()]
    lines += (graded.out / "grades.csv").read_text(encoding="utf-8-sig").split("\n")
    lines += [text for result in graded.results.values() for text in texts_of(result)]
    for line in lines:
        assert not any(unicodedata.category(letter) in ("Cc", "Cf", "Cs") for letter in line), repr(line)
    rows = list(csv.reader((graded.out / "grades.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert len({len(row) for row in rows}) == 1
    assert not any(cell.startswith(("=", "@", "+")) for row in rows for cell in row)
    assert "<script>" not in (graded.out / "report.md").read_text(encoding="utf-8")
    assert "<img" not in (graded.out / "report.md").read_text(encoding="utf-8")


def texts_of(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from texts_of(item)


def test_each_attack_says_what_it_tries():
    says = [ast.get_docstring(ast.parse(text)) for text in ATTACKS.values()]
    assert all(says)
    assert len(set(says)) == len(ATTACKS) >= 40


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="root can become another user")
def test_whoever_is_not_root_grades_or_is_told_why_not():
    """With bubblewrap, where the system lets users have namespaces of their own."""
    with tempfile.TemporaryDirectory() as base:
        folder = Path(base, "submissions")
        folder.mkdir()
        shutil.copytree(ROOT / "staff" / "hw01_linear_models", Path(base, "staff", "hw01_linear_models"))
        texts = answers()
        attacks = ("fork_bomb", "memory_in_files", "memory_mounted", "daemon", "reads_everything")
        for name in attacks:
            (folder / f"{name}.py").write_text(f"{texts['wrong']}\n\n{ATTACKS[name]}", encoding="utf-8")
        for name, text in texts.items():
            (folder / f"{name}.py").write_text(text, encoding="utf-8")
        subprocess.run(["chown", "-R", "1234:1234", base], check=True)
        become = ["setpriv", "--reuid=1234", "--regid=1234", "--clear-groups", "--bounding-set=-all"]
        if subprocess.run([*become, sys.executable, "-c", "import packaging, numpy"], capture_output=True).returncode:
            pytest.skip("another user cannot reach the interpreter or its packages")
        command = [sys.executable, "-m", "homework", "grade", "hw01", str(folder), "--staff", f"{base}/staff"]
        done = subprocess.run(
            [*become, *command, "--out", f"{base}/out", "--memory", "400", "--seconds", "8"],
            cwd=ROOT, env={**os.environ, "HOME": base}, capture_output=True, text=True, encoding="utf-8",
        )  # fmt: skip
        if done.returncode:
            assert done.returncode == 2, done.stderr
            assert len(done.stderr.splitlines()) == 1
            assert "isolation bwrap" in done.stderr
            return
        rows = csv.DictReader(Path(base, "out", "grades.csv").read_text(encoding="utf-8-sig").splitlines())
        points = {row["student"]: float(row["points"]) for row in rows}
        assert points["right"] > points["wrong"]
        assert all(points[name] <= points["wrong"] for name in attacks)
        assert not processes_of(Path(base))
