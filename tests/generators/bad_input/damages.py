"""What can happen to the files of a run: bytes lost or changed, fields gone or of another type, other encodings."""

from __future__ import annotations

import io
import json
import random
import zipfile
from collections.abc import Callable
from typing import Any

import numpy as np

RECORD, METRICS, HISTORY, PREDICTIONS = "run.json", "metrics.json", "history.csv", "predictions.npz"
MODEL, CHECKPOINT = "model.keras", "checkpoint.npz"
Random = random.Random


def _at(rng: Random, content: bytes) -> int:
    return rng.randrange(len(content))


def _flip(rng: Random, content: bytes) -> bytes:
    changed = bytearray(content)
    for _ in range(rng.choice((1, 1, 5, 100))):
        changed[_at(rng, content)] ^= 1 << rng.randrange(8)
    return bytes(changed)


def _cut_out(rng: Random, content: bytes) -> bytes:
    start = _at(rng, content)
    return content[:start] + content[start + rng.randint(1, 200) :]


def _put_in(rng: Random, content: bytes) -> bytes:
    at = _at(rng, content)
    return content[:at] + rng.choice((rng.randbytes(9), b"\0" * 50, "과".encode(), b"\x1b[2J", b"\r")) + content[at:]


def _zeros(rng: Random, content: bytes) -> bytes:
    at = _at(rng, content)
    return content[:at] + b"\0" * len(content[at:])


BYTES: dict[str, Callable[[Random, bytes], bytes]] = {
    "cut off": lambda rng, content: content[: _at(rng, content)],
    "one byte less": lambda _, content: content[:-1],
    "flipped bits": _flip,
    "bytes cut out": _cut_out,
    "bytes put in": _put_in,
    "zeros at the end": _zeros,
    "empty": lambda _, content: b"",
    "twice": lambda _, content: content + content,
    "random bytes": lambda rng, content: rng.randbytes(len(content)),
}
ENCODINGS: dict[str, Callable[[Random, bytes], bytes]] = {
    "with a byte order mark": lambda _, content: b"\xef\xbb\xbf" + content,
    "UTF-16": lambda _, content: content.decode("utf-8").encode("utf-16"),
    "UTF-32": lambda _, content: content.decode("utf-8").encode("utf-32"),
    "another letter, cp949": lambda _, content: content.replace(b"a", "과".encode("cp949")),
    "lines of old Macs": lambda _, content: content.replace(b"\n", b"\r"),
}
VALUES: list[Any] = [
    None, True, False, 0, -1, 2, 1.5, -0.5, 1e308, -1e308, 10**30, 10**400, float("nan"), float("inf"), "", "x", "0.5",
    "finished", [], {}, [1], {"a": 1}, [[[]]], {"": None}, "\ud800", "\x1b[2J", "a\nb", "x" * 100_000,
]  # fmt: skip


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of everything in a JSON value."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [found for key, item in items for found in ((*path, key), *_places(item, (*path, key)))]


def _chosen(rng: Random, value: Any) -> tuple[Any, Any]:
    """A container in a JSON value and a key of it; half of the time at the top, where most is read."""
    places = _places(value)
    place = rng.choice([path for path in places if len(path) == 1] if rng.random() < 0.5 else places)
    for key in place[:-1]:
        value = value[key]
    return value, place[-1]


def _json(change: Callable[[Random, Any, Any], None]) -> Callable[[Random, bytes], bytes]:
    def changed(rng: Random, content: bytes) -> bytes:
        value = json.loads(content)
        container, key = _chosen(rng, value)
        change(rng, container, key)
        return json.dumps(value).encode("utf-8", "surrogatepass")

    return changed


def _set(rng: Random, container: Any, key: Any) -> None:
    container[key] = rng.choice(VALUES)


def _remove(rng: Random, container: Any, key: Any) -> None:
    del container[key]


def _deepen(rng: Random, container: Any, key: Any) -> None:
    for _ in range(rng.choice((1, 45, 60, 400))):
        container[key] = rng.choice(([container[key]], {"a": container[key]}))


def _rename(rng: Random, container: Any, key: Any) -> None:
    if isinstance(container, dict):
        container[rng.choice(("", f"{key} ", key.upper(), "\x1b[2J", "__proto__"))] = container.pop(key)
    else:
        container.append(container.pop(key))


def _exchange(rng: Random, container: Any, key: Any) -> None:
    other = rng.choice(list(container) if isinstance(container, dict) else range(len(container)))
    container[key], container[other] = container[other], container[key]


def _key_twice(rng: Random, content: bytes) -> bytes:
    key = rng.choice(list(json.loads(content)))
    return (
        b"{" + json.dumps(key).encode() + b": " + json.dumps(rng.choice(VALUES)).encode() + b"," + content.lstrip()[1:]
    )


JSON: dict[str, Callable[[Random, bytes], bytes]] = {
    "a field of another kind": _json(_set), "another value": _json(_set), "a field less": _json(_remove),
    "a field nested deeper": _json(_deepen), "a field of another name": _json(_rename),
    "two fields exchanged": _json(_exchange),
    "a key twice": _key_twice,
    "a list": lambda _, content: b"[" + content + b"]",
    "another value alone": lambda rng, _: json.dumps(rng.choice(VALUES)).encode("utf-8", "surrogatepass"),
    "brackets": lambda rng, _: rng.choice((b"[", b'{"a":')) * rng.choice((60, 1_000, 100_000)),
    "comments": lambda _, content: b"// mine\n" + content,
}  # fmt: skip


def _csv(change: Callable[[Random, list[list[str]]], Any]) -> Callable[[Random, bytes], bytes]:
    def changed(rng: Random, content: bytes) -> bytes:
        rows = [line.split(",") for line in content.decode("utf-8").splitlines()]
        change(rng, rows)
        return "".join(",".join(row) + "\n" for row in rows).encode("utf-8", "surrogatepass")

    return changed


def _cell(rng: Random, rows: list[list[str]]) -> None:
    row = rng.choice(rows)
    row[rng.randrange(len(row))] = rng.choice(
        (
            "",
            "nan",
            "inf",
            "-inf",
            "1e400",
            "x",
            '"',
            '"a',
            "1 2",
            "1;2",
            "=1+1",
            "9" * 131_073,
            "1_0",
            "0x1",
            "\0",
            "١",
        )
    )


CSV: dict[str, Callable[[Random, bytes], bytes]] = {
    "another cell": _csv(_cell), "a cell of another kind": _csv(_cell),
    "a cell less": _csv(lambda rng, rows: rng.choice(rows).pop()),
    "a row less": _csv(lambda rng, rows: rows.pop(rng.randrange(len(rows)))),
    "a row twice": _csv(lambda rng, rows: rows.append(list(rng.choice(rows)))),
    "a column twice": _csv(lambda rng, rows: [row.append(row[-1]) for row in rows]),
    "rows exchanged": _csv(lambda rng, rows: rng.shuffle(rows)),
    "no header": _csv(lambda rng, rows: rows.pop(0)),
    "semicolons": lambda _, content: content.replace(b",", b";"),
}  # fmt: skip


def _npz(change: Callable[[Random, dict[str, Any], str], None]) -> Callable[[Random, bytes], bytes]:
    def changed(rng: Random, content: bytes) -> bytes:
        with np.load(io.BytesIO(content)) as file:
            arrays: dict[str, Any] = dict(file)
        change(rng, arrays, rng.choice(sorted(arrays)))
        file = io.BytesIO()
        np.savez_compressed(file, **arrays)  # pyright: ignore[reportArgumentType]
        return file.getvalue()

    return changed


def _array(rng: Random, arrays: dict[str, Any], name: str) -> None:
    old = arrays[name]
    arrays[name] = rng.choice((
        old[:-1], old[:0], old[None], old.astype(str), old.astype(object), old.astype(complex), old * np.nan,
        old + 1e30, old - 7, old.ravel()[:1], np.float32(1), np.array({"a": 1}, dtype=object),
        old.astype(">f8"), old.astype(bool),
        np.zeros((len(old), 7), np.float32), old.T, old[::-1].copy(), (old + 1).astype(old.dtype),
    ))  # fmt: skip


def _less(rng: Random, arrays: dict[str, Any], name: str) -> None:
    del arrays[name]


def _splits_exchanged(rng: Random, arrays: dict[str, Any], name: str) -> None:
    arrays["test_y"], arrays["train_y"] = arrays["train_y"], arrays["test_y"]


def _member(rng: Random, content: bytes) -> bytes:
    """A member more, of a name or size that no array has."""
    file = io.BytesIO(content)
    name = rng.choice(("../../outside/thesis/thesis.txt", "/etc/x", "test_y.npy", "a" * 60_000, "\x1b.npy", "x.txt"))
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr(name, rng.randbytes(30))
    return file.getvalue()


NPZ: dict[str, Callable[[Random, bytes], bytes]] = {
    "another array": _npz(_array), "an array of another kind": _npz(_array), "an array less": _npz(_less),
    "splits exchanged": _npz(_splits_exchanged), "a member more": _member,
}  # fmt: skip
DAMAGES = {
    RECORD: {**JSON, **BYTES, **ENCODINGS}, METRICS: {**JSON, **BYTES, **ENCODINGS},
    HISTORY: {**CSV, **BYTES, **ENCODINGS}, PREDICTIONS: {**NPZ, **BYTES}, MODEL: BYTES, CHECKPOINT: BYTES,
}  # fmt: skip
