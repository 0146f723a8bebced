"""Build the course site from the sources:  python docs/site/build.py

    python docs/site/build.py --outputs runs             with the tables and figures of your own default runs
    python docs/site/build.py --repository OWNER/NAME    with links that open notebooks in Colab
    python docs/site/build.py --messages                 only what is to be translated, for catalogues.py

The site needs `python -m pip install -e ".[site]" -c constraints.txt`. It is built from the docstrings, the Markdown
files, the ledger of the claims and the assignments; it runs no lesson. First every page is written as Markdown, in
`pages`; Sphinx collects what is to be translated, then makes `html` in English and `html/ko` in Korean (the Korean is
in `docs/site/locales`, see `catalogues.py`). A warning is an error. Open `build/site/html/index.html`.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[2] / "notebooks"))  # whose prose.py makes Markdown of a lesson's text
from catalogues import compiled, lacking, of_today
from claim_pages import claim_pages
from cost_page import cost_page
from homework_pages import homework_pages
from lesson_pages import Site, lesson_page
from reference_pages import reference_pages
from repository_pages import notebooks_page, repository_pages, start_page
from translations import LOCALES, Korean, read_folder

from chapters.claims.ledger import entries
from chapters.command_line.chapter_list import chapter_names, find_chapter
from chapters.command_line.command import folder
from chapters.command_line.open_report import TABLE
from runtime.errors import Parser, UserError, exit_code
from runtime.files import make_folder, write_text

FOLDER = Path(__file__).parent
ROOT = FOLDER.parents[1]
PARTS = ("pages", "html", "messages", "locales", "doctrees")
"""What the command makes in its folder, and makes anew each time."""


def pages(outputs: Path | None, repository: str) -> dict[str, str | Path]:
    """Everything that the site is made of: place in it -> text, or the file that is copied there.

    Args:
        outputs: folder of run folders, whose reports are shown; None: the kept ones alone.
        repository: `OWNER/NAME` on GitHub, or empty.
    """
    site = Site(entries(find_chapter), outputs, repository)
    references = reference_pages()
    made = {"index.md": start_page(references), "notebooks.md": notebooks_page(repository)}
    made |= repository_pages() | references | claim_pages(site.rows) | homework_pages() | cost_page()
    for name in ["tour", *chapter_names()]:
        made |= lesson_page(name, site)
    return made


def write(made: dict[str, str | Path], target: Path) -> None:
    """Write the pages into a folder.

    Args:
        made: as `pages` returns it.
        target: the folder.

    Raises:
        UserError: it cannot be written.
    """
    for place, content in made.items():
        path = target / place
        make_folder(path.parent)
        if isinstance(content, Path):
            shutil.copyfile(content, path)
        else:
            write_text(path, content)


def empty(target: Path) -> Path:
    """The folder of the site without what an earlier build left in it.

    Raises:
        UserError: something else is in it, or it cannot be written.
    """
    others = sorted(path.name for path in make_folder(target).iterdir() if path.name not in PARTS)
    if others:
        raise UserError(f"{target} holds {others[0]}, which the site does not own; give another folder")
    for part in PARTS:
        shutil.rmtree(target / part, ignore_errors=True)
    return target


def main(arguments: list[str]) -> int:
    """Write the pages and let Sphinx make the site.

    Returns:
        0, or Sphinx' exit code if it warned.

    Raises:
        UserError: Sphinx is not installed, or a folder cannot be used or has no run to show.
    """
    flags = Parser(
        prog="python docs/site/build.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    build = ROOT / "build" / "site"
    flags.add_argument("--to", type=folder, default=build, metavar="FOLDER", help="default: build/site")
    flags.add_argument("--outputs", type=folder, metavar="FOLDER", help="run folders; default: the kept outputs alone")
    repository = os.environ.get("GITHUB_REPOSITORY", "")
    flags.add_argument("--repository", default=repository, metavar="OWNER/NAME", help="on GitHub, for Colab")
    flags.add_argument("--messages", action="store_true", help="write gettext's messages in place of the site")
    given = flags.parse_args(arguments)
    missing = [name for name in ("sphinx", "myst_parser", "furo", "sphinx_copybutton") if find_spec(name) is None]
    if missing:
        command = "python -m pip install -e '.[site]' -c constraints.txt"
        raise UserError(f"{missing[0]} is not installed, which the site is built with; type {command}")
    if given.outputs and not any(given.outputs.glob(f"*/report*/{TABLE}")):
        raise UserError(f"{given.outputs} has no report of a lesson; type python -m chapters run ch01 first")
    target = empty(given.to)
    made = pages(given.outputs, given.repository)
    write(made, target / "pages")
    code = sphinx(target, "gettext", "messages")
    if code or given.messages:
        return code or _done(target / "messages")
    korean = Korean(read_folder(LOCALES, ".po"))
    print("\n".join(lacking(of_today(target / "messages", korean))))
    compiled(target / "messages", korean, target / "locales" / "ko" / "LC_MESSAGES")
    code = sphinx(target, "html", "html")
    write({"index.md": start_page(reference_pages(), "README.ko.md")}, target / "pages")
    settings = ("language=ko", f"locale_dirs={target / 'locales'}")
    return code or sphinx(target, "html", "html/ko", *settings) or _done(target / "html" / "index.html")


def sphinx(target: Path, builder: str, made: str, *settings: str) -> int:
    """Let Sphinx make something of the pages.

    Args:
        target: folder of the site.
        builder: of Sphinx.
        made: the folder in it that is made.
        settings: in place of those in `conf.py`.

    Returns:
        Sphinx' exit code: 0, unless it warned.
    """
    from sphinx.cmd.build import main as build

    places = ["-d", str(target / "doctrees" / made), str(target / "pages"), str(target / made)]
    given = [part for setting in settings for part in ("-D", setting)]
    return build(["-b", builder, "-q", "-W", "--keep-going", "-c", str(FOLDER), *given, *places])


def _done(made: Path) -> int:
    print(made)
    return 0


if __name__ == "__main__":
    raise SystemExit(exit_code(main))
