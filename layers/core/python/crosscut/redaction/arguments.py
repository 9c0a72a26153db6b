"""Passwords that a tool takes at a place of its own: behind a verb, a user or a name rather than behind an option."""

from __future__ import annotations

from crosscut.redaction.commands import ARGUMENT
from crosscut.redaction.named import is_said, is_secret
from crosscut.redaction.rule import Rule

_KIND = "PASSWORD"
_WORD = rb"[^\s\x1e]{1,160} "
# What stands before the password, in lower case.
_COMMANDS = (
    rb"neo4j-admin (?:dbms )?set-initial-password ",
    rb"(?:poetry|composer) config (?:--?[\w\-]{1,20} ){0,4}http-basic\.[^\s\x1e]{1,128} " + _WORD,
    rb"(?:poetry|composer) config (?:--?[\w\-]{1,20} ){0,4}(?:pypi-token|github-oauth|gitlab-token|bearer)\.[^\s\x1e]{1,128} ",
    rb"\bmc (?:--[\w\-]{1,20} ){0,3}(?:alias set|config host add) (?:" + _WORD + rb"){3}",
    rb"\bmc (?:--[\w\-]{1,20} ){0,3}admin user (?:add|svcacct add) (?:" + _WORD + rb"){2}",
    rb"\bwpa_passphrase " + _WORD,
    rb"\bwi-?fi (?:connect|hotspot) [^\r\n\x1e]{1,128}? password ",
    rb"samba-tool user (?:create|add) " + _WORD,
    rb"reset-admin-password ",
    rb"(?:ejabberdctl|prosodyctl) (?:register|change_password) (?:" + _WORD + rb"){2}",
    rb"doveadm auth (?:test|login) " + _WORD,
    rb"drush (?:user:password|user-password|upwd) " + _WORD + rb"(?:--password=)?",
    rb"\bradtest (?:-[\w.]{1,8} ){0,4}" + _WORD,
    rb"etcdctl user add [^\s:\x1e]{1,64}:",
    rb"addauth digest [^\s:\x1e]{1,64}:",
    rb"hash-password (?:--algorithm \w{1,16} )?--plaintext ",
    rb"mysqladmin\b[^\r\n\x1e;|]{0,400}? password ",
    rb"\bconnect to [^\s\x1e]{1,64} user [^\s\x1e]{1,64} using ",
)  # fmt: skip
COMMAND_ARGUMENT = Rule(
    kind=_KIND,
    name="password-as-an-argument",
    literals=(b"-admin ", b" config ", b"mc ", b"wpa_passphrase ", b" password ", b"samba-tool ", b"reset-admin-", b"ejabberdctl ", b"prosodyctl ", b"doveadm ", b"drush ", b"radtest ", b"etcdctl ", b"addauth ", b"hash-password ", b" using "),
    pattern=rb"(?:" + b"|".join(_COMMANDS) + rb")" + ARGUMENT,
    accept=is_secret,
    lowered=True,
    must_match=("wpa_passphrase office hunter2", "mc alias set a https://minio app hunter2", "poetry config http-basic.ci bob hunter2", "db2 connect to SHOP user app using hunter2"),
    must_not_match=("wpa_passphrase -h", "composer config --list", "prosodyctl register --help"),
)  # fmt: skip
LOGIN_TOKEN = Rule(
    kind="TOKEN",
    name="token-for-a-login",
    literals=(
        b"cargo login ",
        b"snyk auth ",
        b"vault login ",
        b"gh auth token ",
        b"auth init -t ",
        b"rancher login ",
    ),
    pattern=rb"\b(?:cargo login|snyk auth|vault login|auth init -t|rancher login [^\r\n\x1e]{1,128}?(?:-t|--token)) ([\w.\-]{16,256}+)",
    accept=is_said,
    lowered=True,
    must_match=("cargo login aB3xY9kL2mQ7aB3xY9kL2mQ7", "snyk auth 0a1b2c3d-4e5f-4789-8abc-def012345678"),
    must_not_match=("vault login -method=oidc", "vault login failed", "snyk auth timed out"),
)
SHARE = Rule(
    kind=_KIND,
    name="password-for-a-share",
    literals=(b"net use ", b"net.exe use ", b"net1 use "),
    # net use Z: \\host\share x /user:bob, net use \\host\share /user:bob x
    pattern=rb"\bnet1?(?:\.exe)? use (?:[a-z*]:? )?\\{2,16}[^\s\x1e]{1,256} (?:/(?:persistent|savecred)[^\s\x1e]{0,8} )?(?:/u(?:ser)?:[^\s\x1e]{1,160} (?![/*])([^\s\"'\x1e]++)|(?![/*])([^\s\"'\x1e]++)(?= /u))",
    accept=is_secret,
    lowered=True,
    must_match=(r"net use Z: \\fs01\share hunter2 /user:bob", r"net use \\fs01\share /user:CORP\bob hunter2"),
    must_not_match=(r"net use Z: \\fs01\share /user:bob", r"net use Z: \\fs01\share /persistent:yes", "net use Z: /delete"),
)  # fmt: skip
SNMP = Rule(
    kind=_KIND,
    name="passphrase-of-snmp",
    literals=(b"snmp",),
    # RFC 3414: snmpwalk -A x -X y
    pattern=rb"(?<= )-[AX] " + ARGUMENT,
    gate=rb"\bsnmp(?:walk|get|getnext|bulkwalk|bulkget|set|table|trap|inform|status|df|test|usm) ",
    accept=is_secret,
    must_match=("snmpwalk -v3 -u ops -A hunter2-auth -X hunter2-priv switch1",),
    must_not_match=("snmpwalk -v2c switch1", "curl -X POST https://api.example.invalid"),
)

RULES = (COMMAND_ARGUMENT, LOGIN_TOKEN, SHARE, SNMP)
