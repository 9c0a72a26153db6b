"""Servers on this machine that hostile addresses lead to, and what they are asked."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple


class Server(NamedTuple):
    """Where it is, and what it was asked so far: paths, or first bytes where it speaks no HTTP."""

    url: str
    port: int
    asked: list[str]
    bodies: list[bytes]


@contextlib.contextmanager
def answering(status: int, *, location: str = "", body: bytes = b"") -> Iterator[Server]:
    """A server that answers every request so."""
    asked: list[str] = []
    bodies: list[bytes] = []

    class Answering(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            asked.append(self.path)
            bodies.append(self.rfile.read(int(self.headers.get("Content-Length") or 0)))
            self.send_response(status)
            if location:
                self.send_header("Location", location)
                self.send_header("x-amz-bucket-region", "us-west-2")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        do_GET = do_HEAD = do_PUT = do_POST = _answer  # noqa: N815 - http.server's names

        def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield Server(f"http://127.0.0.1:{server.server_port}", server.server_port, asked, bodies)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextlib.contextmanager
def listening() -> Iterator[Server]:
    """A server without a certificate, as anything inside a network would be to who asks it for Slack's."""
    asked: list[str] = []
    listener = socket.create_server(("127.0.0.1", 0))

    def listen() -> None:
        with contextlib.suppress(OSError):  # closed below
            while True:
                with listener.accept()[0] as connection:
                    asked.append(connection.recv(4_096).hex()[:6])
                    connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok")

    thread = threading.Thread(target=listen)
    thread.start()
    try:
        port = int(listener.getsockname()[1])
        yield Server(f"https://127.0.0.1:{port}", port, asked, [])
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()
