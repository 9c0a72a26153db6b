"""Writes software bills of materials (CycloneDX 1.5), by uv out of uv.lock.

`python -m tests.supply.sbom [folder]`: crosscut-lambda.cdx.json is of what the layers hold, crosscut.cdx.json of the
tool.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from infra import uv
from tests.supply.licences import GROUPS, ROOT

FILES = {"Lambda": "crosscut-lambda.cdx.json", "the tool": "crosscut.cdx.json"}


def main(arguments: Sequence[str]) -> int:
    """Write both into the folder, or into dist/. Returns 0; raises `VendorLayerError` where uv fails."""
    folder = Path(arguments[0]) if arguments else ROOT / "dist"
    folder.mkdir(parents=True, exist_ok=True)
    for what, name in FILES.items():
        text = uv.run(uv.find(), "export", *uv.PLAIN, "--project", ROOT, "--frozen", *GROUPS[what],
                      "--no-emit-project", "--format", "cyclonedx1.5", "--preview-features", "sbom-export",
                      doing="reading uv.lock")  # fmt: skip
        (folder / name).write_text(text, encoding="utf-8")
        print(folder / name)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
