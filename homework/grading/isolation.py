"""Where student code runs when it counts: in a sandbox, as another user, or unprotected; the level is always said.

`bwrap`   no network, a read-only system, processes and mounts of its own, a fresh /tmp that is gone afterwards
`uid`     another user without any right, for a container in which bubblewrap cannot start (Gradescope)
`none`    a process of the user who grades: it can read and delete what that user can

In the first two the code is a user that is not root (root ignores the limit on the number of processes), and `seal.py`
takes system calls from it.
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from homework.checking.student import WORKER
from homework.grading import seal
from homework.grading.family import statuses
from homework.grading.users import a_user, hand_over
from runtime.errors import UserError

LEVELS = ("bwrap", "uid", "none")
ROOT = Path(__file__).resolve().parents[2]
TEMPORARY_BYTES = 64 << 20


@dataclass(frozen=True)
class Limits:
    """Of one submission's process.

    Attributes:
        memory: resident bytes of all its processes together; looked at from outside, four times a second.
        processes: threads count, and TensorFlow has about ten.
        seconds: of processor time, all calls together.
        file_bytes: of one file.
    """

    memory: int = 2 << 30
    processes: int = 64
    seconds: int = 300
    file_bytes: int = 64 << 20

    def as_arguments(self, more_processes: int = 0) -> list[str]:
        """As `prlimit` takes them."""
        return [
            f"--nproc={self.processes + more_processes}",
            f"--cpu={self.seconds}",
            f"--fsize={self.file_bytes}",
            "--core=0",
            "--nofile=256",
        ]


def why_not(level: str) -> str:
    """Why a level cannot be had here, with what to do; empty if it can.

    Raises:
        UserError: there is no such level.
    """
    if level not in LEVELS:
        raise UserError(f"isolation {level[:40]!r} is unknown; choose one of {', '.join(LEVELS)}")
    if level == "none":
        return ""
    if not sys.platform.startswith("linux"):
        return f"isolation {level} needs Linux; grade there, or in a container"
    needed = ["prlimit", "bwrap" if level == "bwrap" else "find", *(["setpriv"] if os.geteuid() == 0 else [])]
    missing = [program for program in needed if shutil.which(program) is None]
    if missing:
        package = {"bwrap": "bubblewrap", "find": "findutils"}.get(missing[0], "util-linux")
        return f"isolation {level} needs {missing[0]}; apt-get install {package} brings it"
    if platform.machine() not in seal.REFUSED:
        return f"isolation {level} needs a processor of {' or '.join(seal.REFUSED)}, and this is {platform.machine()}"
    if level == "uid" and os.geteuid() != 0:
        return "isolation uid starts the code as another user, which only root can; grade as root, or use bwrap"
    probe = _try(level, "import numpy, os, sys; os.listdir(sys.argv[1]); print('begun')")
    if probe is None:
        return f"isolation {level} does not start within a minute here"
    if probe.stdout.strip() == "begun":
        return ""
    said = (probe.stderr.strip().splitlines() or ["it says nothing"])[-1]
    hint = (
        "a container or the system forbids it"
        if level == "bwrap"
        else "that user has to reach the interpreter and TMPDIR"
    )
    return f"isolation {level} cannot start here ({said[:200]}): {hint}"


def seen(level: str, paths: Sequence[Path]) -> list[Path]:
    """Which of some files and folders student code could read, though it should not."""
    if level == "none":
        return []
    look = "import os, sys; print(*(int(os.access(path, os.R_OK)) for path in sys.argv[2:]))"
    probe = _try(level, look, *(str(path.resolve()) for path in paths))
    said = "" if probe is None else probe.stdout
    if len(said.split()) != len(paths):
        raise UserError(f"isolation {level} did not start to see what student code could read; try again")
    return [path for path, answer in zip(paths, said.split(), strict=True) if answer == "1"]


def _try(level: str, code: str, *arguments: str) -> subprocess.CompletedProcess[str] | None:
    """Run Python isolated; its first argument is a folder like that of a submission."""
    with a_user(level) as user, tempfile.TemporaryDirectory(prefix="homework-") as folder:
        hand_over(Path(folder), user)
        inside = _inside(level, user, cores(0, 1), Limits(), (Path(folder),))
        try:
            return subprocess.run(
                [*inside, sys.executable, "-I", "-c", code, folder, *arguments], capture_output=True, text=True,
                encoding="utf-8", errors="replace", timeout=60, env=environment(), cwd="/",
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return None


def cores(job: int, jobs: int) -> list[int]:
    """The processor cores of a job: a share of its own, as long as there is one for each."""
    if not hasattr(os, "sched_getaffinity"):
        return []
    here = sorted(os.sched_getaffinity(0))
    return here[job::jobs] or [here[job % len(here)]]


def command(
    level: str, user: int | None, on: Sequence[int], limits: Limits, submission: Path, probes: Path | None
) -> list[str]:
    """The command line of a worker for one submission.

    Args:
        level: of isolation.
        user: from `a_user`.
        on: the processor cores that it may use.
        limits: of its process.
        submission: a folder with nothing but the copied file; it is seen where it is, and read only.
        probes: of the assignment.
    """
    worker = [sys.executable, "-I", "-B", "-u", str(WORKER), *([str(probes)] if probes is not None else [])]
    return [*_inside(level, user, on, limits, (submission,)), *worker]


def _inside(level: str, user: int | None, on: Sequence[int], limits: Limits, readable: Sequence[Path]) -> list[str]:
    """What stands before a command, so that it runs isolated."""
    if level == "none":
        return ["prlimit", "--core=0"] if shutil.which("prlimit") else []
    become = ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups", "--no-new-privs"]
    become = [*become, "--bounding-set=-all"] if user is not None else []
    sealed = [sys.executable, "-I", "-S", "-B", str(Path(seal.__file__)), ",".join(map(str, on))]
    if level == "uid":
        return [*become, "prlimit", *limits.as_arguments(), *sealed]
    as_root = os.geteuid() == 0
    own = ["--unshare-user", "--disable-userns", "--uid", "1000", "--gid", "1000"] if not as_root else []
    box = ["bwrap", "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try", *own]
    box += ["--die-with-parent", "--new-session", "--hostname", "grader"]
    box += _mounts(readable)
    # As root, bubblewrap mounts what another user could not reach, and the code becomes that user inside. Otherwise it
    # shares the number of processes with whoever grades.
    return [
        *box,
        "--",
        *become,
        "prlimit",
        *limits.as_arguments(0 if as_root else _own_processes()),
        *sealed,
    ]


def _mounts(readable: Sequence[Path]) -> list[str]:
    """The file system inside: the system, the interpreter and the package read only; /tmp fresh and small."""
    mounts = ["--ro-bind", "/usr", "/usr"]
    for name in ("bin", "lib", "lib64", "sbin"):
        path = Path("/", name)
        mounts += (
            ["--symlink", f"usr/{name}", str(path)] if path.is_symlink() else ["--ro-bind-try", str(path), str(path)]
        )
    mounts += [
        "--ro-bind-try",
        "/etc/ld.so.cache",
        "/etc/ld.so.cache",
        "--ro-bind-try",
        "/etc/alternatives",
        "/etc/alternatives",
    ]
    packages = [
        ROOT / name for name in ("homework", "chapters", "comparison", "training", "models", "datasets", "runtime")
    ]
    folders = [Path(sys.prefix), Path(sys.base_prefix), *packages, *readable]
    mounts += ["--perms", "1777", "--size", str(TEMPORARY_BYTES), "--tmpfs", "/tmp"]
    made: set[Path] = {Path("/"), Path("/usr"), Path("/tmp")}
    for folder in dict.fromkeys(folders):
        if folder == Path("/usr") or Path("/usr") in folder.parents:
            continue
        for parent in reversed(folder.parents):  # bubblewrap would make them for its own user alone
            if parent not in made:
                mounts += ["--perms", "0755", "--dir", str(parent)]
                made.add(parent)
        mounts += ["--ro-bind", str(folder), str(folder)]
        made.add(folder)
    mounts += [
        "--proc",
        "/proc",
        "--dev",
        "/dev",
        "--perms",
        "1777",
        "--size",
        str(TEMPORARY_BYTES),
        "--tmpfs",
        "/dev/shm",
    ]
    mounts += ["--remount-ro", "/dev", "--remount-ro", "/"]  # they lie in memory, too
    mounts += ["--clearenv", "--chdir", "/tmp"]
    for name, value in environment().items():
        mounts += ["--setenv", name, value]
    return mounts


def environment() -> dict[str, str]:
    """All that student code finds in its environment."""
    return {
        "PATH": "/usr/bin:/bin",
        "HOME": "/tmp",
        "LANG": "C.UTF-8",
        "PYTHONIOENCODING": "utf-8",
        "MPLBACKEND": "agg",
        "MPLCONFIGDIR": "/tmp",
        "MALLOC_ARENA_MAX": "2",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "TF_NUM_INTRAOP_THREADS": "1",
        "TF_NUM_INTEROP_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }


def _own_processes() -> int:
    """Threads that the user who grades has now: the limit counts them, too."""
    own = [lines for _, lines in statuses() if {"Uid", "Threads"} <= lines.keys()]
    return sum(int(lines["Threads"]) for lines in own if int(lines["Uid"].split()[0]) == os.getuid())
