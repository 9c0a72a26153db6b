"""Crosscut reads logs: redacted, folded, detected, analysed, verified."""
