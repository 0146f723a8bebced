"""What a lesson consists of, and the hash that says whether it was changed since it ran."""

from __future__ import annotations

import ast
import hashlib
from pathlib import Path

CHAPTERS = Path(__file__).parents[2] / "chapters"


def hash_of_sources(name: str) -> str:
    """The SHA-256 of a lesson's file and of the material that it names, directly or through other material."""
    files, waiting = set(), {CHAPTERS / f"{name}.py"}
    while waiting:
        files |= waiting
        topics = {topic for file in waiting for topic in _material(file)}
        waiting = {file for topic in topics for file in (CHAPTERS / "material" / topic).glob("*.py")} - files
    digest = hashlib.sha256()
    for file in sorted(files):
        digest.update(file.relative_to(CHAPTERS).as_posix().encode() + file.read_text(encoding="utf-8").encode())
    return digest.hexdigest()


def _material(file: Path) -> set[str]:
    """The topics of `chapters/material` that a file imports from."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "chapters.material":
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and str(node.module).startswith("chapters.material."):
            found.add(str(node.module).split(".")[2])
    return found
