"""Make the templates of the homework from the marked solutions: ``python staff/make_templates.py``.

A block between `# BEGIN SOLUTION` and `# END SOLUTION` becomes one line that says that the function is not written yet.
"""

from __future__ import annotations

import re
from pathlib import Path

STAFF = Path(__file__).parent
ASSIGNMENTS = STAFF.parent / "homework" / "assignments"
BLOCK = re.compile(r"^( *)# BEGIN SOLUTION\n(.*?)^ *# END SOLUTION\n", re.DOTALL | re.MULTILINE)


def template(solution: str) -> str:
    """The text of a solution without what is to be found."""
    return BLOCK.sub(r"\1raise NotImplementedError\n", solution)


def solution_lines(solution: str) -> list[str]:
    """The lines that only a solution has, without indentation."""
    kept = {line.strip() for line in template(solution).splitlines()}
    inside = (line.strip() for block in BLOCK.finditer(solution) for line in block[2].splitlines())
    return [line for line in inside if line and line not in kept]


def main() -> None:
    """Write every template."""
    for solution in sorted(STAFF.glob("hw*/solution.py")):
        name = solution.parent.name
        text = template(solution.read_text(encoding="utf-8"))
        (ASSIGNMENTS / name / f"{name}.py").write_text(text, encoding="utf-8", newline="\n")
        print(ASSIGNMENTS / name / f"{name}.py")


if __name__ == "__main__":
    main()
