"""Writes the sample logs beside this file; with --check, says which of them are not what it would write."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import shop_api
import shop_batch
import shop_pods
import shop_web

HERE = Path(__file__).resolve().parent
LOGS = {
    "shop-web/access.log": shop_web.lines,
    "shop-api/app.log": shop_api.lines,
    "shop-pods/checkout-pod.log": shop_pods.lines,
    "shop-batch/nightly.log": shop_batch.lines,
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if a file differs")
    check = parser.parse_args().check
    stale = 0
    for name, lines in LOGS.items():
        path = HERE / name
        wanted = ("\n".join(lines()) + "\n").encode()
        if path.is_file() and path.read_bytes() == wanted:
            continue
        stale += 1
        if check:
            sys.stderr.write(f"{name} is not what generate.py writes; run: python tests/logs/generate.py\n")
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(wanted)
        sys.stdout.write(f"{name}: {wanted.count(10)} lines\n")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
