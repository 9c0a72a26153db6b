"""What lets somebody in once: codes in a sentence, tokens in a path, and the keys that open a vault."""

from __future__ import annotations

from crosscut.redaction.rule import Rule
from crosscut.redaction.secrets import is_random

CODE = Rule(
    kind="PASSWORD",
    name="code-in-prose",
    literals=(b"otp", b"one-time", b"one time", b" code", b"passcode"),
    # "your verification code is 123456", "OTP 123456", "123456 is your login code". Other codes say what went wrong.
    pattern=(
        rb"(?:(?<![a-z])otp|one[ \-]time (?:code|passcode|password|pin)|(?:verification|security|login|sign[ \-]?in|confirmation|2fa|mfa"
        rb"|sms|authentication|activation|pairing) code|passcode)(?: is| was|:| =|=)?:? \\{0,4}[\"']?([0-9]{4,8})(?![\w.])"
        rb"|(?<![\w.\-])(?:g-)?([0-9]{4,8}) is your [\w ]{0,40}?code"
    ),
    gate=rb"(?:otp|code|pin|word)(?: is| was|:| =|=)?:? \\{0,4}[\"']?[0-9]{4}|[0-9]{4} is your ",
    lowered=True,
    must_match=("sent OTP 123456 to", "your verification code is 123456", "123456 is your Example code"),
    must_not_match=("exit code is 137000", "error code 500123", "OTP expired", "http code: 5040"),
)
LINK = Rule(
    kind="TOKEN",
    name="token-in-a-path",
    literals=(b"/magic", b"/reset", b"password", b"/verify", b"/confirm", b"/invit", b"/activat", b"/unsubscribe", b"/token/"),
    # Links that are sent by mail: who has one is let in.
    pattern=(
        rb"/(?i:magic(?:[_\-]?(?:link|login))?|reset(?:[_\-]?password)?|password[_\-]?resets?|set[_\-]?password|verify(?:[_\-]?email)?|confirm(?:ation)?s?"
        rb"|invit(?:e|ation)s?|activat(?:e|ion)|unsubscribe|tokens?)(?:/|/?\?\w{1,8}=)([\w\-]{20,256}+)(?![\w.\-/])"
    ),
    gate=rb"/(?:magic|reset|password|set[_\-]?pass|verify|confirm|invit|activat|unsub|token)[\w\-]{0,16}[/?=\w]{1,12}[\w\-]{20}",
    accept=is_random,
    must_match=("GET /magic/Zk3v9QmX7bTr2LpWc8Ns4HdY HTTP/1.1", "/password-reset/0f1e2d3c4b5a69788796a5b4c3d2e1f0", "/invite?t=Zk3v9QmX7bTr2LpWc8Ns4HdY"),
    must_not_match=("/verify/orders-of-yesterday-evening", "/reset/0a1b2c3d-4e5f-4789-8abc-def012345678", "/items/Zk3v9QmX7bTr2LpWc8Ns4HdY"),
)  # fmt: skip
UNSEAL = Rule(
    kind="SECRET",
    name="key-of-a-vault",
    literals=(b"unseal key", b"recovery key", b"operator unseal"),
    # https://developer.hashicorp.com/vault/docs/commands/operator/init
    pattern=rb"(?:[Uu]nseal|[Rr]ecovery) [Kk]ey(?: [0-9]{1,2})?(?: \([\w ]{1,40}\))?: ([\w+/=]{40,}+)|operator unseal (?:-[\w\-]{1,32}(?:=[^\s\x1e]{1,200})? ){0,6}([\w+/]{40,}+={0,2})",
    gate=rb"(?:unseal|recovery) key|operator unseal",
    must_match=(
        "vault operator unseal -address=https://v:8200 Zk3v9QmX7bTr2LpWc8Ns4HdYZk3v9QmX7bTr2LpWc8N=",
        "Unseal Key 1: Zk3v9QmX7bTr2LpWc8Ns4HdYZk3v9QmX7bTr2LpWc8Ns",
    ),
    must_not_match=("Unseal Key (will be hidden):",),
)

RECOVERY = Rule(
    kind="PASSWORD",
    name="recovery-codes",
    literals=(b"recovery code", b"backup code", b"scratch code"),
    pattern=rb"(?:recovery|backup|scratch)[ _\-]codes?(?: are| is)?:? \[?[\"']?((?=[\w\-]{0,12}[0-9])[a-z0-9\-]{6,24}(?:[\"']?,? [\"']?(?=[a-z\-]{0,12}[0-9])[a-z0-9\-]{6,24}){0,19})(?![\w\-])",
    gate=rb"(?:recovery|backup|scratch)[ _\-]code",
    lowered=True,
    must_match=("recovery codes: 0a1b2-c3d4e, f5061-72839", "backup code: 12345678"),
    must_not_match=("recovery codes were generated", "backup code 12"),
)

RULES = (RECOVERY, CODE, LINK, UNSEAL)
