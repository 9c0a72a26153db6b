"""What two libraries that parse log lines do in a second; run in an environment that has them, with nothing of ours.

`python peers.py LIBRARY LOG FILE` prints `{"mb_s": ..., "lines": ..., "parsed": ...}`.
"""

from __future__ import annotations

import importlib
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

Parse = Callable[[str], object]
# The patterns of grok's own library for these lines; a stack trace's further lines match none.
GROK = {
    "nginx": "%{COMBINEDAPACHELOG}",
    "syslog": "%{SYSLOGTIMESTAMP:timestamp} %{SYSLOGHOST:host} "
    r"%{PROG:program}(?:\[%{POSINT:pid}\])?: %{GREEDYDATA:message}",
    "stack traces": r"%{TIMESTAMP_ISO8601:timestamp} %{LOGLEVEL:level} +\[%{DATA:thread}\] "
    "%{JAVACLASS:class} - %{GREEDYDATA:message}",
}
COMBINED = '%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i"'


def parser(library: str, log: str) -> Parse:
    """Return what parses one line; it returns None, or raises ValueError, for a line that it doesn't know."""
    if library == "pygrok":
        match: Parse = importlib.import_module("pygrok").Grok(GROK[log]).match
        return match
    parse: Parse = importlib.import_module("apachelogs").LogParser(COMBINED).parse
    return parse


def main(library: str, log: str, file: str) -> None:
    parse = parser(library, log)
    lines = parsed = 0
    began = time.process_time()
    with Path(file).open(encoding="utf-8", errors="replace") as source:
        for line in source:
            lines += 1
            try:
                parsed += parse(line.rstrip("\n")) is not None
            except ValueError:
                continue
    seconds = time.process_time() - began
    print(json.dumps({"mb_s": Path(file).stat().st_size / seconds / 1e6, "lines": lines, "parsed": parsed}))


if __name__ == "__main__":
    main(*sys.argv[1:])
