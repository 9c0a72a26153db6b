"""Passwords, session ids, tokens of an `Authorization` header and JSON web tokens, all made up."""

from __future__ import annotations

import base64
import json
import random
from collections.abc import Mapping

from tests.benchmarks.redaction.value import ALNUM, HEX, LOWER, URL64, Value, b64, fill, some, uuid

_WORDS = [
    "summer",
    "winter",
    "dragonfly",
    "sunshine",
    "football",
    "welcome",
    "monkey",
    "hunter",
    "secret",
    "changeme",
    "letmein",
    "trustno",
    "correct",
    "horse",
    "battery",
    "staple",
    "orange",
    "falcon",
    "guitar",
    "pepper",
    "thunder",
    "zebra",
    "cobalt",
    "marble",
    "sommer",
    "passwort",
    "geheim",
    "soleil",
]
PASSWORD_KEYS = (
    "password", "password", "password", "passwd", "pwd", "pass", "db_password", "user_password", "admin_password",
    "db_pass", "old_password", "new_password", "password_confirmation", "root_password", "smtp_password",
    "redis_password", "mysql_pwd", "pgpassword", "keystore_password", "ldap_bind_password", "passphrase",
    "pw", "passcode", "password1", "current_password", "trust_store_password", "mysql_root_password",
    "postgres_password",    "rabbitmq_default_pass", "spring_datasource_password", "client_password",
)  # fmt: skip
SESSION_KEYS = (
    "session_id", "session_id", "sessionid", "session", "jsessionid", "phpsessid", "sid", "connect.sid",
    "asp.net_session_id", "session_token", "session_key", "csrf_token", "xsrf_token", "remember_token", "auth_session",
)  # fmt: skip


def password_text(rng: random.Random, *, bare: bool) -> str:
    """Return a password as people and generators make them; `bare` ones have nothing that would need quotes."""
    word = rng.choice(_WORDS)
    forms = [
        f"{word.title()}{rng.randint(1, 2029)}{rng.choice('!?#*$')}",
        f"{word}{rng.randint(10, 9999)}",
        word + rng.choice(_WORDS),
        f"{word[:1].upper()}{word[1:].replace('e', '3').replace('o', '0')}@{rng.randint(1, 99)}",
        some(rng, ALNUM, rng.randint(8, 24)),
        some(rng, ALNUM + "!@#$%^*_+-.~?", rng.randint(10, 28)),
        some(rng, HEX, rng.choice((16, 32))),
        some(rng, "0123456789", rng.choice((6, 8))),
        f"{some(rng, ALNUM, 6)}/{some(rng, ALNUM, 6)}+{some(rng, ALNUM, 4)}=",
        f"{word}_synthetic-{some(rng, LOWER, 4)}",
    ]
    if not bare:
        forms += [
            " ".join(rng.sample(_WORDS, 4)),
            f"{some(rng, ALNUM, 5)}&{some(rng, ALNUM, 4)};{some(rng, ALNUM, 3)}",
            f"{some(rng, ALNUM, 5)},{some(rng, ALNUM, 4)}<{some(rng, ALNUM, 3)}>",
            f"{some(rng, ALNUM, 5)}({some(rng, ALNUM, 4)})[{some(rng, ALNUM, 3)}]",
            f"P\u00e4\u00df{word}{rng.randint(1, 99)}",
            f'{some(rng, ALNUM, 4)}"{some(rng, ALNUM, 6)}',
            f"{some(rng, ALNUM, 5)}\\{some(rng, ALNUM, 5)}",
        ]
    return rng.choice(forms)


def password_hash(rng: random.Random) -> Value:
    """Return what is stored in place of a password: bcrypt, crypt, argon2, Django's and Werkzeug's forms."""
    form = rng.choice(
        (
            "$2b$12$<a53>",
            "$6$<a16>$<a86>",
            "$argon2id$v=19$m=65536,t=3,p=4$<a22>$<a43>",
            "pbkdf2_sha256$260000$<a12>$<b43>=",
            "scrypt:32768:8:1$<a16>$<h128>",
            "{SSHA}<b38>",
        )
    )
    keys = ("password_hash", "encrypted_password", "password_digest", "hashed_password", "user_password")
    return Value("password/hash", fill(rng, form), keys, False)


def password(rng: random.Random, *, bare: bool) -> Value:
    turn = rng.random()
    if turn < 0.03:
        return password_hash(rng)
    if turn < 0.06:
        weak = rng.choice(("admin", "123456", "qwerty", "letmein", "passw0rd", "guest", "toor", "iloveyou"))
        return Value("password/weak", weak, PASSWORD_KEYS, False)
    if turn < 0.10:
        return Value("password/otp", some(rng, "0123456789", 6), ("otp", "one_time_password", "pin"), False)
    return Value("password/password", password_text(rng, bare=bare), PASSWORD_KEYS, False)


def session_text(rng: random.Random) -> str:
    return rng.choice(
        (
            some(rng, HEX, 32),
            some(rng, HEX.upper(), 32),
            some(rng, LOWER, 26),
            some(rng, ALNUM, 32),
            uuid(rng),
            f"s%3A{some(rng, ALNUM, 32)}.{some(rng, ALNUM, 43)}",
            f"{some(rng, HEX.upper(), 32)}.node{rng.randint(1, 9)}",
            f"a{some(rng, URL64, 62)}z",
            f"{b64(some(rng, ALNUM, 60))}--{some(rng, HEX, 40)}",
        )
    )


def session(rng: random.Random) -> Value:
    return Value("session/session-id", session_text(rng), SESSION_KEYS, False)


def jwt(rng: random.Random) -> Value:
    """Return a JSON web token (RFC 7519), signed with random bytes, or one of five parts (RFC 7516)."""
    header = {"alg": rng.choice(("HS256", "RS256", "ES256")), "typ": "JWT"}
    if rng.random() < 0.4:
        header["kid"] = some(rng, LOWER, 12)
    claims = {
        "sub": some(rng, LOWER, 10),
        "iat": rng.randint(1_700_000_000, 1_800_000_000),
        "role": "synthetic",
    }
    if rng.random() < 0.1:
        header = {"alg": "RSA-OAEP", "enc": "A256GCM"}
        parts = [_part(header), *(f"a{some(rng, URL64, n)}z" for n in (340, 14, 120, 20))]
        return Value("jwt/encrypted", ".".join(parts), ("token", "jwt", "id_token"))
    parts = [_part(header), _part(claims), f"a{some(rng, URL64, rng.choice((41, 84, 340)))}z"]
    return Value(
        "jwt/signed", ".".join(parts), ("token", "jwt", "id_token", "access_token", "data", "assertion")
    )


def _part(content: Mapping[str, object]) -> str:
    raw = json.dumps(content, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def bearer_text(rng: random.Random) -> str:
    """Return an opaque token of RFC 6750, none of a provider's form."""
    return rng.choice(
        (
            some(rng, ALNUM, rng.randint(20, 64)),
            some(rng, HEX, 40),
            uuid(rng),
            f"a{some(rng, URL64 + '.~', 40)}z",
            b64(some(rng, ALNUM, 30)),
        )
    )


def basic_text(rng: random.Random) -> str:
    """Return base64 of `user:password` (RFC 7617)."""
    user = rng.choice(("admin", "svc-orders", "bob", "Aladdin", "jenkins", "api", "user1@example.com"))
    return b64(f"{user}:{password_text(rng, bare=False)}")
