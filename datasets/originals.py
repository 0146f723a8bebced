"""The original files of the whole sets: their names, sizes and hashes, and where on this machine they are."""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass
from pathlib import Path

from datasets.folders import downloads, mirrors
from runtime.errors import UserError
from runtime.files import make_folder, replacing, sha256


@dataclass(frozen=True)
class Original:
    """A file as its authors published it.

    Attributes:
        url: where it was published.
        size: bytes.
        sha256: hexadecimal, the one that tensorflow-datasets checks too.
        modified: seconds in the gzip header, for files that Debian compressed anew without name and time.
    """

    url: str
    size: int
    sha256: str
    modified: int | None = None

    @property
    def filename(self) -> str:
        """Its name in a folder."""
        return self.url.rsplit("/", 1)[-1]


_ZALANDO = "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"
_CVDF = "https://storage.googleapis.com/cvdf-datasets/mnist/"
_KRIZHEVSKY = "https://www.cs.toronto.edu/~kriz/"
_MAAS = "http://ai.stanford.edu/~amaas/data/sentiment/"
_KARPATHY = "https://raw.githubusercontent.com/karpathy/char-rnn/master/data/tinyshakespeare/"

# fmt: off
ORIGINALS: dict[str, tuple[Original, ...]] = {
    "fashion_mnist": (
        Original(_ZALANDO + "train-images-idx3-ubyte.gz", 26421880, "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84", 1504176606),  # noqa: E501
        Original(_ZALANDO + "train-labels-idx1-ubyte.gz", 29515, "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845", 1504176606),  # noqa: E501
        Original(_ZALANDO + "t10k-images-idx3-ubyte.gz", 4422102, "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073", 1504176627),  # noqa: E501
        Original(_ZALANDO + "t10k-labels-idx1-ubyte.gz", 5148, "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5", 1504176627),  # noqa: E501
    ),
    "mnist": (
        Original(_CVDF + "train-images-idx3-ubyte.gz", 9912422, "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"),  # noqa: E501
        Original(_CVDF + "train-labels-idx1-ubyte.gz", 28881, "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"),  # noqa: E501
        Original(_CVDF + "t10k-images-idx3-ubyte.gz", 1648877, "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"),  # noqa: E501
        Original(_CVDF + "t10k-labels-idx1-ubyte.gz", 4542, "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"),  # noqa: E501
    ),
    "cifar10": (
        Original(_KRIZHEVSKY + "cifar-10-binary.tar.gz", 170052171, "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd"),  # noqa: E501
    ),
    "imdb_reviews": (
        Original(_MAAS + "aclImdb_v1.tar.gz", 84125825, "c40f74a18d3b61f90feba1e17730e0d38e8b97c05fde7008942e91923d1658fe"),  # noqa: E501
    ),
    "tiny_shakespeare": (
        Original(_KARPATHY + "input.txt", 1115394, "86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed"),
    ),
}
# fmt: on


def in_downloads(name: str) -> bool:
    """Whether all original files of a set lie in its downloads folder, whole.

    Raises:
        UserError: one of them is damaged or another file.
    """
    files = [(downloads(name) / original.filename, original) for original in ORIGINALS[name]]
    present = [(path, original) for path, original in files if path.exists()]
    for path, original in present:
        if path.stat().st_size != original.size or sha256(path) != original.sha256:
            raise UserError(
                f"{path} is damaged or another file (its SHA-256 is not {original.sha256[:12]}...); "
                "delete it, or replace it by the original"
            )
    return len(present) == len(files)


def copy_from_mirror(name: str) -> Path | None:
    """Copy the original files of a set from the first mirror that has them all into its downloads folder.

    A mirror has them in a folder of the set's name (``fashion_mnist`` or ``fashion-mnist``), or holds them itself.
    Files that were only compressed anew get their original gzip header back, and are then the original byte for byte.

    Returns:
        the mirror's folder, or None when no mirror has them.

    Raises:
        UserError: a file of that name is not the original.
    """
    for folder in (found for mirror in mirrors() for found in _folders(mirror, name)):
        files = [folder / original.filename for original in ORIGINALS[name]]
        if all(path.is_file() for path in files):
            contents = [_original_bytes(*pair) for pair in zip(files, ORIGINALS[name], strict=True)]
            target = make_folder(downloads(name))
            for path, content in zip(files, contents, strict=True):
                with replacing(target / path.name) as file:
                    file.write(content)
            return folder
    return None


def _folders(mirror: Path, name: str) -> tuple[Path, ...]:
    # MNIST and Fashion-MNIST call their files alike: the folder itself counts only when it bears no other set's name.
    own = (mirror / name, mirror / name.replace("_", "-"))
    others = {spelling for other in ORIGINALS if other != name for spelling in (other, other.replace("_", "-"))}
    return own if mirror.name in others else (*own, mirror)


def _original_bytes(path: Path, original: Original) -> bytes:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UserError(f"{path} cannot be read ({error.strerror}); make it readable or copy it elsewhere") from None
    if hashlib.sha256(content).hexdigest() == original.sha256:
        return content
    if original.modified is not None and content[:4] == b"\x1f\x8b\x08\x00":
        # RFC 1952: magic, deflate, flag "name follows", time, no extra flags, made on Unix, the name.
        name = original.filename.removesuffix(".gz").encode("ascii")
        header = b"\x1f\x8b\x08\x08" + struct.pack("<L", original.modified) + b"\x00\x03" + name + b"\x00"
        content = header + content[10:]
        if hashlib.sha256(content).hexdigest() == original.sha256:
            return content
    raise UserError(f"{path} is damaged or not the original file of its name; replace it or remove it from the mirror")
