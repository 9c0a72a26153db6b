"""Texts for property tests: secrets, names, separators and pseudonyms in any order, which is where rules meet."""

from __future__ import annotations

from hypothesis import strategies as st

PIECES = (
    "password", "passwd", "pass", "token", "secret", "api_key", "pwd", "pin", "otp", "sid", "signature",
    "cookie", "Cookie:", "authorization", "Authorization:", "Bearer", "Basic", "bearer", "passphrase",
    "--password", "--db-pass", "AKIAIOSFODNN7EXAMPLE", "eyJhbGciOiJIUzI1NiJ9",
    "eyJhbGciOiJIUzI1NiJ9.e30.c2ln", "dXNlcjpwYXNz", "hunter2", "a", "b", "1", "203.0.113.66",
    "2001:db8::17", "::ffff", "fe80", "4111111111111111", "bob@example.com", "bob", "@", "%40", "%3A",
    "%3D", "%22", "%2C", "example.com", ".com", "://", "http://", "u:p@h", "@tcp(", "oracle:thin:",
    "<password>", "</password>", "<", "</", ">", "<IP:abcdefgh>", "<PASSWORD:abcdefgh>",
    "<TOKEN:abcdefgh>", "<EMAIL:abcdefgh>", "<USER:abcdefgh>", "<NAME:abcdefgh>", "<PHONE:abcdefgh>", "<ADDRESS:abcdefgh>", "<IBAN:abcdefgh>", "<NATIONAL_ID:abcdefgh>",
    "abcdefgh>", "MIIEabc+/=", "\\n", "\\u003d", "\\u0040", "\\", '\\"', '"', "'", "=",
    ":", ",", ":=", "=>", "->", ";", "&", "(", ")", "[", "]", "{", "}", "-", "--", "_", ".", "/", "name",
    "value", '"value":', "expired", "true", "2026-11-17", "curl -u ", "mysql -p", "4111 1111 1111 1111",
    "-----BEGIN PRIVATE KEY-----", "-----END PRIVATE KEY----- ", "\n", " ", "\t", "\r", "\x1e", "\u0130",
    "\xe9", "ghp_a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
    '":{"', '{"old":"', '","new":"', '","type":"', "type=EXECVE msg=audit(1:2): argc=3 ", ' a0="sshpass" a1="-p" a2="', '["sshpass","-p","', "setx ", "config set ",
    " PASS ", "<< ", "AUTH ", "requirepass", ': PSK "', "sshpass -p ", "net use Z: \\\\h\\s ", "/user:", "enable secret 5 ", "auth=('a', '", ".setPassword(",
    "echo ", " | sudo -S ", "<<< ", "${DB_PASSWORD}", "%DB_PASSWORD%", "$1", "4111111111111111=30092011055831520280", "primaryKey", "githubPat",
    "\\=", "\\\\=", "cs1Label=", " cs1=", " suser=", " msg=", "postgres://", "ssh://jroe@", "jroe", "`",
)  # fmt: skip

TEXTS = st.lists(st.sampled_from(PIECES), max_size=9).map("".join)
