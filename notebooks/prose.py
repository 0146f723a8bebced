"""From the docstring of a lesson to the Markdown of its notebook."""

from __future__ import annotations

import re
import textwrap

from chapters.command_line.lesson_text import parts, title
from runtime.markdown import escaped

FACTS = ("Goal", "Before", "Minutes", "Slides", "Book")
AT_THE_END = ("In TensorBoard", "Now change")
COMMAND = re.compile(r"python -m chapters(?:\.\w+| run \w+| \w+) (?P<flags>.*)")


def beginning(doc: str, name: str) -> str:
    """Title, facts, the lecture, what is built and what to look for."""
    texts = [f"# {escaped(title(doc))}", f"*Made from `chapters/{name}.py` by `python notebooks/write.py`.*"]
    for section, text in _before_the_end(doc):
        if section in FACTS:
            texts.append(f"- **{section}:** {escaped(_joined(text))}")
        else:
            texts += [f"## {section}"] if section else []
            texts.append(paragraphs(text))
    return re.sub(r"\n\n(?=- \*\*(?!Goal))", "\n", "\n\n".join(texts))


def ending(doc: str, chapter: str) -> str:
    """TensorBoard, what to change, and what the docstring says after that."""
    found = dict(parts(doc))
    tensorboard = f"%load_ext tensorboard\n%tensorboard --logdir runs/{chapter}"
    texts = ["## In TensorBoard", f"In a cell of its own:\n\n```text\n{tensorboard}\n```"]
    texts += [escaped(_joined(found["In TensorBoard"])), "## Now change one thing"]
    texts += ["Change the cell `FLAGS`, then run it and all cells below it.", changes(found["Now change"])]
    after = parts(doc)[len(_before_the_end(doc)) :]
    texts += [paragraphs(text) for section, text in after if section not in AT_THE_END]
    return "\n\n".join(texts)


def _before_the_end(doc: str) -> list[tuple[str, str]]:
    found = parts(doc)
    first = next(index for index, (section, _) in enumerate(found) if section in AT_THE_END)
    return found[:first]


def changes(text: str) -> str:
    """The suggestions of a lesson: what stands on its command line stands in the cell `FLAGS` here."""
    lines = []
    for line in text.splitlines():
        command = COMMAND.match(line)
        lines.append(f'- `FLAGS = "{command["flags"]}"`  ' if command else f"  {escaped(line.strip())}")
    return "\n".join(lines)


def paragraphs(text: str) -> str:
    """Paragraphs as paragraphs, and what is indented (formulas, lists in columns) as it stands."""
    made = []
    for block in re.split(r"\n\s*\n", text.strip("\n")):
        indented = all(line.startswith("    ") for line in block.splitlines())
        made.append(f"```text\n{textwrap.dedent(block)}\n```" if indented else escaped(_joined(block)))
    return "\n\n".join(made)


def _joined(text: str) -> str:
    return " ".join(text.split())
