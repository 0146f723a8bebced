"""The command line that every chapter has."""

from __future__ import annotations

import argparse
import inspect
import json
import os
import shlex
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import datasets
from chapters.command_line.estimate import estimate, trainings
from chapters.command_line.lesson_text import title
from chapters.command_line.report import Report
from chapters.command_line.settings import QUICK_EXAMPLES, Settings
from chapters.command_line.worker import with_the_others
from runtime.errors import Parser, UserError, exit_code
from runtime.notebook import shell
from runtime.wrapping import wrapped
from training.profiling import require_plugin
from training.progress import counting
from training.projector import write_embedding

Chapter = Callable[[Settings], Report]


def whole(least: int, most: int = 2**31 - 1) -> Callable[[str], int]:
    """An argparse type: a whole number between two bounds."""

    def parse(text: str) -> int:
        try:
            number = int(text)
        except ValueError:
            number = least - 1
        if not least <= number <= most:
            raise argparse.ArgumentTypeError(f"{_shown(text)} is no whole number from {least} to {most}")
        return number

    return parse


def above_zero(text: str) -> float:
    """An argparse type: a finite number above 0."""
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number < float("inf"):
        raise argparse.ArgumentTypeError(f"{_shown(text)} is no number above 0")
    return number


def folder(text: str) -> Path:
    """An argparse type: a folder that exists or may be made."""
    if not text.strip() or "\0" in text or len(text) > 200:
        raise argparse.ArgumentTypeError(f"{_shown(text)} is no folder name; give one of 1 to 200 characters")
    path = Path(text)
    try:
        inside_file = next((part for part in (path, *path.parents) if part.exists() and not part.is_dir()), None)
    except OSError:
        raise argparse.ArgumentTypeError(f"{_shown(text)} is too long for a folder name; give a shorter one") from None
    if inside_file is not None:
        raise argparse.ArgumentTypeError(f"{_shown(str(inside_file))} is a file; name a folder")
    return path


def _shown(text: str) -> str:
    return repr(text if len(text) <= 40 else f"{text[:40]}...")


OPTIONAL: dict[str, dict[str, Any]] = {
    "dataset": {"metavar": "NAME", "help": "another dataset of the right task"},
    "epochs": {"type": whole(1, 100_000), "metavar": "N", "help": "passes over the training split"},
    "batch_size": {"type": whole(1, 1_000_000), "metavar": "N", "help": "examples a step"},
    "learning_rate": {"type": above_zero, "metavar": "RATE", "help": "of the optimizer"},
    "patience": {"type": whole(0, 100_000), "metavar": "N", "help": "stop after N epochs without improvement"},
    "seeds": {"type": whole(1, 1_000), "metavar": "N", "help": "train N seeds; the table gets intervals"},
    "jobs": {"type": whole(1, 64), "metavar": "N", "help": "trainings at a time"},
    "engine": {"choices": ("slurm", "ray"), "help": "a cluster trains; settings in engines.toml beside the runs"},
    "projector": {"action": "store_true", "help": "show the embeddings in TensorBoard's tab Projector"},
    "profile": {"action": "store_true", "help": "show what takes time in TensorBoard's tab Profile"},
}


LARGEST = {"units": 4_096, "parameters": 10_000_000, "degree": 50, "delay": 2_000}
"""What a laptop's memory holds, of those own flags of chapters whose arrays grow with them."""


def parser(settings: Settings, doc: str, prog: str) -> Parser:
    """The flags of a chapter. Flags that were not typed leave no trace, so that defaults stay the chapter's."""
    flags = Parser(
        prog=prog,
        description=doc,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        argument_default=argparse.SUPPRESS,
    )
    flags.add_argument("--quick", action="store_true", help=f"seconds: one epoch on {QUICK_EXAMPLES} examples")
    flags.add_argument("--full", action="store_true", help="the whole dataset")
    flags.add_argument("--seed", type=whole(0, 2**32 - 1), metavar="N", help="of the first training (default: 0)")
    flags.add_argument("--runs-dir", type=folder, metavar="FOLDER", help="where run folders go (default: runs)")
    flags.add_argument("--resume", action="store_true", help="keep what is finished, go on with what is not")
    flags.add_argument("--no-determinism", action="store_true", help="faster operations, other bits each time")
    flags.add_argument("--json", action="store_true", help="one JSON object on standard output, the rest on error")
    flags.add_argument(
        "--verbose", action="store_true", help="a line for every epoch, and TensorFlow's start-up messages"
    )
    flags.add_argument("--wide", action="store_true", help="print every column of the tables")
    # Whatever other processes can train, other machines can.
    for name in (*settings.flags, *(["engine"] if "jobs" in settings.flags else [])):
        default = getattr(settings, name)
        said = "the optimizer's own" if name == "learning_rate" else "none"
        option = dict(OPTIONAL[name])
        if default is not False:
            option["help"] += f" (default: {said if default is None else default})"
        flags.add_argument(f"--{name.replace('_', '-')}", **option)
    for flag in settings.own:
        most = LARGEST[flag.name] if flag.name in LARGEST else 2**31 - 1
        kind = {int: whole(1, most), float: above_zero}.get(type(flag.default), type(flag.default))
        said = f"{flag.help} (default: {flag.default})"
        flags.add_argument(
            f"--{flag.name.replace('_', '-')}", dest=flag.name, type=kind, choices=flag.choices, help=said
        )
    return flags


def checked(settings: Settings) -> Settings:
    """The settings, if they go together.

    Raises:
        UserError: they do not, or the dataset is unknown.
    """
    if settings.quick and settings.full:
        raise UserError("--quick takes a few examples and --full all of them; give one of the two")
    if settings.seed + settings.seeds > 2**32:
        raise UserError(
            f"--seed {settings.seed} and --seeds {settings.seeds} lead beyond the largest seed, {2**32 - 1}; "
            "give a smaller --seed"
        )
    datasets.options(settings.dataset)  # an unknown name is refused before anything is measured
    return settings


def settings_of(settings: Settings, flags: str) -> Settings:
    """A chapter's settings, changed by flags as its command line takes them: for a notebook.

    Args:
        settings: the chapter's defaults.
        flags: in one text, such as `"--epochs 20 --seeds 5"`.

    Raises:
        UserError: as at the command line.
    """
    try:
        typed = shlex.split(flags)
    except ValueError:
        raise UserError(f"flags {_shown(flags)} have an odd number of quotation marks; close the last one") from None
    for flag in ("-h", "--help", "--json", "--wide"):
        if flag in typed:
            raise UserError(f"flag {flag} is for the command line; leave it out")
    given = vars(parser(settings, "", settings.chapter).parse_args(typed))
    return checked(settings.with_flags(given))


def report(run: Chapter, settings: Settings, arguments: Sequence[str], prog: str) -> tuple[Report, bool]:
    """Run a chapter with flags.

    Returns:
        Its report, printed unless `--json` was given, and whether it was.
    """
    doc = inspect.getdoc(inspect.getmodule(run)) or ""
    given = vars(parser(settings, doc, prog).parse_args(arguments))
    as_json, wide = given.pop("json", False), given.pop("wide", False)
    settings = checked(settings.with_flags(given))
    if settings.verbose:
        from runtime.backend import show_noise

        show_noise()
    if settings.profile:
        require_plugin()
    settings, follows = with_the_others(settings)
    with redirect_stdout(sys.stderr if as_json and not follows else sys.stdout):
        if doc:
            print(f"{wrapped(title(doc))}\n")
        print(wrapped(estimate(settings)), flush=True)
        try:
            with counting(trainings(settings)):
                result = run(settings)
            result.save()
            if settings.projector:
                for one in result.runs:
                    write_embedding(one)
        except KeyboardInterrupt:
            raise KeyboardInterrupt(f"interrupted; go on with: {resuming()}") from None
        result.print(doc, wide)
    return result, as_json


def resuming() -> str:
    """The command line that started this process, with `--resume`."""
    if shell() is not None:  # that would be the one of the notebook's kernel
        return "the same cell, with --resume"
    typed = [Path(sys.orig_argv[0]).stem, *sys.orig_argv[1:]]
    typed += [] if "--resume" in typed else ["--resume"]
    return subprocess.list2cmdline(typed) if os.name == "nt" else shlex.join(typed)


def main(run: Chapter, settings: Settings) -> int:
    """The command line of one chapter: its exit code."""

    def command(arguments: Sequence[str]) -> None:
        result, as_json = report(run, settings, arguments, f"{settings.chapter}")
        if as_json:
            print(json.dumps(result.as_dict(), indent=2, ensure_ascii=False, allow_nan=False))

    return exit_code(command)
