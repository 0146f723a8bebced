"""A real kernel, as Jupyter starts it."""

from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook


@pytest.fixture
def execute(tmp_path: Path) -> Callable[..., list[list[nbformat.NotebookNode]]]:
    """Execute a notebook, or cells given by their sources: the outputs, cell by cell."""

    def run(*cells: str | nbformat.NotebookNode) -> list[list[nbformat.NotebookNode]]:
        cells = [new_code_cell(cell) if isinstance(cell, str) else cell for cell in cells]
        notebook = new_notebook(cells=cells)
        resources = {"metadata": {"path": str(tmp_path)}}
        NotebookClient(notebook, timeout=300, allow_errors=True, resources=resources).execute()
        return [cell.get("outputs", []) for cell in notebook.cells]

    return run
