"""Lines in which somebody logs in to a service, and events for collectors (CEF and LEEF), which escape signs."""

from __future__ import annotations

import random
from collections.abc import Callable

from tests.benchmarks.redaction.connection_shapes import bare_password
from tests.benchmarks.redaction.marks import mark
from tests.benchmarks.redaction.people import People

_ADDRESSES = """\
DATABASE_URL=postgres://{u}:{p}@db-1.internal.example:5432/orders
could not open "mysql://{u}:{p}@db.example.com:3306/shop": timeout
mongodb+srv://{u}:{p}@cluster0.example.net/app?retryWrites=true
{{"level":"error","msg":"pool failed","dsn":"postgresql://{u}:{p}@db:5432/orders?sslmode=require"}}
cloning https://{u}:{p}@git.example.com/acme/app.git
dialing amqp:\\/\\/{u}:{p}@queue.example.com:5672
GET /probe?target=ftp%3A%2F%2F{u}%3A{p}%40files.example.com 200
smtp://{u}:***@mail.example.com:587 refused
remote: ssh://{u}@web-1:22/srv/app
sftp://{u}@files.example.com/export.csv listed"""
_COMMANDS = """\
+ curl -u {u}:{p} https://artifacts.example.com/api
+ curl -fsSu '{u}:{p}' https://artifacts.example.com/api
$ mysql -h db -u {u} -p{p} orders
$ psql -h db -U {u} orders
$ lftp -u {u},{p} sftp://files.example.com
$ smbclient //files/share -U CORP\\{u}%{p}
$ sqlplus {u}/{p}@//db:1521/orders
$ docker login -u {u} -p {p} registry.example.com
$ ssh -p 2222 {u}@web-1 uptime
$ rsync -az build/ {u}@web-1:/srv/app
$ ssh -l {u} web-1"""
_EVENTS = """\
CEF:0|Acme|SSO|3.2|401|login failed|7|suser={u} outcome=failure
CEF:0|Acme|SSO|3.2|401|login failed|7|duser=CORP\\\\{u} sproc=sshd cnt=3
CEF:0|Acme|SSO|3.2|402|user changed|4|cs1={n} cs1Label=Full Name cs2Label=Policy cs2=Default deny
CEF:0|Acme|Proxy|7.0|448|config dump|1|cnt=7 msg=config: password\\={p} retries\\=3
CEF:0|Acme|Proxy|7.0|449|config dump|1|cnt=7 msg=SMTP_PASSWORD\\='{p}' port\\=25
CEF:0|Acme|Proxy|7.0|472|upstream call|8|cnt=1 request=GET /login?password\\={p}&next\\=%2Fhome HTTP/1.1
CEF:0|Acme|Proxy|7.0|480|upstream call|8|msg=Cookie: theme\\=dark; remember_token\\={p}
CEF:0|Acme|Vault|8.5|414|policy hit|1|cnt=3 msg=updated record fullName\\="{n}" source\\=web
LEEF:2.0|Acme|Proxy|7.0|LOGIN|^|usrName={u}^sev=5^msg=token\\={p}
{{"stream":"stdout","message":"CEF:0|Acme|SSO|3.2|401|x|7|suser={u} msg=password\\\\={p}"}}"""
_STATEMENTS = """\
UPDATE settings SET `session_token`='{p}' WHERE id = 1
INSERT INTO users SET `id` = 7, `password` = '{p}', `full_name` = '{n}'
<add key="AZURE_DEVOPS_EXT_PAT" value="{k}" />"""


def _of(forms: str, context: str) -> Callable[[random.Random, People], tuple[str, str]]:
    lines = forms.split("\n")

    def shape(rng: random.Random, people: People) -> tuple[str, str]:
        line = rng.choice(lines)
        user, name = people.login(), people.western_name()
        return context, line.format(
            u=mark(user.kind, user.text),
            n=mark(name.kind, name.text.replace("'", "")),
            p=mark("password/of-a-login", password(rng)),
            k=mark("saas/azure-devops", "".join(rng.choices("abcdefghijklmnopqrstuvwxyz234567", k=52))),
        )

    return shape


def password(rng: random.Random) -> str:
    """Return a password that stands in an address, an argument and an event as it is."""
    while True:
        text = bare_password(rng)
        if len(text) >= 8 and not set(text) & set("=|^\\'\"&,;%+(){}<>`$*!~[]"):
            return text


SHAPES: dict[Callable[[random.Random, People], tuple[str, str]], int] = {
    _of(_ADDRESSES, "user of an address"): 5,
    _of(_COMMANDS, "user of a command"): 4,
    _of(_EVENTS, "event for a collector"): 6,
    _of(_STATEMENTS, "name in backquotes or an attribute"): 2,
}
