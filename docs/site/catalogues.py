"""Keep the Korean of the site up to date:  python docs/site/catalogues.py

    python docs/site/build.py --messages               first: what the pages say today, a quarter of a minute
    python docs/site/catalogues.py                     what each page lacks, and what is out of date
    python docs/site/catalogues.py --write             bring the files in docs/site/locales up to date
    python docs/site/catalogues.py FILE.po...          compare English and Korean in these files, in a second

`locales/ko/LC_MESSAGES` has a file for each page, in gettext's form. A paragraph that several pages have stands in
`common.po`. What is out of date is `fuzzy` there, with the English that it was made from: correct it, and take both
lines with `#` away.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from fnmatch import fnmatch
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from messages import form, has_words, lines, representatives
from translations import LOCALES, Entry, Korean, read, read_folder, write

from runtime.errors import Parser, UserError, exit_code
from runtime.files import make_folder

TRANSLATED = ("lessons/*", "claims/*", "homework/*", "docs/*", "notebooks", "CLAIMS", "cost")
"""Pages with Korean text, as patterns; `README.ko.md` is the Korean start page, and the others are English."""
CAPTIONS = ("Lessons", "Homework", "More", "Packages", "Project")
"""Of the table of contents, which is on the start page."""
ENGLISH = {
    "Tables of this run": "What its claims came to",  # of a run that is not kept
    "Terms": "Slides",  # the glossary's table, which has both languages
    "For instructors": None,
    "Every row": None,  # of the simulation, by the names that the benchmark gives them
}
"""What stays English: headings, and the heading that stands after their part (None: the page ends with it)."""
COMMON = "common"
NUMBERED = re.compile(r"^(\d+)\. ")
"""At the beginning of a translated heading, such as that of a lesson: to Markdown it would begin a list."""


def of_pages(folder: Path) -> dict[str, list[str]]:
    """The messages of the pages that are translated: first the claims, whose sentences other pages show, too.

    Args:
        folder: where `build.py --messages` wrote them.

    Raises:
        UserError: there are none.
    """
    pages = {}
    found = read_folder(folder, ".pot")
    for place, entries in sorted(found.items(), key=lambda page: (not page[0].startswith("claims/"), page[0])):
        if place == "index":
            pages[place] = list(CAPTIONS)
        elif any(fnmatch(place, pattern) for pattern in TRANSLATED):
            pages[place] = [entry.message for entry in entries]
    if not pages:
        raise UserError(f"{folder} has no messages; type: python docs/site/build.py --messages")
    return pages


def to_translate(page: Sequence[str], titles: Iterable[str]) -> list[str]:
    """What is to be translated of a page's messages, line by line.

    Args:
        page: its messages in their order.
        titles: of the slides, which are quoted as they are, also with their numbers.
    """
    kept: list[str] = []
    names, heading = set(titles), ""
    for message in page:
        if heading and message == ENGLISH[heading]:
            heading = ""
        if not heading:
            kept += [line for line in lines(message) if has_words(line) and NUMBERED.sub("", line) not in names]
        if message in ENGLISH:
            heading = message
    return kept


def arranged(pages: Mapping[str, Sequence[str]], common: Iterable[str] = ()) -> dict[str, list[str]]:
    """Each message in the one file that translates it: that of its page, or `common` if several pages have it.

    What a claim's page shares with its lesson's page only is in the file of the claim.

    Args:
        pages: page -> what is to be translated of it.
        common: messages that `common` has already; they stay there.
    """
    kept = set(map(form, common))
    where: dict[str, dict[str, None]] = {}
    for page, messages in pages.items():
        for message in messages:
            where.setdefault(form(message), {})[page] = None
    files: dict[str, list[str]] = {COMMON: []}
    for messages in pages.values():
        for message in messages:
            of_claims = [place for place in where[form(message)] if place.startswith("claims/")]
            owners = of_claims if len(of_claims) == 1 else list(where[form(message)])
            alone = len(owners) == 1 and form(message) not in kept
            files.setdefault(owners[0] if alone else COMMON, []).append(message)
    return {name: representatives(list(dict.fromkeys(messages))) for name, messages in files.items()}


def updated(files: Mapping[str, Sequence[str]], korean: Korean) -> dict[str, list[Entry]]:
    """The catalogues for these messages: what was translated is kept, what is out of date is noted.

    Args:
        files: as `arranged` returns them.
        korean: the translations that there are.
    """
    today = {form(message) for messages in files.values() for message in messages}
    made = {}
    for name, messages in files.items():
        old = korean.files.get(name, [])
        left = {entry.message: entry for entry in old if entry.translation and form(entry.message) not in today}
        stale = {entry.message: entry for entry in old if entry.translation and entry.before}
        entries = []
        for message in messages:
            translation, before = korean.of(message) or "", ""
            if not translation:
                near = get_close_matches(message, left, 1)
                was = stale.get(message) or (left.pop(near[0]) if near else None)
                if was:
                    translation, before = was.translation, was.before or was.message
            entries.append(Entry(message, translation, before))
        made[name] = entries
    labels = [one for one in korean.files.get(COMMON, []) if one.translation and form(one.message) not in today]
    made[COMMON] += labels  # such as a verdict that no claim has today
    return made


def compiled(messages: Path, korean: Korean, folder: Path) -> None:
    """Make for Sphinx the catalogues of all pages with Korean text: all their messages, with the numbers of today.

    What needs no translation is its own: so only what lacks one, be it in one line, is marked as English on the site.

    Args:
        messages: where `build.py --messages` wrote them.
        korean: the translations.
        folder: where the catalogues go.
    """
    from babel.messages.catalog import Catalog
    from babel.messages.mofile import write_mo

    own = read(LOCALES / "sphinx.po")
    pages = {"sphinx": {one.message: one.translation for one in own}}
    names = slide_titles()
    for page, texts in of_pages(messages).items():
        to_do = set(to_translate(texts, names))
        pages[page] = {}
        for text in texts:
            said = [(korean.of(line) or "") if line in to_do else line for line in lines(text)]
            pages[page][text] = "<br>".join(said) if all(said) else ""
    for page, texts in pages.items():
        catalogue = Catalog("ko", fuzzy=False)
        for message, translation in texts.items():
            catalogue.add(message, NUMBERED.sub(r"\1\\. ", translation))
        make_folder((folder / page).parent)
        with (folder / f"{page}.mo").open("wb") as file:
            write_mo(file, catalogue)


def slide_titles() -> list[str]:
    """The titles of the slides."""
    from chapters.claims.claim_list import lecture

    return [slide["title"] for slide in lecture().slides]


def of_today(messages: Path, korean: Korean) -> dict[str, list[Entry]]:
    """The catalogues of all pages as they should be today.

    Args:
        messages: where `build.py --messages` wrote them.
        korean: the translations that there are.
    """
    titles = slide_titles()
    pages = {page: to_translate(texts, titles) for page, texts in of_pages(messages).items()}
    common = [entry.message for entry in korean.files.get(COMMON, [])]
    return updated(arranged(pages, common), korean)


def lacking(files: Mapping[str, Sequence[Entry]]) -> list[str]:
    """A line for each catalogue that lacks Korean, or whose Korean is out of date, and a line for all of them."""
    rows = {
        name: (len(entries), sum(not one.translation for one in entries), sum(bool(one.before) for one in entries))
        for name, entries in files.items()
    }
    rows = {name: row for name, row in rows.items() if any(row[1:])} | {
        "all pages": tuple(map(sum, zip(*rows.values(), strict=True)))
    }
    return [
        f"{name}: {missing} of {size} paragraphs without Korean, {stale} out of date"
        for name, (size, missing, stale) in rows.items()
    ]


def main(arguments: Sequence[str]) -> int:
    """Count, write, or compare.

    Returns:
        1 if pairs were compared and one is wrong, else 0.

    Raises:
        UserError: the messages are not there, or a file cannot be used.
    """
    from pairs import faults

    flags = Parser(
        prog="python docs/site/catalogues.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    messages = Path(__file__).parents[2] / "build" / "site" / "messages"
    flags.add_argument("files", type=Path, nargs="*", metavar="FILE.po", help="compare the pairs in these")
    flags.add_argument("--messages", type=Path, default=messages, help="default: build/site/messages")
    flags.add_argument("--write", action="store_true", help="bring the catalogues up to date")
    given = flags.parse_args(arguments)
    if given.files:
        found = [(path, entry) for path in given.files for entry in read(path) if faults(entry)]
        for path, entry in found:
            print(f"{path}:", "; ".join(faults(entry)), f"\n  {entry.message}\n  {entry.translation}")
        print("\n".join(lacking({str(path): read(path) for path in given.files})))
        return int(bool(found))
    files = of_today(given.messages, Korean(read_folder(LOCALES, ".po")))
    if given.write:
        write(files, LOCALES)
    print("\n".join(lacking(files)))
    return 0


if __name__ == "__main__":
    raise SystemExit(exit_code(main))
