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
    # Logs shrink to a tenth, very even ones to a hundredth; one line repeated without end to 1 in 340 (DEFLATE).
    max_ratio: float = 200.0
    ratio_from_bytes: int = 4 * MIB  # inflated; below it any ratio will do
