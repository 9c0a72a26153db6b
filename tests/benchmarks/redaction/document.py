"""Puts figures into a page, between the comments that say where: `<!-- recall -->` and `<!-- /recall -->`."""

from __future__ import annotations

import re
from pathlib import Path


def write_block(page: Path, name: str, text: str) -> None:
    """Replace what stands between the comments. Raises `ValueError` where the page has none of that name."""
    block = re.compile(f"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
    old = page.read_text(encoding="utf-8")
    if not block.search(old):
        raise ValueError(f"{page} has no <!-- {name} --> ... <!-- /{name} -->")
    new = block.sub(lambda match: f"{match[1]}\n{text.strip()}\n\n{match[2]}", old)
    page.write_text(new, encoding="utf-8")
