import io
import json
import os
import zipfile

import pytest

from homework.grading.submissions import find_submissions
from runtime.errors import UserError

CODE = "def predict(x, weights, bias):\n    return x @ weights + bias\n"


@pytest.fixture
def handed_in(tmp_path, assignment):
    folder = tmp_path / "제출 1"
    folder.mkdir()

    def one(name, content):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return next(
            each
            for each in find_submissions(folder, assignment)
            if each.place.name == path.relative_to(folder).parts[0]
        )

    return one


def zipped(members, flags=0):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            info = zipfile.ZipInfo(name)
            info.external_attr = flags << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return stream.getvalue()


@pytest.mark.parametrize(
    "name", ["김 철수.py", "lee/hw01_linear_models.py", "lee/unpacked/hw01_linear_models.py", "park/my_answer.py"]
)
def test_a_file_or_a_folder(handed_in, name):
    found = handed_in(name, CODE)
    assert (found.code, found.invalid) == (CODE, "")
    assert found.student == name.split("/")[0].removesuffix(".py")


def test_a_zip_with_predictions(handed_in):
    found = handed_in(
        "lee.zip", zipped({"hw/hw01_linear_models.py": CODE, "hw/predictions.json": "{}", "hw/test_x.py": "x"})
    )
    assert (found.code, found.predictions) == (CODE, b"{}")


def test_a_notebook_is_its_code_cells(handed_in):
    cells = [
        {"cell_type": "markdown", "source": ["# title"]},
        {"cell_type": "code", "source": ["%matplotlib inline\n", "x = 1\n", "!ls"]},
        {"cell_type": "code", "source": "y = 2"},
    ]
    found = handed_in("lee.ipynb", json.dumps({"cells": cells}))
    assert found.code.split() == ["x", "=", "1", "y", "=", "2"]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.py", b"x = '\0'", "NUL"),
        ("a.py", b"\xff\xfe", "UTF-8"),
        ("a.py", "def f(:\n", "line 1"),
        ("a.py", "(" * 5_000, "no Python"),
        ("a.py", b"x" * 300_000, "larger than"),
        ("a.ipynb", "{}", "no notebook"),
        ("a.ipynb", "[" * 100_000, "no notebook"),
        ("a.txt", "x", "is not taken"),
        ("a.zip", b"PK\3\4rubbish", "cannot be read"),
        ("a.zip", zipped({"../hw01_linear_models.py": CODE}), "leads out of it"),
        ("a.zip", zipped({"/etc/hw01_linear_models.py": CODE}), "leads out of it"),
        ("a.zip", zipped({"C:\\hw01_linear_models.py": CODE}), "leads out of it"),
        ("a.zip", zipped({"hw01_linear_models.py": CODE}, 0o120777), "link"),
        ("a.zip", zipped({"hw01_linear_models.py": b"#" * 50_000_000}), "larger than"),
        ("a.zip", zipped({f"{number}.txt": "" for number in range(1_001)}), "more than"),
        ("a.zip", zipped({"one.py": CODE, "two.py": CODE}), "several files"),
        ("a.zip", zipped({"x/hw01_linear_models.py": CODE, "hw01_linear_models.py": CODE}), "more than once"),
        ("a.zip", zipped({f"{number}.ipynb": b" " * (6 << 20) for number in range(3)}), "MiB together"),
        ("a.ipynb", json.dumps({"cells": [{"cell_type": "code", "source": "x = 1\n" * 60_000}]}), "the code of"),
        ("a/readme.txt", "x", "nothing was handed in"),
    ],
)
def test_what_cannot_be_graded_says_why(handed_in, name, content, words):
    found = handed_in(name, content)
    assert words in found.invalid
    assert found.code == ""


@pytest.mark.skipif(os.name == "nt", reason="links and pipes of POSIX")
def test_links_and_pipes_are_not_followed(tmp_path, assignment):
    folder = tmp_path / "in"
    (folder / "lee").mkdir(parents=True)
    (folder / "link.py").symlink_to("/etc/passwd")
    (folder / "lee" / "hw01_linear_models.py").symlink_to("/etc/passwd")
    os.mkfifo(folder / "pipe.py")
    (folder / "loop").symlink_to(folder)
    found = {each.student: each.invalid for each in find_submissions(folder, assignment)}
    assert set(found) == {"link", "lee", "pipe", "loop"}
    assert all(found.values())


def test_a_missing_folder_and_a_name_twice(tmp_path, assignment):
    with pytest.raises(UserError, match="there is no folder"):
        find_submissions(tmp_path / "nowhere", assignment)
    for name in ("lee.py", "lee.ipynb"):
        (tmp_path / name).write_text("x = 1", encoding="utf-8")
    with pytest.raises(UserError, match="more than once"):
        find_submissions(tmp_path, assignment)
