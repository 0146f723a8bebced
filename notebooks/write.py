"""Write the notebook of every lesson into this folder:  python notebooks/write.py [NAME...]

A lesson, `chapters/chNN_topic.py`, is the only source of its notebook: change the lesson and run this command. Equal
lessons give equal bytes, and the notebooks hold no outputs; `tests/notebooks` compares and executes them.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

sys.path.insert(0, str(Path(__file__).parent))
from code_cells import after_settings, definitions, parts_of, report_cell, settings_cell
from on_colab import first_cell
from prose import beginning, ending

from chapters.command_line.chapter_list import chapter_names
from runtime.files import write_text

FOLDER = Path(__file__).parent


def notebook(name: str) -> NotebookNode:
    """The notebook of a lesson: its text, its parts one a cell, and `run` step by step."""
    module = import_module(f"chapters.{name}")
    lesson = parts_of(Path(str(module.__file__)).read_text(encoding="utf-8"), name)
    cells = [
        ("markdown", beginning(str(module.__doc__), name)),
        ("code", first_cell(name)),
        *definitions(lesson),
        *settings_cell(lesson),
        *after_settings(lesson),
        *report_cell(),
        ("markdown", ending(str(module.__doc__), module.SETTINGS.chapter)),
    ]
    made = new_notebook(
        metadata={
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        }
    )
    for number, (kind, source) in enumerate(cells, start=1):
        cell = new_markdown_cell(source) if kind == "markdown" else new_code_cell(source)
        cell["id"] = f"{name.split('_')[0]}-{number:02}"  # nbformat draws one by chance
        if source.startswith("FLAGS = "):
            cell["metadata"]["tags"] = ["parameters"]  # papermill and the tests put other flags here
        made.cells.append(cell)
    nbformat.validate(made)
    return made


def text_of(name: str) -> str:
    """The bytes of a notebook's file, as text."""
    return nbformat.writes(notebook(name)) + "\n"


def main(names: list[str]) -> None:
    """Write the notebooks of these lessons, or of all of them and the tour."""
    for name in names or [*chapter_names(), "tour"]:
        write_text(FOLDER / f"{name}.ipynb", text_of(name))
        print(FOLDER / f"{name}.ipynb")


if __name__ == "__main__":
    main(sys.argv[1:])
