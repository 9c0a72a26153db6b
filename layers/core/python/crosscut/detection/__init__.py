"""Detection: deterministic rules over a digest. What they say is the floor under every insight."""

from crosscut.detection.history import History
from crosscut.detection.rules import detect
from crosscut.detection.signals import SignalMarker

__all__ = ["History", "SignalMarker", "detect"]
