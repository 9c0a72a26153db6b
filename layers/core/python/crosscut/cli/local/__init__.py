"""`crosscut local`: an AWS on this machine that runs the real stack."""

from crosscut.cli.local.commands import local

__all__ = ["local"]
