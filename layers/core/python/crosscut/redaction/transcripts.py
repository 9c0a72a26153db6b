"""Passwords in what clients say to servers, and in what servers say of it: mail, chat, Redis, IKE, RADIUS, PPP."""

from __future__ import annotations

from crosscut.redaction.commands import ARGUMENT
from crosscut.redaction.named import is_secret, unescaped
from crosscut.redaction.rule import Rule

_KIND = "PASSWORD"
_REDIS = (
    rb"\\{0,4}\"?[ ]\\{0,4}\"?"  # between the words of a command, as it is typed and as MONITOR prints it
)
SAID_TO_SERVER = Rule(
    kind=_KIND,
    name="password-said-to-a-server",
    literals=(b"pass ", b"login ", b"identify ", b"oper "),
    # POP3, FTP, NNTP, IMAP and IRC, behind the sign of who speaks.
    pattern=(
        rb"(?:<<|<|<-|authinfo|\bsent:?|\brequest:?|\breceived:?) ?\\{0,4}\"?pass "
        rb"([^\s\"'\\\x1e<(*:][^\s\"'\\\x1e]*+)(?=\\{0,4}[\"']?[)\]}]?[ ]?(?:\\{1,4}[rn]|[\r\n\x1e]|(?![\s\S])))"
        rb"|(?:\bc:|(?<![a-z2-7]{8})>|<<|->) [a-z]{0,4}[0-9]{1,6} login [^\s\x1e]{1,128} ([^\s\"\\\x1e<]++)(?=[\r\n\x1e\"]|\\{1,8}[nr\"]|(?![\s\S]))"
        rb"|nickserv :?identify ((?!to |with |your )[^\s\x1e<]++(?: [^\s\x1e]++)?+)"
        rb"|(?:>>|->|c:|(?<![a-z2-7]{8})>) oper [^\s\x1e]{1,64} ([^\s\x1e<]++)"
    ),
    gate=rb"pass |login |identify |oper ",
    accept=is_secret,
    normalise=unescaped,
    lowered=True,
    must_match=("[session 4] << PASS hunter2", '{"message": "> AUTHINFO PASS hunter2"}', "C: 02 LOGIN bob hunter2", "-> PRIVMSG NickServ :IDENTIFY hunter2", ">> OPER admin hunter2"),
    must_not_match=("<< PASS (hidden)", "<b> pass the salt", "NickServ identify with your password", "<< PASS"),
)  # fmt: skip
REDIS = Rule(
    kind=_KIND,
    name="password-for-redis",
    literals=(b"requirepass", b"masterauth", b"setuser", b"auth-pass", b"auth "),
    # https://redis.io/docs/latest/commands: CONFIG SET, ACL SETUSER, AUTH, MIGRATE; sentinel auth-pass
    pattern=(
        rb"(?:requirepass|masterauth|masterpass)\\{0,4}\"[ ]\\{0,4}\"([^\"\\\r\n\x1e]++)"
        rb"|\bacl" + _REDIS + rb"setuser[^\r\n\x1e]{1,200}?[ \"]>([^\s\"\\\x1e<]++)"
        rb"|\bsentinel" + _REDIS + rb"(?:auth-pass" + _REDIS + rb"[\w.\-]{1,64}|set" + _REDIS + rb"[\w.\-]{1,64}" + _REDIS + rb"auth-pass)" + _REDIS + rb"([^\s\"\\\x1e<]++)"
        rb"|(?:[0-9\]](?<![a-z2-7]{8})>|redis>) auth (?:[\w.\-]{1,64} (?=[^\s\x1e]))?+([^\s\x1e<]++)"
        rb"|\bmigrate [^\r\n\x1e]{1,200}? auth(?:2 [^\s\x1e]{1,64})? ([^\s\x1e<]++)"
    ),
    accept=is_secret,
    normalise=unescaped,
    lowered=True,
    must_match=('"CONFIG" "SET" "requirepass" "hunter2"', "ACL SETUSER app on >hunter2 ~*", "cache:6379> AUTH hunter2", "sentinel auth-pass mymaster hunter2"),
    must_not_match=('"CONFIG" "GET" "requirepass"', "ACL SETUSER app on nopass", "migrate orders to auth"),
)  # fmt: skip
IKE = Rule(
    kind=_KIND,
    name="secret-of-ike",
    literals=(b"psk", b"xauth", b"eap ", b"ntlm ", b": rsa ", b": ecdsa ", b": pkcs"),
    # ipsec.secrets(5): bob : PSK "x"; : RSA key.pem "passphrase"
    pattern=(
        rb": (?:psk|xauth|eap|ntlm) (?:\\{0,4}\"([^\"\\\r\n\x1e]++)|(0[sx][\w+/=]{8,256}+))"
        rb"|: (?:rsa|ecdsa|pkcs8|pkcs12) [^\s\"\x1e]{1,160} \\{0,4}\"([^\"\\\r\n\x1e]++)"
    ),
    accept=is_secret,
    lowered=True,
    must_match=('vpn.example.com : PSK "hunter2"', ': RSA vpn.pem "hunter2"', ": PSK 0saHVudGVyMi1tYWRl"),
    must_not_match=(": EAP method failed", ": RSA key loaded"),
)
RADIUS = Rule(
    kind=_KIND,
    name="password-in-the-log-of-radius",
    literals=(b": [",),
    # https://www.freeradius.org: Login incorrect: [bob/x] (from client ...), with auth_badpass
    pattern=rb"(?:invalid user|login (?:incorrect|ok))[^\[\r\n\x1e]{0,200}+(?<=: )\[[^\]\r\n\x1e/]{1,160}/(?!<)([^\]\r\n\x1e]{1,128})(?=\] \(from)",
    gate=rb"invalid user|login (?:incorrect|ok)",
    accept=is_secret,
    lowered=True,
    must_match=("Auth: (7) Login incorrect (pap: bad): [bob/hunter2] (from client ap port 0)",),
    must_not_match=("Login OK: [bob/<via Auth-Type = eap>] (from client ap port 0)", "Login incorrect: [bob] (from client ap)"),
)  # fmt: skip
PPP = Rule(
    kind=_KIND,
    name="password-in-the-secrets-of-ppp",
    literals=(b"chap-secrets", b"pap-secrets"),
    pattern=rb"\b(?:ch|p)ap-secrets:? [^\s\x1e]{1,64} [^\s\x1e]{1,64} " + ARGUMENT,
    accept=is_secret,
    lowered=True,
    must_match=('chap-secrets: bob * "hunter2" *',),
    must_not_match=("/etc/ppp/chap-secrets",),
)

RULES = (SAID_TO_SERVER, REDIS, IKE, RADIUS, PPP)
