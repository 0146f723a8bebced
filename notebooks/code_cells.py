"""From the source of a lesson to the cells of its notebook.

In a lesson `run` comes before the functions that it calls. A notebook is executed from top to bottom, so here the
statements of `run` are cells of their own, and a function stands directly above the statement that first needs it.
What only the stored study and the command line use is left out.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

Cell = tuple[str, str]  # "markdown" or "code", and the source


@dataclass
class Part:
    """A statement at the top of a lesson, with the comment above it; `apart` if it follows a blank line."""

    node: ast.stmt
    source: str = ""
    section: str = ""
    apart: bool = False

    @property
    def names(self) -> set[str]:
        """What it defines."""
        if isinstance(self.node, ast.FunctionDef | ast.ClassDef):
            return {self.node.name}
        if isinstance(self.node, ast.Import | ast.ImportFrom):
            return {(alias.asname or alias.name).split(".")[0] for alias in self.node.names}
        return stored(self.node)

    @property
    def uses(self) -> set[str]:
        """Every name that it reads."""
        return loaded(self.node)


@dataclass
class Lesson:
    """The parts of a lesson.

    Attributes:
        imports: in their order.
        before: definitions above `run`.
        run: the function that is taken apart.
        helpers: the functions below `run` that it needs, and those that nothing but tests needs.
        lines: of the whole source.
        section: that of `run`.
    """

    imports: list[Part]
    before: list[Part]
    run: ast.FunctionDef
    helpers: list[Part]
    lines: list[str]
    section: str
    sections_shown: list[str] = field(default_factory=list)


def loaded(node: ast.AST) -> set[str]:
    """Names that are read in a piece of source, annotations included."""
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load)}


def stored(node: ast.AST) -> set[str]:
    """Names that a piece of source gives values to."""
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)}


def parts_of(source: str, name: str) -> Lesson:
    """Take a lesson apart.

    Raises:
        ValueError: `run` cannot become cells: it returns in its middle, or gives a value to a name of the module.
    """
    lines, tree = source.splitlines(), ast.parse(source)
    parts, section, end = [], "", 0
    for node in tree.body:
        start = node.decorator_list[0].lineno if getattr(node, "decorator_list", []) else node.lineno
        above = [line for line in lines[end : start - 1] if line.strip()]
        titles = [line.removeprefix("# %% ") for line in above if line.startswith("# %% ")]
        section = titles[-1] if titles else section
        comment = [line for line in above if not line.startswith("# %%")]
        end = node.end_lineno or start
        apart = start > 1 and not lines[start - 2].strip()
        text = "\n".join([*comment, *lines[start - 1 : end]]).replace("  # fmt: skip", "")  # a note to the formatter
        parts.append(Part(node, text, section, apart))
    functions = {part.node.name: part for part in parts if isinstance(part.node, ast.FunctionDef)}
    run = functions["run"]
    by_run = reached(run, parts)
    by_study = reached(functions["study"], parts) if "study" in functions else set()
    left_out = ({"study", "STUDY"} | by_study) - by_run
    place = parts.index(run)
    imports = [part for part in parts if isinstance(part.node, ast.Import | ast.ImportFrom)]
    definitions = [
        part
        for part in parts[1:]  # the first is the docstring
        if part not in (run, *imports) and not isinstance(part.node, ast.If) and not part.names & left_out
    ]
    lesson = Lesson(
        imports=imports,
        before=[part for part in definitions if parts.index(part) < place],
        run=run.node,  # pyright: ignore[reportArgumentType]
        helpers=[part for part in definitions if parts.index(part) > place],
        lines=lines,
        section=run.section,
    )
    _check(lesson, name)
    return lesson


def reached(part: Part, parts: Sequence[Part]) -> set[str]:
    """The names of a lesson that a part needs, directly or through others."""
    names, new = set(), part.uses
    while new:
        names |= new
        new = set().union(*(other.uses for other in parts if other.names & new)) - names
    return names


def _check(lesson: Lesson, name: str) -> None:
    returns = [node for node in ast.walk(lesson.run) if isinstance(node, ast.Return)]
    if returns != [lesson.run.body[-1]]:
        raise ValueError(f"{name}: run returns before its end, so its statements cannot be cells of a notebook")
    taken = set().union(*(part.names for part in (*lesson.imports, *lesson.before, *lesson.helpers)))
    inside = [node for node in ast.walk(lesson.run) if isinstance(node, ast.comprehension)]
    own = set().union(*(stored(node.target) for node in inside))  # a comprehension's variables end with it
    both = (stored(lesson.run) - own) & taken
    if both:
        raise ValueError(f"{name}: run gives a value to {', '.join(sorted(both))}, a name of the module; rename one")


def definitions(lesson: Lesson) -> Iterator[Cell]:
    """The imports in one cell, then what stands above `run`: a cell for each function."""
    used = set().union(*(part.uses for part in (*lesson.before, *lesson.helpers)), loaded(lesson.run))
    imports = [text for part in lesson.imports if (text := _pruned(part, used))]
    order = "# above the other imports: datasets, models and training are names that other packages have, too"
    yield "markdown", "## Imports and settings"
    first = ["from __future__ import annotations", "", order, "import chapters", ""]
    yield "code", "\n".join([*first, "\n".join(imports).lstrip("\n")])
    yield from _together(lesson.before, lesson, {part.section for part in lesson.before})


def _pruned(part: Part, used: set[str]) -> str:
    """An import without the names that nothing uses."""
    node = part.node
    if not isinstance(node, ast.Import | ast.ImportFrom) or getattr(node, "module", "") == "__future__":
        return ""
    node.names = [alias for alias in node.names if (alias.asname or alias.name).split(".")[0] in used]
    return ("\n" if part.apart else "") + ast.unparse(node) if node.names else ""


def _together(parts: Sequence[Part], lesson: Lesson, titled: set[str]) -> Iterator[Cell]:
    """A cell for each function, and one for values that stand side by side; titles where one of `titled` begins."""
    values: list[str] = []
    for part in parts:
        is_function = isinstance(part.node, ast.FunctionDef | ast.ClassDef)
        title = _title(part.section, lesson) if part.section in titled else ""
        if values and (is_function or title):
            yield "code", "\n".join(values)
            values = []
        if title:
            yield "markdown", title
        if is_function:
            yield "code", part.source
        else:
            values.append(part.source)
    if values:
        yield "code", "\n".join(values)


def _title(section: str, lesson: Lesson) -> str:
    if not section or section in lesson.sections_shown:
        return ""
    lesson.sections_shown.append(section)
    return f"## {section}"


def settings_cell(lesson: Lesson) -> Iterator[Cell]:
    """The title of the lesson's own part, and the settings with which it runs."""
    title = _title(lesson.section, lesson) or "## The lesson"
    yield "markdown", f"{title}\n\n{ast.get_docstring(lesson.run) or ''}"
    yield "code", 'FLAGS = ""  # changes the settings, as on the command line: "--epochs 20 --seeds 5"'
    yield "code", "from chapters.command_line import settings_of\n\nsettings = settings_of(SETTINGS, FLAGS)"


def after_settings(lesson: Lesson) -> Iterator[Cell]:
    """The statements of `run`, and each function above the first statement that needs it."""
    waiting, cell = list(lesson.helpers), []
    body = lesson.run.body[1:]  # the first is the docstring
    end = lesson.run.body[0].end_lineno or 0
    needed_at_all = reached(Part(lesson.run), lesson.helpers)
    for statement in body:
        needed = reached(Part(statement), lesson.helpers)
        if statement is body[-1]:  # what only tests and claims call is shown, too
            needed |= set().union(*(part.names for part in waiting if not part.names & needed_at_all))
        now = [part for part in waiting if part.names & needed]
        if cell and (now or _ends(cell[-1], statement)):
            yield "code", _source(cell, lesson)
            cell = []
        called = loaded(statement)
        yield from _together(now, lesson, {part.section for part in now if part.names & called})
        waiting = [part for part in waiting if part not in now]
        cell.append((end, statement))
        end = statement.end_lineno or 0
    if rest := _source(cell, lesson):  # nothing, where `run` ends with `return report`
        yield "code", rest


def _ends(last: tuple[int, ast.stmt], following: ast.stmt) -> bool:
    """Whether a cell ends after a statement: after a training, and where something was printed and more is computed."""
    statement = last[1]
    if isinstance(statement, ast.Expr):
        return not isinstance(following, ast.Expr)
    return not isinstance(statement, ast.Assign | ast.AugAssign | ast.AnnAssign) or "fit_all" in ast.dump(statement)


def _source(cell: Sequence[tuple[int, ast.stmt]], lesson: Lesson) -> str:
    """The lines of some statements without their indentation, comments included; what is returned is the report."""
    text = []
    for end, statement in cell:
        lines = [line.removeprefix("    ") for line in lesson.lines[end : statement.end_lineno] if line.strip()]
        text += [re.sub(r"^return (?!report$)", "report = ", line) for line in lines if line != "return report"]
    return "\n".join(text)


def report_cell() -> Iterator[Cell]:
    """The end of a lesson: files, and the report below the cell."""
    yield "code", "report.save()  # tables and figures as files, in settings.report_folder\nreport"
