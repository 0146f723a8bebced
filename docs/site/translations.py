"""Translations: the files in which they are kept, and the memory of all of them.

`locales/ko/LC_MESSAGES` has a file for each page, in gettext's form, and `common.po` for what several pages have.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from messages import carried, form

from runtime.errors import UserError
from runtime.files import make_folder, write_text

LOCALES = Path(__file__).with_name("locales") / "ko" / "LC_MESSAGES"
BEFORE = "Before: "
"""Begins the comment with the English of a translation that is out of date; Babel does not read gettext's own, `#|`."""
HEADER = """\
msgid ""
msgstr ""
"Language: ko\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


@dataclass
class Entry:
    """A message and its translation.

    Attributes:
        message: English.
        translation: Korean; empty if there is none.
        before: the English that the translation was made from, if it is out of date.
    """

    message: str
    translation: str = ""
    before: str = ""


@dataclass
class Korean:
    """All translations.

    Attributes:
        files: name of a file without its suffix -> entries.
    """

    files: dict[str, list[Entry]]
    by_form: dict[str, list[Entry]] = field(init=False)

    def __post_init__(self) -> None:
        self.by_form = {}
        for entries in self.files.values():
            for entry in entries:
                if entry.translation and not entry.before:
                    self.by_form.setdefault(form(entry.message), []).append(entry)

    def of(self, message: str) -> str | None:
        """The translation of a message, from the file of whichever page has it; None if there is none."""
        entries = self.by_form.get(form(message), [])
        for entry in sorted(entries, key=lambda one: one.message != message):
            found = carried(entry.message, entry.translation, message)
            if found is not None:
                return found
        return None


def read(path: Path) -> list[Entry]:
    """The entries of a file of messages or translations, in its order.

    Raises:
        UserError: it is no such file.
    """
    from babel.messages.pofile import PoFileError, read_po

    try:
        with path.open("rb") as file:
            found = read_po(file, abort_invalid=True)
    except (OSError, PoFileError, UnicodeDecodeError) as error:
        raise UserError(f"{path} cannot be read: {error}") from error
    entries = []
    for message in found:
        if message.id:
            before = " ".join(message.user_comments).removeprefix(BEFORE) or str(message.id)
            entries.append(Entry(str(message.id), str(message.string), before if message.fuzzy else ""))
    return entries


def read_folder(folder: Path, suffix: str) -> dict[str, list[Entry]]:
    """The entries of all such files below a folder: place without suffix -> entries."""
    paths = [path for path in sorted(folder.rglob(f"*{suffix}")) if path.stem != "sphinx"]  # furo's own words
    return {path.relative_to(folder).with_suffix("").as_posix(): read(path) for path in paths}


def write(files: Mapping[str, Sequence[Entry]], folder: Path) -> None:
    """Write catalogues, without line numbers and days, and remove those that no page has any more.

    Raises:
        UserError: a file cannot be written.
    """
    for path in folder.rglob("*.po"):
        if path.relative_to(folder).with_suffix("").as_posix() not in {*files, "sphinx"}:
            path.unlink()
    for name, entries in files.items():
        blocks = []
        for entry in entries:
            lines = [f"# {BEFORE}{entry.before}", "#, fuzzy"] if entry.before else []
            lines += [f"msgid {quoted(entry.message)}", f"msgstr {quoted(entry.translation)}\n"]
            blocks.append("\n".join(lines))
        path = folder / f"{name}.po"
        make_folder(path.parent)
        write_text(path, HEADER + "\n".join(blocks))


def quoted(text: str) -> str:
    """A string as it stands in a catalogue, in one line."""
    from babel.messages.pofile import escape

    return escape(text)
