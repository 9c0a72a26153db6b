"""A small shop served by a real nginx on the loopback interface, behind what stands for a load balancer.

All requests come from 127.0.0.1, whose address redaction keeps. As behind a load balancer, nginx takes the client's
address from X-Forwarded-For (ngx_http_realip_module); here the clients write it themselves, from the ranges for
documentation (RFC 5737).
"""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

_CONFIGURATION = """\
worker_processes 1;
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
events {{ worker_connections 256; }}
http {{
  access_log {folder}/access.log combined;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  default_type text/html;
  set_real_ip_from 127.0.0.0/8;
  real_ip_header X-Forwarded-For;
  server {{
    listen 127.0.0.1:{port};
    location = / {{
      return 200 '<html><body><a href="/search?q=shoes">Search</a> <a href="/product?id=7">Shoe</a>
        <a href="/download?file=guide.pdf">Guide</a><form action="/login" method="post">
        <input name="user"><input name="password" type="password"></form></body></html>';
    }}
    location = /search {{ return 200 '<html><body>No $arg_q here.</body></html>'; }}
    location = /product {{ return 200 '<html><body>A shoe.</body></html>'; }}
    location = /download {{ return 200 'A guide.'; }}
    location = /login {{
      if ($request_method = POST) {{ return 401 'No.'; }}
      return 200 '<html><body><form action="/login" method="post"><input name="user"></form></body></html>';
    }}
    location / {{ return 404 '<html><body>Not here.</body></html>'; }}
  }}
}}
"""


class Site(NamedTuple):
    """Where it is served, and what nginx logs of it."""

    url: str
    log: Path


@contextmanager
def served(nginx: Path, folder: Path) -> Iterator[Site]:
    """Serve the shop until the block ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    (folder / "nginx.conf").write_text(_CONFIGURATION.format(folder=folder, port=port), encoding="utf-8")
    process = subprocess.Popen(
        [nginx, "-p", folder, "-c", folder / "nginx.conf", "-e", folder / "error.log"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(port, process)
        yield Site(f"http://127.0.0.1:{port}", folder / "access.log")
    finally:
        process.terminate()
        process.wait(timeout=10)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(100):
        if process.poll() is not None:
            raise RuntimeError(f"nginx ended with status {process.returncode}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("nginx does not listen")
