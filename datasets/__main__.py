"""Datasets on this machine: ``python -m datasets [list | fetch NAME...]``."""

from __future__ import annotations

import argparse

from runtime.errors import Parser, UserError, exit_code


def main(arguments: list[str]) -> None:
    """List the datasets, or get whole ones."""
    parser = Parser(
        prog="python -m datasets", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("command", nargs="?", choices=("list", "fetch"), default="list")
    parser.add_argument("names", nargs="*", metavar="NAME")
    given = parser.parse_args(arguments)
    if given.command == "fetch":
        fetch(given.names)
    elif given.names:
        raise UserError(f"list takes nothing, not {given.names[0]!r}; leave it out")
    else:
        from datasets.catalogue import names

        for name in names():
            print(name)


def fetch(names: list[str]) -> None:
    """Get whole datasets into the data folder and load each once, which checks and keeps it."""
    from datasets.catalogue import load, loader
    from datasets.folders import data_folder

    if not names:
        raise UserError("fetch needs a name; python -m datasets lists them")
    for name in names:
        loader(name)
    for name in names:
        print(f"{load(name, full=True)} is ready in {data_folder()}")


if __name__ == "__main__":
    raise SystemExit(exit_code(main))
