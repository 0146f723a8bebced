"""The default tests under the other Pythons that the project names, each in an environment of its own.

    python benchmarks/other_pythons.py          all of them
    python benchmarks/other_pythons.py 3.13     some; the others keep what is stored of them

An interpreter is looked for on the PATH (`python3.12`) and among pyenv's; what is not there is named and left out.
Each environment takes 2.7 GiB while its tests run. Writes benchmarks/results/pythons.json, from which README.md says
where the tests ran; a Python that is not here keeps what is stored of it.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from chapters.command_line.doctor_of_installation import tested_versions
from runtime.files import read_json, write_json

ROOT = Path(__file__).parents[1]
RESULT = Path(__file__).parent / "results" / "pythons.json"


def interpreter(version: str) -> Path | None:
    """A Python of this version (`"3.12"`), or None."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    on_path = [shutil.which(f"python{version}")]
    for path in [*filter(None, on_path), *sorted(pyenv.glob(f"{version}.*/bin/python"))]:
        asked = subprocess.run(
            [path, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"], capture_output=True, text=True
        )
        if asked.returncode == 0 and asked.stdout.strip() == version:
            return Path(path)
    return None


def tested(python: Path) -> dict[str, object]:
    """Install everything for a Python and run the default tests: its version, what was counted, and seconds."""
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        subprocess.run([python, "-m", "venv", folder], check=True)
        inside = Path(folder) / ("Scripts" if os.name == "nt" else "bin") / "python"
        requirements = ["-r", "requirements.txt", "-c", "constraints.txt"]
        subprocess.run([inside, "-m", "pip", "install", "--quiet", *requirements], cwd=ROOT, check=True)
        installed = time.perf_counter() - started
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            [inside, "-m", "pytest", "-q"], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
        )
        version = subprocess.run([inside, "-V"], capture_output=True, text=True, check=True).stdout.split()[1]
    print(done.stdout[-2000:], flush=True)
    return {"version": version, "install seconds": round(installed), **counts(done.stdout)}


def counts(output: str) -> dict[str, int]:
    """`"passed"` and `"failed"` of what pytest printed; errors are failures."""
    last = (output.strip().splitlines() or [""])[-1]
    found = {word.rstrip("s"): int(number) for number, word in re.findall(r"(\d+) (passed|failed|errors?)", last)}
    return {"passed": found.get("passed", 0), "failed": found.get("failed", 0) + found.get("error", 0)}


def main(chosen: list[str]) -> int:
    """Test with every other Python that is here, or with those that are chosen.

    Returns:
        0 if no test failed, else 1.
    """
    stored = read_json(RESULT) if RESULT.exists() else {}
    wrong = 0
    for version in tested_versions(ROOT)["python"]:
        if version == ".".join(map(str, sys.version_info[:2])) or (chosen and version not in chosen):
            continue
        python = interpreter(version)
        if python is None:
            print(f"no Python {version} is here (on the PATH, or of pyenv): not tested", flush=True)
            continue
        stored[version] = tested(python)
        good = stored[version]["passed"] and not stored[version]["failed"]
        print(f"Python {version}: {'right' if good else 'wrong'}", flush=True)
        wrong += not good
    write_json(RESULT, dict(sorted(stored.items())))  # at the end: a test compares README.md with what is stored
    return int(wrong > 0)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
