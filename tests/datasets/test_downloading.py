"""Downloads from a server of one's own: whole, cut off, lying, killed, silent."""

import hashlib
import http.server
import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from datasets import downloading
from datasets.downloading import Unreachable, download
from datasets.originals import Original
from runtime.errors import UserError

CONTENT = bytes(range(256)) * 2_000


class Server(http.server.BaseHTTPRequestHandler):
    """/whole sends all, /short half, /slow a little and then waits, /silent nothing."""

    def do_GET(self):
        if self.path.startswith("/silent"):
            self.server.stop.wait(60)
            return
        self.send_response(404 if self.path.startswith("/missing") else 200)
        self.send_header("Content-Length", str(len(CONTENT)))
        self.end_headers()
        if self.path.startswith("/whole"):
            self.wfile.write(CONTENT)
        else:
            self.wfile.write(CONTENT[: len(CONTENT) // 2])
            self.wfile.flush()
        if self.path.startswith("/slow"):
            self.server.stop.wait(60)

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture(scope="module")
def address():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
    server.daemon_threads = True
    server.stop = threading.Event()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.stop.set()
    server.shutdown()
    server.server_close()
    thread.join()


def original(address, path):
    return Original(f"{address}{path}/file.bin", len(CONTENT), hashlib.sha256(CONTENT).hexdigest())


def test_a_download_is_whole_and_alone(address, tmp_path, capsys):
    path = download(original(address, "/whole"), tmp_path)
    assert path.read_bytes() == CONTENT
    assert list(tmp_path.iterdir()) == [path]
    assert "file.bin" in capsys.readouterr().err


@pytest.mark.parametrize(("path", "error"), [("/short", UserError), ("/missing", Unreachable)])
def test_what_is_not_whole_leaves_nothing(address, tmp_path, path, error):
    with pytest.raises((error, Unreachable)):
        download(original(address, path), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_another_file_is_refused(address, tmp_path):
    lying = Original(f"{address}/whole/file.bin", len(CONTENT), "0" * 64)
    with pytest.raises(UserError, match="is not the original file"):
        download(lying, tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("path", ["/silent", "/slow"])
def test_a_dead_network_is_given_up_in_time(address, tmp_path, monkeypatch, path):
    assert downloading.PATIENCE < 10
    monkeypatch.setattr(downloading, "PATIENCE", 0.3)
    start = time.monotonic()
    with pytest.raises(Unreachable):
        download(original(address, path), tmp_path)
    assert time.monotonic() - start < 30
    assert list(tmp_path.iterdir()) == []


def test_a_name_that_hangs_is_given_up_too(tmp_path, monkeypatch):
    import socket

    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: time.sleep(60))
    monkeypatch.setattr(downloading, "PATIENCE", 0.3)
    start = time.monotonic()
    with pytest.raises(Unreachable, match="no answer"):
        download(Original("http://a.test/file.bin", 1, "0" * 64), tmp_path)
    assert time.monotonic() - start < 30


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
@pytest.mark.parametrize("how", ["SIGKILL", "SIGINT"])
def test_a_killed_download_starts_again_cleanly(address, tmp_path, how):
    code = (
        "import sys; from pathlib import Path; from datasets.downloading import download; "
        "from datasets.originals import Original; "
        f"download(Original('{address}/slow/file.bin', {len(CONTENT)}, '0'), Path(sys.argv[1]))"
    )
    process = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 120
    while not any(tmp_path.iterdir()):
        assert time.monotonic() < deadline, "the download did not begin"
        time.sleep(0.05)
    os.kill(process.pid, getattr(signal, how))
    process.wait()
    assert not (tmp_path / "file.bin").exists()
    path = download(original(address, "/whole"), tmp_path)
    assert path.read_bytes() == CONTENT
    assert list(tmp_path.iterdir()) == [path]
