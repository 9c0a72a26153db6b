"""The lines in which a value has its own place rather than a name, and how often each is written."""

from __future__ import annotations

import random
from collections.abc import Callable

from tests.benchmarks.redaction.abroad_shapes import SHAPES as ABROAD
from tests.benchmarks.redaction.account_shapes import account
from tests.benchmarks.redaction.command_shapes import command, prose_password, protocol, sql_statement
from tests.benchmarks.redaction.connection_shapes import dsn, url_password, url_token
from tests.benchmarks.redaction.dump_shapes import SHAPES as DUMPS
from tests.benchmarks.redaction.login_shapes import SHAPES as LOGINS
from tests.benchmarks.redaction.notation_shapes import SHAPES as NOTATIONS
from tests.benchmarks.redaction.people import People
from tests.benchmarks.redaction.place_shapes import geography, mailbox, network, person
from tests.benchmarks.redaction.request_shapes import (
    access_log,
    authorization,
    cookie,
    encoded,
    secret_header,
)
from tests.benchmarks.redaction.tool_forms import tool_line

# How often each is written, beside the others.
SHAPES: dict[Callable[[random.Random, People], tuple[str, str]], int] = {
    url_password: 10,
    url_token: 2,
    dsn: 7,
    authorization: 12,
    cookie: 9,
    secret_header: 5,
    protocol: 2,
    command: 5,
    sql_statement: 3,
    prose_password: 1,
    access_log: 8,
    network: 12,
    mailbox: 4,
    encoded: 4,
    geography: 5,
    person: 8,
    account: 14,
    tool_line: 16,
    **DUMPS,
    **LOGINS,
    **NOTATIONS,
    **ABROAD,
}
