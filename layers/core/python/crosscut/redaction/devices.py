"""Secrets in the configuration of routers, switches and firewalls, which their audit logs repeat."""

from __future__ import annotations

from crosscut.redaction.commands import ARGUMENT
from crosscut.redaction.named import is_secret
from crosscut.redaction.rule import Rule

# Of how the secret that follows is written: 0 in plain text, 7 obscured, 5, 8 and 9 hashed.
_TYPE = rb"(?:(?:[0-9]|enc|encrypted|ascii|hex|hexadecimal|ascii-text|plaintext|clear|cipher|simple) ){0,3}+"
DEVICE_SECRET = Rule(
    kind="PASSWORD",
    name="secret-of-a-network-device",
    literals=(b"secret ", b"password ", b"-server ", b"isakmp key ", b"pre-shared-key ", b"authentication-key ", b"md5 ", b"key-string ", b"-psk ", b"set pass", b"set psksecret", b"plaintext-password ", b"-chain "),
    pattern=(
        rb"(?:\b(?:username (?!and |or |with )[^\s\x1e]{1,64}(?: privilege [0-9]{1,2})?|enable|neighbor [^\s\x1e]{1,64}|ppp chap|ppp pap sent-username [^\s\x1e]{1,64}"
        rb"|ip ftp|ip http client|line (?:vty|con) [0-9 ]{1,8}|vtp|local-user [^\s\x1e]{1,64}) (?:algorithm-type \w{1,16} )?(?:password|secret)(?: level [0-9]{1,2})? "
        rb"|\b(?:tacacs|radius|ntp)-server (?:host [^\s\x1e]{1,64} )?(?:[\w\-]{1,16} [0-9]{1,5} ){0,4}key "
        rb"|\bisakmp key |\bpre-shared-key (?:(?:local|remote|address [^\s\x1e]{1,64}) ){0,2}|\bauthentication-key |\bmessage-digest-key [0-9]{1,3} md5 "
        rb"|\bkey-string |\bwpa2?-psk |\bset (?:psksecret|passwd|password|ppk-secret|auth-pwd|priv-pwd) (?!=|for |to )|\bsnmp-server user [^\r\n\x1e]{1,128}? auth (?:md5|sha[\w\-]{0,8}) "
        rb"|\bpriv (?:des|3des|aes[\- ]?(?:128|192|256)?) |\bplain(?:text|-text)-password |\bencrypted-password )" + _TYPE + ARGUMENT
    ),
    gate=rb"secret |password |key |md5 |-psk |key-string |passwd |-pwd |auth |priv ",
    accept=is_secret,
    lowered=True,
    must_match=("username bob privilege 15 password 0 hunter2", "tacacs-server key 7 0822455D0A16", "crypto isakmp key hunter2 address vpn", "key-string 7 0822455D0A16", "enable secret hunter2"),
    must_not_match=("username bob nopassword", "proxy authentication username and password caching", "radius-server host r1 auth-port 1812", "no enable password", "enable password required"),
)  # fmt: skip

RULES = (DEVICE_SECRET,)
