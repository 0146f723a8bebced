"""Homework as a command: ``python -m homework [COMMAND] [flags]``.

python -m homework                   list the assignments
python -m homework start NAME        copy template, README and public tests
                                     into a folder of that name
python -m homework predict NAME.py   answer the questions before the first check
python -m homework check NAME.py     points by function, and what is wrong;
                                     --hint says more, --printed shows what
                                     your file prints

For whoever teaches:

python -m homework bundle NAME       the zip that students get
python -m homework grade NAME SUBMISSIONS --staff FOLDER --out FOLDER
                                     mark a class
python -m homework autograder NAME --staff FOLDER
                                     the zip that Gradescope takes
python -m homework workflow NAME     a workflow for GitHub Classroom

A command with --help says what else it takes.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

if __name__ == "__main__":  # a file in the folder one works in, such as numpy.py, hides nothing of ours
    sys.path.append(sys.path.pop(0))

from homework import predictions
from homework.assignment import Assignment, find, names
from homework.starting import start
from runtime.arguments import number, whole_number
from runtime.errors import Parser, UserError, exit_code
from runtime.nearest import hint
from runtime.wrapping import wrapped


def list_command(arguments: Sequence[str]) -> None:
    """Print name and title of every assignment."""
    if arguments:
        raise UserError(f"list takes nothing, not {arguments[0][:60]!r}; leave it out")
    for name in names():
        print(wrapped(f"{name:27} {find(name).title}"))
    print("\npython -m homework start hw01   begins the first one in a folder of its own")


def start_command(arguments: Sequence[str]) -> None:
    """`start NAME [FOLDER]`."""
    parser = Parser(prog="python -m homework start", description="Copy an assignment into a folder.")
    parser.add_argument("name", help="of the assignment, or its beginning: hw01")
    parser.add_argument("folder", nargs="?", type=Path, help="is made (default: the assignment's name)")
    given = parser.parse_args(arguments)
    assignment = find(given.name)
    copies = start(assignment, given.folder or Path(assignment.name))
    print(*copies, sep="\n")
    folder = f'"{copies[0].parent}"' if " " in str(copies[0].parent) else copies[0].parent
    print(f"\nread the README, then predict, fill in, and check:\n  cd {folder}")
    print(f"  python -m homework predict {copies[0].name}\n  python -m homework check {copies[0].name}")


def predict_command(arguments: Sequence[str]) -> None:
    """`predict NAME.py [--answer KEY=VALUE ...]`; without answers it asks."""
    parser = Parser(prog="python -m homework predict", description="Predict what your code will show.")
    parser.add_argument("file", type=Path, help="the template you fill in; the answers are kept beside it")
    parser.add_argument("--assignment", help="where the file has another name")
    parser.add_argument("--answer", action="append", default=[], metavar="KEY=VALUE", help="instead of being asked")
    given = parser.parse_args(arguments)
    assignment = _assignment_of(given.file, given.assignment)
    folder = given.file.parent if given.file.suffix == ".py" else Path.cwd()
    if not folder.is_dir():
        raise UserError(f"there is no folder {folder}; give the path of your file")
    predicted = predictions.read(folder, assignment)
    questions = {question.key: question for question in assignment.questions}
    if given.answer:
        new = {}
        for text in given.answer:
            key, _, value = text.partition("=")
            if key not in questions:
                nearest = hint(key, questions, f"choose one of {', '.join(questions)}")
                raise UserError(f"question {key[:40]!r} is unknown; {nearest}")
            new[key] = predictions.parse(questions[key], value)
        for key in new.keys() & predicted.answers.keys():
            print(f"{key} stays as it was answered first: {predicted.answers[key]}")
        predicted = predictions.record(predicted, new)
    else:
        for key, question in questions.items():
            if key not in predicted.answers:  # each is kept at once: whoever stops here goes on later
                predicted = predictions.record(predicted, {key: _asked(question)})
    late = [key for key in predicted.answers if not predicted.in_time(key)]
    print(f"{len(predicted.answers)} of {len(questions)} questions are answered: {predicted.path}")
    if late:
        print("answers after the first check are kept and give no points")


def _asked(question: predictions.Question) -> str | float:
    print(f"\n{wrapped(question.text, after=0)}")
    for index, choice in enumerate(question.choices, 1):
        print(f"  {index}  {choice}")
    prompt = (
        "number of your choice: "
        if question.choices
        else f"your number{f' ({question.unit})' if question.unit else ''}: "
    )
    while True:
        try:
            return predictions.parse(question, input(prompt))
        except EOFError:
            raise UserError(
                f"the question has no answer yet; run predict again, or add --answer {question.key}=..."
            ) from None
        except UserError as error:
            print(error)


def check_command(arguments: Sequence[str]) -> int:
    """`check NAME.py [--hint ...] [--printed]`."""
    from homework.self_check import self_check

    parser = Parser(prog="python -m homework check", description="Check your file by the public tests.")
    parser.add_argument("file", type=Path, help="the template you filled in")
    parser.add_argument("--assignment", help="where the file has another name")
    parser.add_argument(
        "--hint", action="count", default=0, help="one more hint to each mistake; give it again for more"
    )
    parser.add_argument("--printed", action="store_true", help="show what your file printed, the last lines of it")
    given = parser.parse_args(arguments)
    assignment = _assignment_of(given.file, given.assignment)
    return 0 if self_check(given.file, assignment, 1 + given.hint, given.printed) else 1


def bundle_command(arguments: Sequence[str]) -> None:
    """`bundle NAME [FILE.zip]`."""
    from homework.bundle import bundle

    parser = Parser(prog="python -m homework bundle", description="Write the zip that students get.")
    parser.add_argument("name", help="of the assignment, or its beginning: hw01")
    parser.add_argument("file", nargs="?", type=Path, help="default: NAME.zip")
    given = parser.parse_args(arguments)
    assignment = find(given.name)
    print(bundle(assignment, given.file or Path(f"{assignment.name}.zip")))


def autograder_command(arguments: Sequence[str]) -> None:
    """`autograder NAME --staff FOLDER [FILE.zip]`."""
    from homework.grading.autograder import autograder

    parser = Parser(prog="python -m homework autograder", description="Write the zip that Gradescope takes.")
    parser.add_argument("name", help="of the assignment, or its beginning: hw01")
    parser.add_argument("file", nargs="?", type=Path, help="default: autograder-NAME.zip")
    parser.add_argument("--staff", type=Path, required=True, help="the folder with the hidden tests")
    given = parser.parse_args(arguments)
    assignment = find(given.name)
    print(autograder(assignment, given.staff, given.file or Path(f"autograder-{assignment.name}.zip")))


def workflow_command(arguments: Sequence[str]) -> None:
    """`workflow NAME`: printed, to be saved as `.github/workflows/homework.yml`."""
    from homework.grading.autograder import classroom_workflow

    parser = Parser(prog="python -m homework workflow", description="Print a workflow for GitHub Classroom.")
    parser.add_argument("name", help="of the assignment, or its beginning: hw01")
    print(classroom_workflow(find(parser.parse_args(arguments).name)), end="")


def grade_command(arguments: Sequence[str]) -> int:
    """`grade NAME SUBMISSIONS --staff FOLDER --out FOLDER`."""
    from homework.grading.class_run import grade_class
    from homework.grading.isolation import LEVELS, Limits

    parser = Parser(prog="python -m homework grade", description="Grade what a class handed in, in sandboxes.")
    parser.add_argument("name", help="of the assignment, or its beginning: hw01")
    parser.add_argument(
        "submissions", type=Path, help="a folder: one file, zip or folder a student, named as the student"
    )
    parser.add_argument("--staff", type=Path, required=True, help="the folder with the hidden tests")
    parser.add_argument("--out", type=Path, required=True, help="for grades.csv, report.md and one JSON a student")
    parser.add_argument("--isolation", choices=LEVELS, default="bwrap", help="where student code runs (default: bwrap)")
    parser.add_argument("--jobs", type=int, default=1, help="submissions at a time (default: 1)")
    parser.add_argument("--memory", type=int, default=2048, metavar="MIB", help="of one submission (default: 2048)")
    parser.add_argument("--seconds", type=float, default=300, help="for all calls of one submission (default: 300)")
    given = parser.parse_args(arguments)
    jobs, memory = whole_number("--jobs", given.jobs, 1, 64), whole_number("--memory", given.memory, 128, 1 << 20)
    seconds = number("--seconds", given.seconds, above=0)
    limits = Limits(memory=memory << 20, seconds=int(seconds) + 60)
    assignment = find(given.name)
    results = grade_class(
        assignment, given.submissions, given.staff, given.out,
        level=given.isolation, limits=limits, seconds=seconds, jobs=jobs, say=lambda line: print(line, flush=True),
    )  # fmt: skip
    print(f"\n{given.out / 'report.md'}\n{given.out / 'grades.csv'}")
    failed = [result for result in results if result["extra_data"]["status"] == "grader_error"]
    if failed:
        print(f"the tests themselves failed for {len(failed)} submissions; mend them and grade again", file=sys.stderr)
    return 3 if failed else 0


def _assignment_of(file: Path, name: str | None) -> Assignment:
    if name is None and file.stem and not any(known.startswith(file.stem) for known in names()):
        beginning = next((known[:4] for known in names() if file.stem.startswith(known[:4])), "NAME, such as hw01")
        raise UserError(
            f"{file.name[:60]!r} is not named as an assignment; rename the file, or add --assignment {beginning}"
        )
    return find(name if name is not None else file.stem)


COMMANDS: dict[str, Callable[[Sequence[str]], int | None]] = {
    "list": list_command,
    "start": start_command,
    "predict": predict_command,
    "check": check_command,
    "bundle": bundle_command,
    "grade": grade_command,
    "autograder": autograder_command,
    "workflow": workflow_command,
}


def main(arguments: list[str]) -> int | None:
    """Dispatch."""
    command, rest = (arguments[0], arguments[1:]) if arguments else ("list", [])
    if command in ("-h", "--help"):
        print(__doc__)
    elif command in COMMANDS:
        return COMMANDS[command](rest)
    else:
        nearest = hint(command, COMMANDS, f"choose one of {', '.join(COMMANDS)}")
        raise UserError(f"command {command[:60]!r} is unknown; {nearest}")
    return None


if __name__ == "__main__":
    sys.exit(exit_code(main))
