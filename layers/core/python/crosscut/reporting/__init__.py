"""Reporting: what was found as one HTML file that needs nothing else."""
