"""Credentials that show by their own shape: private keys, JSON web tokens, keys and tokens of providers."""

from __future__ import annotations

import re

from crosscut.redaction.rule import Rule

# A value must not begin inside a longer word, but may follow a URL-encoded character.
_AFTER_PERCENT = r"(?<=%[0-9A-Fa-f]{2}"

PRIVATE_KEY = Rule(
    kind="PRIVATE_KEY",
    name="pem-private-key",
    # The body may be cut off (by a line limit, or the end of the record): then all that follows is key.
    pattern=re.compile(
        r"----[- ]BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?[- ]----(?P<value>[^\x1e]*?)"
        r"(?:(?=----[- ]END (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?[- ]----)|(?=\x1e)|\Z)"
    ),
    triggers=("private key",),
    accept=lambda value: bool(value.strip("\\rnt \r\n\t")),
    # Line ends are written in many ways, and do not make it another key.
    normalise=lambda value: re.sub(r"\\+[nr]|[^A-Za-z0-9+/=]", "", value),
)

JWT = Rule(
    kind="JWT",
    name="json-web-token",
    # Three parts when signed (RFC 7515), five when encrypted (RFC 7516), of which some may be empty or cut off.
    pattern=re.compile(
        rf"eyJ(?:(?<![A-Za-z0-9_\-]eyJ)|{_AFTER_PERCENT}eyJ))[A-Za-z0-9_\-]{{6,}}(?:\.[A-Za-z0-9_\-]*){{1,4}}"
    ),
    triggers=("eyj",),
    anchored=True,
    accept=lambda value: len(value) > 20,  # {"alg":"none"} alone is 20
)

AWS_ACCESS_KEY = Rule(
    kind="AWS_KEY",
    name="aws-access-key-id",
    # https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-prefixes
    pattern=re.compile(
        rf"A(?:KIA|SIA|ROA|IDA|BIA|CCA)(?:(?<![A-Za-z0-9].{{4}})|{_AFTER_PERCENT}.{{4}}))[A-Z0-9]{{16,17}}(?![A-Za-z0-9])"
    ),
    triggers=("akia", "asia", "aroa", "aida", "abia", "acca"),
    anchored=True,
)

PROVIDER_TOKEN = Rule(
    kind="TOKEN",
    name="provider-token",
    # Prefixes that the providers document: GitHub, GitLab, Slack, Stripe, Google, npm, PyPI, SendGrid, OpenAI,
    # Anthropic.
    pattern=re.compile(
        r"(?<![A-Za-z0-9_])(?:gh[pousr]_[A-Za-z0-9]{30,}|github_pat_\w{30,}|glpat-[\w\-]{20,}|xox[abeprs]-[A-Za-z0-9\-]{10,}"
        r"|[sr]k_(?:live|test)_[A-Za-z0-9]{16,}|AIza[\w\-]{35}|npm_[A-Za-z0-9]{36}|pypi-[\w\-]{50,}"
        r"|SG\.[\w\-]{16,}\.[\w\-]{16,}|sk-(?:ant-|proj-)?[\w\-]{20,})"
    ),
    triggers=(
        "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "xox", "k_live_", "k_test_", "aiza", "npm_",
        "pypi-", "sg.", "sk-",
    ),
)  # fmt: skip

RULES = (PRIVATE_KEY, JWT, AWS_ACCESS_KEY, PROVIDER_TOKEN)
