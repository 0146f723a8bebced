"""What is handed in with bad intent before anything runs: archives, links, devices, notebooks, names, source texts.

Each function puts one kind of thing into the folder of submissions; `code` is a right or a wrong answer.
"""

import contextlib
import json
import os
import socket
import stat
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

NAME = "hw01_linear_models.py"
SECRET = "/etc/passwd"
TEXT = "\x1b]52;c;aGk=\x07 | <script>alert(1)</script> `x`"

Put = Callable[[Path, str, str], None]
ENTRIES: dict[str, Put] = {}
"""Kind -> function (folder, name of the student, code)."""


def entry(put: Put) -> Put:
    ENTRIES[put.__name__] = put
    return put


def zipped(folder: Path, student: str, *members: tuple[str, str | bytes], mode: int = 0o100644) -> Path:
    path = folder / f"{student}.zip"
    with warnings.catch_warnings(action="ignore"), zipfile.ZipFile(path, "w", compresslevel=1) as archive:
        for name, content in members:
            info = zipfile.ZipInfo(name)
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, mode << 16
            archive.writestr(info, content)
    return path


def patched(path: Path, old: bytes, new: bytes) -> None:
    """Change the bytes of a file, as no library would write them."""
    content = path.read_bytes()
    assert old in content
    path.write_bytes(content.replace(old, new))


def noted(folder: Path, student: str, *cells: object, more: str = "") -> None:
    text = json.dumps({"cells": [{"cell_type": "code", "source": source} for source in cells]})
    (folder / f"{student}.ipynb").write_text(text + more, encoding="utf-8")


def beside(folder: Path, student: str, code: str, files: dict[str, str]) -> None:
    for name, content in {NAME: code, **files}.items():
        path = folder / student / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")


@entry
def zip_that_leads_out(folder, student, code):
    zipped(folder, student, (NAME, code), (f"../neighbour/{NAME}", code), ("/tmp/left-by-attack.py", code))


@entry
def zip_that_leads_out_on_windows(folder, student, code):
    zipped(folder, student, (f"C:\\..\\{NAME}", code), (f"x\\..\\..\\{NAME}", code))


@entry
def zip_with_a_link(folder, student, code):
    zipped(folder, student, (NAME, SECRET), mode=stat.S_IFLNK | 0o777)


@entry
def zip_with_a_device(folder, student, code):
    zipped(folder, student, (NAME, code), mode=stat.S_IFCHR | 0o666)


@entry
def zip_bomb(folder, student, code):
    zipped(folder, student, (NAME, b"#" * 100_000_000))


@entry
def zip_bomb_of_many_notebooks(folder, student, code):
    blank = b" " * (7 << 20)
    zipped(folder, student, (NAME, code), *((f"{number}.ipynb", blank) for number in range(40)))


@entry
def zip_bomb_of_one_place(folder, student, code):
    """Every member of the list points to the same bytes."""
    path = zipped(folder, student, ("0.py", b"#" * 250_000))
    content = path.read_bytes()
    start = content.index(b"PK\1\2")
    end = content.index(b"PK\5\6")
    record = content[start:end]
    listing = b"".join(record.replace(b"0.py", f"{number % 36:x}"[-1:].encode() + b".py") for number in range(900))
    tail = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 900, 900, len(listing), start, 0)
    path.write_bytes(content[:start] + listing + tail)


@entry
def zip_that_is_encrypted(folder, student, code):
    path = zipped(folder, student, (NAME, code))
    content = bytearray(path.read_bytes())
    content[6] |= 1
    content[content.index(b"PK\1\2") + 8] |= 1
    path.write_bytes(content)


@entry
def zip_with_a_name_twice(folder, student, code):
    zipped(folder, student, (NAME, "def cost(p, y):\n    return 0.0\n"), (NAME, code), (f"x/{NAME}", code))


@entry
def zip_with_a_nul_name(folder, student, code):
    path = zipped(folder, student, ("hw01_linear_modelsX.py", code))
    patched(path, b"modelsX.py", b"models\0.py")


@entry
def zip_without_a_name(folder, student, code):
    zipped(folder, student, (NAME, code), ("a", ""))
    path = folder / f"{student}.zip"
    content = path.read_bytes()
    at = content.rindex(b"PK\1\2")  # the name's length in the list becomes 0, and the name a comment
    path.write_bytes(content[: at + 28] + b"\0\0" + content[at + 30 : at + 32] + b"\1\0" + content[at + 34 :])


@entry
def zip_with_dots_for_names(folder, student, code):
    zipped(folder, student, (NAME, code), (".", "x"), ("/", "x"), ("//", "x"), ("..", "x"), ("./.", "x"))


@entry
def zip_of_rubbish_in_lzma(folder, student, code):
    path = zipped(folder, student, (NAME, code))
    content = bytearray(path.read_bytes())
    content[8:10] = struct.pack("<H", 14)
    at = content.index(b"PK\1\2")
    content[at + 10 : at + 12] = struct.pack("<H", 14)
    path.write_bytes(content)


@entry
def zip_with_broken_extras(folder, student, code):
    path = folder / f"{student}.zip"
    with zipfile.ZipFile(path, "w") as archive:
        info = zipfile.ZipInfo(NAME)
        info.extra = struct.pack("<HH", 1, 4) + b"\0" * 4
        archive.writestr(info, code)
    content = path.read_bytes()
    at = content.rindex(b"PK\1\2")
    path.write_bytes(content[: at + 20] + b"\xff" * 8 + content[at + 28 :])


@entry
def zip_with_another_size(folder, student, code):
    path = zipped(folder, student, (NAME, code + "\n" + "#" * 2_000))
    size = struct.pack("<L", len(code.encode()) + 2_001)
    patched(path, size, struct.pack("<L", 10))


@entry
def zip_in_pieces(folder, student, code):
    path = zipped(folder, student, (NAME, code))
    path.write_bytes(path.read_bytes()[:-30])


@entry
def zip_of_ten_thousand(folder, student, code):
    zipped(folder, student, (NAME, code), *((f"{number}/x.txt", "") for number in range(10_000)))


@entry
def zip_that_is_no_zip(folder, student, code):
    (folder / f"{student}.zip").write_bytes(zlib.compress(code.encode()))


@entry
def zip_without_an_end(folder, student, code):
    path = zipped(folder, student, (NAME, code))
    with path.open("r+b") as file:
        file.truncate(1 << 40)


@entry
def link_to_a_neighbour(folder, student, code):
    (folder / f"{student}.py").symlink_to(folder / "00 neighbour.py")


@entry
def link_to_a_secret(folder, student, code):
    (folder / student).mkdir()
    (folder / student / NAME).symlink_to(SECRET)


@entry
def link_for_a_folder(folder, student, code):
    (folder / student).symlink_to("/etc")


@entry
def folder_that_is_a_loop(folder, student, code):
    (folder / student).mkdir()
    (folder / student / "again").symlink_to("..")
    (folder / student / NAME).symlink_to(NAME)


@entry
def folder_for_a_file(folder, student, code):
    (folder / student / NAME).mkdir(parents=True)
    (folder / f"{student} 2.py").mkdir()


@entry
def folder_that_is_deep(folder, student, code):
    here = folder / student
    here.mkdir()
    (here / NAME).write_text(code, encoding="utf-8")
    for _ in range(200):
        here /= "deep"
        here.mkdir()


@entry
def folder_of_many(folder, student, code):
    beside(folder, student, code, {f"{number}.py": "x = 1\n" for number in range(2_000)})


@entry
def folder_of_large_notebooks(folder, student, code):
    beside(folder, student, code, {f"{number}.ipynb": " " * (7 << 20) for number in range(4)})


@entry
def pipe(folder, student, code):
    os.mkfifo(folder / f"{student}.py")
    (folder / f"{student} 2").mkdir()
    os.mkfifo(folder / f"{student} 2" / NAME)


@entry
def unix_socket(folder, student, code):
    (folder / student).mkdir()
    here = os.open(folder / student, os.O_RDONLY | os.O_DIRECTORY)
    try:
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as listener:
            listener.bind(f"/proc/self/fd/{here}/{NAME}")
    finally:
        os.close(here)


@entry
def device(folder, student, code):
    with contextlib.suppress(PermissionError):  # root makes it
        os.mknod(folder / f"{student}.py", stat.S_IFCHR | 0o666, os.makedev(1, 5))


@entry
def file_with_holes(folder, student, code):
    with (folder / f"{student}.py").open("wb") as file:
        file.write(code.encode())
        file.truncate(1 << 40)


@entry
def text_with_nul(folder, student, code):
    (folder / f"{student}.py").write_text(code + "\nx = '\0'\n", encoding="utf-8")


@entry
def text_in_another_encoding(folder, student, code):
    (folder / f"{student}.py").write_bytes(b"# -*- coding: utf-7 -*-\n+AAo- \xff\n" + code.encode("utf-16"))


@entry
def text_that_says_another_encoding(folder, student, code):
    (folder / f"{student}.py").write_text("# -*- coding: rot13 -*-\n" + code, encoding="utf-8")


@entry
def text_of_many_brackets(folder, student, code):
    (folder / f"{student}.py").write_text(code + "\nx = " + "(" * 90_000 + ")" * 90_000, encoding="utf-8")


@entry
def text_of_many_signs(folder, student, code):
    (folder / f"{student}.py").write_text(code + "\nx = " + "-" * 200_000 + "1", encoding="utf-8")


@entry
def text_of_a_long_sum(folder, student, code):
    (folder / f"{student}.py").write_text(code + "\nx = " + "1+" * 100_000 + "1", encoding="utf-8")


@entry
def text_of_many_calls(folder, student, code):
    (folder / f"{student}.py").write_text(code + "\nx = y" + "()" * 100_000, encoding="utf-8")


@entry
def text_of_many_cases(folder, student, code):
    more = "\nif 0:\n    pass\n" + "elif 0:\n    pass\n" * 10_000
    (folder / f"{student}.py").write_text(code + more, encoding="utf-8")


@entry
def text_of_many_lambdas(folder, student, code):
    (folder / f"{student}.py").write_text(code + "\nx = " + "lambda:" * 30_000 + "1", encoding="utf-8")


@entry
def text_of_a_huge_number(folder, student, code):
    (folder / f"{student}.py").write_text(code + "\nx = " + "9" * 200_000 + "\n", encoding="utf-8")


@entry
def text_of_a_huge_power(folder, student, code):
    (folder / f"{student}.py").write_text(code + "\nx = 10**10**9\n", encoding="utf-8")


@entry
def text_of_a_huge_constant(folder, student, code):
    more = "\nx = " + "'x'*1000000," * 5_000 + "\ny = ((((((1,)*9)*9)*9)*9)*9)*9\n"
    (folder / f"{student}.py").write_text(code + more, encoding="utf-8")


@entry
def text_with_hidden_direction(folder, student, code):
    (folder / f"{student}.py").write_text(
        code + "\nif 1: '\u202e\u2066'; x\u0301 = '\x1b[2J\x85\u2028'\n", encoding="utf-8"
    )


@entry
def notebook_of_magic(folder, student, code):
    noted(folder, student, "%run /etc/passwd\n!touch /tmp/left-by-attack\n", code, "%%bash\ntouch /tmp/left-by-attack")


@entry
def notebook_that_is_deep(folder, student, code):
    (folder / f"{student}.ipynb").write_text('{"cells": ' + "[" * 1_000_000, encoding="utf-8")


@entry
def notebook_of_huge_numbers(folder, student, code):
    (folder / f"{student}.ipynb").write_text('{"cells": [' + "9" * 1_000_000 + "]}", encoding="utf-8")


@entry
def notebook_of_other_things(folder, student, code):
    noted(folder, student, code, 7, None, {"a": 1}, [1, [2]], more="{}")


@entry
def notebook_without_end(folder, student, code):
    noted(folder, student, code, "x = (" + "1,\n" * 1_500_000 + ")")


@entry
def notebook_with_half_letters(folder, student, code):
    noted(folder, student, code, "x = '\ud800'")


@entry
def notebook_without_cells(folder, student, code):
    (folder / f"{student}.ipynb").write_text('{"cells": {"cell_type": "code"}}', encoding="utf-8")


@entry
def course_beside_it(folder, student, code):
    other = "raise SystemExit(0)\n"
    names = ("homework/__init__.py", "numpy.py", "numpy/__init__.py", "datasets/__init__.py", "sitecustomize.py")
    beside(folder, student, code, dict.fromkeys((*names, "usercustomize.py", "conftest.py", "x.pth"), other))
    beside(
        folder, student, code, {"test_hw01_linear_models.py": other, "pyvenv.cfg": "home = /tmp", "hidden.py": other}
    )


@entry
def predictions_of_every_kind(folder, student, code):
    huge = {"answers": {"at-learning-rate": {"answer": "9" * 5_000, "at": "2026-01-01"}}, "checked": "\x1b[2J" * 1_000}
    beside(folder, student, code, {"predictions.json": json.dumps(huge)})


@entry
def predictions_that_are_deep(folder, student, code):
    beside(folder, student, code, {"predictions.json": '{"answers": ' + "[" * 100_000})


@entry
def predictions_of_infinite_numbers(folder, student, code):
    answers = {"certain-mistake": {"answer": 1e308, "at": "9999-12-31T23:59:59+23:59"}, "x": {"answer": "1e999"}}
    beside(folder, student, code, {"predictions.json": json.dumps({"answers": answers, "checked": None})})


def named(write: Callable[[str], str]) -> Put:
    """A file whose name is the attack."""

    def put(folder: Path, student: str, code: str) -> None:
        path = os.fsencode(folder) + b"/" + os.fsencode(write(student)) + b".py"
        with open(path, "w", encoding="utf-8") as file:  # noqa: PTH123  the name is no text
            file.write(code)

    return put


ENTRIES |= {
    "name_for_a_terminal": named(lambda student: f"{student} \x1b]0;x\x07\x1b[2J"),
    "name_of_two_lines": named(lambda student: f"{student}\n| graded | 100 |\r\n# 100"),
    "name_for_a_spreadsheet": named(lambda student: f"=cmd|' !A0'+1 {student}"),
    "name_for_a_page": named(lambda student: f"{student} <img src=x onerror=alert(1)> [x](javascript:x) `x` | x"),
    "name_for_a_shell": named(lambda student: f"{student} $(touch left-by-attack) ; & `id` --out=x"),
    "name_that_is_an_option": named(lambda student: f"--isolation=none {student}"),
    "name_with_direction": named(lambda student: f"{student} \u202eyp.\u2066"),
    "name_that_is_no_text": named(lambda student: f"{student} \udcff\udcfe"),
    "name_that_is_long": named(lambda student: f"{student} " + "x" * 200),
    "name_of_a_device": named(lambda student: f"{student} con."),
    "name_like_a_neighbours": named(lambda student: f"00 neighbour{'*' if 'right' in student else '?'}"),
}
