"""Checks that what is shipped is under a permissive licence, by what the installed packages say of themselves.

`python -m tests.supply.licences` prints the licences of what goes to Lambda and of what the tool needs; exits with 1
for one that is not on the list.
"""

from __future__ import annotations

import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path

from infra import uv

ROOT = Path(__file__).parents[2]
GROUPS = {"Lambda": ("--only-group", "lambda"), "the tool": ("--no-default-groups",)}
# SPDX ids. MPL-2.0 is a copyleft for its own files alone, which nobody here changes.
PERMISSIVE = frozenset(
    {
        "Apache-2.0",
        "MIT",
        "MIT-0",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "ISC",
        "PSF-2.0",
        "0BSD",
        "MPL-2.0",
        "Unlicense",
    }
)
_NAMES = {
    "apache": "Apache-2.0", "apache 2.0": "Apache-2.0", "apache license 2.0": "Apache-2.0",
    "apache license, version 2.0": "Apache-2.0", "apache software license": "Apache-2.0", "mit license": "MIT",
    "bsd": "BSD-3-Clause", "bsd license": "BSD-3-Clause", "3-clause bsd license": "BSD-3-Clause",
    "bsd 3-clause": "BSD-3-Clause", "isc license (iscl)": "ISC", "python software foundation license": "PSF-2.0",
    "mit no attribution license (mit-0)": "MIT-0",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
}  # fmt: skip


def packages(*selection: str) -> list[str]:
    """Return the names of the packages that the lock holds for a selection."""
    lines = uv.run(uv.find(), "export", *uv.PLAIN, "--project", ROOT, "--frozen", *selection, "--no-emit-project",
                   "--no-header", "--no-annotate", "--no-hashes", doing="reading uv.lock")  # fmt: skip
    return [match[1] for line in lines.splitlines() if (match := re.match(r"([A-Za-z0-9._-]+)==", line))]


def licences(package: str) -> frozenset[str] | None:
    """Return the SPDX ids that all apply, those joined by OR being one choice; None for what is not installed here."""
    try:
        about = metadata.metadata(package)
    except metadata.PackageNotFoundError:
        return None
    said = about.get("License-Expression") or ""
    if not said:
        classified = [
            c.rpartition(" :: ")[2] for c in about.get_all("Classifier", []) if c.startswith("License ::")
        ]
        classified = [each for each in classified if each != "OSI Approved"]
        said = " AND ".join(_spdx(each) for each in classified) or _spdx(
            (about.get("License") or "").splitlines()[0:1]
        )
    return frozenset(each.strip(" ()") for each in re.split(r"\bAND\b", said))


def _spdx(name: str | list[str]) -> str:
    text = name if isinstance(name, str) else "".join(name)
    return _NAMES.get(text.strip().lower(), text.strip())


def is_permissive(found: frozenset[str]) -> bool:
    """Whether each of the licences is on the list, or offers one that is."""
    return all(any(part.strip(" ()") in PERMISSIVE for part in re.split(r"\bOR\b", each)) for each in found)


def main() -> int:
    """Print a line for each package. Returns 1 when one of them may not be shipped."""
    wrong = 0
    for where, selection in GROUPS.items():
        for package in packages(*selection):
            found = licences(package)
            if found is None:
                continue  # of another platform or Python
            fine = is_permissive(found)
            wrong += not fine
            print(f"{where}: {package}: {', '.join(sorted(found))}{'' if fine else '  <- not on the list'}")
    return 1 if wrong else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (uv.VendorLayerError, subprocess.SubprocessError) as error:
        sys.exit(str(error))
