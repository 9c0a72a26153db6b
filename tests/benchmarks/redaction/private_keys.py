"""Private keys of random bytes: as they are, on one line with escaped line ends, cut off, and line by line in a log."""

# ruff: noqa: E501 - markers as programs write them

from __future__ import annotations

import random
import textwrap

from tests.benchmarks.redaction.marks import mark, neutral
from tests.benchmarks.redaction.value import ALNUM, BASE64, HEX, fill, some

_NAMES = ("PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY", "OPENSSH PRIVATE KEY", "ENCRYPTED PRIVATE KEY",
          "DSA PRIVATE KEY", "PGP PRIVATE KEY BLOCK")  # fmt: skip
_PREFIXES = (
    "",
    "2026-11-17T10:00:00.123456789Z stdout F ",
    "Nov 17 10:00:00 web-01 app[812]: ",
    "2026-11-17 10:00:00,123 ERROR [main] c.e.KeyLoader - ",
    "web_1  | ",
    "    ",
)


def private_key(rng: random.Random) -> tuple[str, str]:
    """Return a context, and the text, of several lines where the key is written over several."""
    if rng.random() < 0.1:
        return _of_another_make(rng)
    name = rng.choice(_NAMES)
    begin, end = f"-----BEGIN {name}-----", f"-----END {name}-----"
    lines = _body(rng, name)
    form = rng.choice(
        ("lines", "lines", "prefixed", "json", "json", "spaces", "cut", "escaped twice", "encoded")
    )
    if form in ("lines", "prefixed", "cut"):
        prefix = "" if form == "lines" else rng.choice(_PREFIXES[1:])
        # The checksum at the end of PGP's armour tells nothing (RFC 4880, 6.1).
        shown = [neutral(line) if line[0] == "=" else mark("private-key/line", line) for line in lines]
        if name.startswith("RSA") and rng.random() < 0.3:  # encrypted as in RFC 1421
            shown = [
                "Proc-Type: 4,ENCRYPTED",
                neutral(fill(rng, "DEK-Info: AES-128-CBC,<H32>")),
                neutral(""),
                *shown,
            ]
        if form == "cut":
            shown = shown[: rng.randint(1, len(shown))]
            end = rng.choice(("2026-11-17 10:00:01,000 INFO [main] c.e.Server - listening on port 8443", ""))
            tail = [end] if end else []
            return "key cut off", "\n".join([f"{prefix}{line}" for line in (begin, *shown)] + tail)
        return f"key by {form}", "\n".join(f"{prefix}{line}" for line in (begin, *shown, end))
    if form == "spaces":
        return "key on one line", f"key={begin} {mark('private-key/one-line', ' '.join(lines))} {end} loaded"
    escape = {"json": "\\n", "escaped twice": "\\\\n", "encoded": "%0A"}[form]
    body = mark("private-key/one-line", escape.join(lines))
    pem = f"{begin}{escape}{body}{escape}{end}"
    if form == "json":
        return "key in JSON", rng.choice(
            (
                f'{{"type":"service_account","private_key":"{pem}{escape}","token_uri":"https://oauth2.example.com"}}',
                f'{{"tls.key": "{pem}"}}',
                f'PRIVATE_KEY="{pem}"',
            )
        )
    if form == "escaped twice":
        return "key in nested JSON", f'{{"m":"{{\\"private_key\\":\\"{pem}\\",\\"n\\":1}}"}}'
    encoded = body.replace("+", "%2B").replace("/", "%2F").replace("=", "%3D")
    # The kind's own slash is not the value's.
    encoded = encoded.replace("private-key%2Fone-line", "private-key/one-line")
    begin, end = (text.replace(" ", "+") for text in (begin, end))
    return "key in a form", f"POST /keys body: name=a&pem={begin}%0A{encoded}%0A{end}%0A&kind=rsa"


def _of_another_make(rng: random.Random) -> tuple[str, str]:
    """Keys of OpenVPN, SSH2 and PuTTY, as they are or behind what a logger puts before each line."""
    begin, body, end = rng.choice(
        (
            (["-----BEGIN OpenVPN Static key V1-----"], [some(rng, HEX, 32) for _ in range(16)], "-----END OpenVPN Static key V1-----"),
            (["---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----"], _body(rng, "RSA"), "---- END SSH2 ENCRYPTED PRIVATE KEY ----"),
            (["PuTTY-User-Key-File-3: ssh-rsa", "Encryption: none", "Private-Lines: 14"], _body(rng, "RSA"), neutral(f"Private-MAC: {some(rng, HEX, 64)}")),
        )
    )  # fmt: skip
    prefix = rng.choice(_PREFIXES)
    shown = [mark("private-key/line", line) for line in body]
    return "key of another make", "\n".join(f"{prefix}{line}" for line in (*begin, *shown, end))


def _body(rng: random.Random, name: str) -> list[str]:
    count = rng.choice((160, 320, 1588)) if "EC" not in name else 160
    lines = textwrap.wrap(f"MII{some(rng, BASE64, count)}==", 64 if rng.random() < 0.8 else 76)
    if name.startswith("PGP"):
        lines.append(f"={some(rng, ALNUM, 4)}")
    return lines
