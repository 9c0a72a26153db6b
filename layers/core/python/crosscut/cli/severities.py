"""The severity option, shared by the commands."""

from __future__ import annotations

import click

from crosscut.model import Severity


class _SeverityType(click.ParamType[Severity]):
    name = "severity"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Severity:
        try:
            return Severity(str(value).lower())
        except ValueError:
            known = ", ".join(Severity)
            self.fail(f"{value!r} is no severity; it is one of {known}", param, ctx)


SEVERITY = _SeverityType()
