"""What is to be translated: every paragraph of a lesson is a message of its page's catalogue."""

import subprocess
import sys
from importlib import import_module

import pytest

from chapters.command_line.chapter_list import chapter_names
from chapters.command_line.lesson_text import parts, title

pytestmark = pytest.mark.site


@pytest.fixture(scope="module")
def messages(root, tmp_path_factory):
    """Place of a page -> the messages that gettext found on it."""
    from babel.messages.pofile import read_po

    folder = tmp_path_factory.mktemp("translation")
    command = [sys.executable, "docs/site/build.py", "--messages", "--to", str(folder)]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, encoding="utf-8", timeout=900)
    assert done.returncode == 0, done.stderr
    found = {}
    for path in (folder / "messages").rglob("*.pot"):
        with path.open("rb") as file:
            place = path.relative_to(folder / "messages").with_suffix("").as_posix()
            found[place] = {str(message.id) for message in read_po(file)}
    return found


@pytest.mark.parametrize("name", ["tour", *chapter_names()])
def test_every_paragraph_of_a_lesson_can_be_translated(makers, messages, name):
    maker, doc = import_module("lesson_pages"), import_module(f"chapters.{name}").__doc__
    found = messages[f"lessons/{name}"]
    facts = (*maker.FACTS, "Homework", "Now change")
    blocks = [
        block for section, text in parts(doc) if section not in facts for block in maker.prose(text).split("\n\n")
    ]
    paragraphs = [block for block in blocks if not block.startswith(("```", "* - "))]
    cells = [line[4:] for block in blocks if block.startswith("* - ") for line in block.splitlines() if line != "```"]
    questions = [line for line in maker.change_lines(dict(parts(doc))["Now change"]) if not line.startswith("```")]
    assert len(paragraphs) >= 2
    assert [text for text in [*paragraphs, *cells, *questions] if text not in found] == []
    about = title(doc).partition(": ")[2]
    assert maker.escaped(about[:1].upper() + about[1:]) in found
