"""How much one object may be, and become."""

from __future__ import annotations

from dataclasses import dataclass

MIB = 1 << 20
GIB = 1 << 30


@dataclass(frozen=True, slots=True)
class ReadLimits:
    """What is over a limit is cut, marked and counted."""

    max_line_bytes: int = MIB
    max_inflated_bytes: int = 64 * GIB
    # Logs shrink to a tenth, very even ones to a hundredth; DEFLATE's best is about 1,030, a bomb's.
    max_ratio: float = 500.0
    ratio_from_bytes: int = 16 * MIB  # inflated; below it any ratio will do
