"""Detection: deterministic rules over a digest. What they say is the floor under every insight."""

from crosscut.detection.against_baseline import judge, seems_silent
from crosscut.detection.history import History
from crosscut.detection.rates import rates_of
from crosscut.detection.rules import detect
from crosscut.detection.signals import SignalMarker
from crosscut.detection.tuning import Mode, Tuning

__all__ = ["History", "Mode", "SignalMarker", "Tuning", "detect", "judge", "rates_of", "seems_silent"]
