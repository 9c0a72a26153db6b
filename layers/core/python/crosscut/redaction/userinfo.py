"""Users before passwords: in the addresses of services and in commands, but for accounts that are no person's."""

from __future__ import annotations

from crosscut.redaction.accounts import is_user_of_a_service, login
from crosscut.redaction.keyed import by_length
from crosscut.redaction.rule import Rule

_PSEUDONYM = rb"<[a-z_]{2,20}:[a-z2-7]{8}>"
_NO_PORT = rb"(?![0-9]{1,5}(?:[/?#,;&]|[\s\"'<>\x1e]|(?![\s\S])))"
# Of RFC 3986, without what only a template or a pseudonym has; an encoded @ makes it an email address, which goes whole.
_USER = rb"(?:[\w.\-+\x80-\xff]|%(?!3a|40)[0-9a-f]{2}){1,64}+"
# Where a user stands alone. Elsewhere what stands before an @ may be an actor, a bucket or the name of an image.
_ALONE = b"|".join(
    rb"(?<=(?:" + some + rb"):)"
    for some in by_length((
        b"ssh", b"scp", b"sftp", b"ftp", b"ftps", b"http", b"https", b"rsync", b"smb", b"cifs", b"ldap", b"ldaps", b"imap", b"imaps", b"smtp", b"smtps",
        b"mysql", b"postgres", b"postgresql", b"mongodb", b"mongodb\\+srv", b"amqp", b"amqps", b"redis", b"rediss", b"rdp", b"vnc", b"telnet", b"dav",
    ))
)  # fmt: skip

URL_USER = Rule(
    kind="USER",
    name="user-in-url",
    early=True,
    # A service that logs in under the name of its database or its host is no person.
    pattern=(
        rb":(?:\\{0,4}+/\\{0,4}+/|%2f%2f)(?=(?P<_u>" + _USER + rb"))(" + _USER + rb")(?::|%3a)"
        rb"(?:" + _PSEUDONYM + rb"|" + _NO_PORT + rb"(?:[^\s/?#\x1e\"'<>]{0,512}(?=@)|[^\s@\x1e\"'<>%]{1,256}(?=@|%40)))(?:@|%40)"
        rb"(?!(?P=_u)(?![a-z0-9])|[^\s/\x1e\"'<>]{1,253}/(?P=_u)(?![a-z0-9]))"
        rb"|:(?:" + _ALONE + rb")\\{0,4}+/\\{0,4}+/(" + _USER + rb")@"
        rb"(?!sha[0-9]{1,3}:|v?[0-9]{1,9}(?:\.[0-9]{1,9}){0,2}(?![\w.])|[^\s/?#\x1e\"'<>]{0,300}@)(?=[\w\[<])"
        rb"|%3a%2f%2f((?:[\w.\-+\x80-\xff]|%25(?!3a|40)[0-9a-f]{2}){1,64}+)%3a(?:" + _PSEUDONYM + rb"|[^\s/?#@\x1e\"'<>%]{1,256})%40"
    ),
    gate=rb"@|%40",
    accept=is_user_of_a_service,
    normalise=login,
    lowered=True,
    must_match=(
        "postgres://jroe:Synth3tic!pw@db.example.invalid", "ssh://jroe@web-1/srv", "u=postgres%3A%2F%2Fjroe%3Apw1%40db.example.invalid",
        "https://jane.roe:${PASSWORD}@git.example.invalid", "fetching https://bob_example:pw1x@host.example/a", 'url="http:\\/\\/jroe:pw@db"',
    ),
    must_not_match=(
        "https://git@host.example/a", "postgres://ledger:@db", "https://x-access-token:@host.example", "ssh://deploy@host.example", "postgres://app:pw@db", "https://oauth2:pw@git.example.invalid/a/b", "postgres://orders_rw:pw@db", "mysql://cattle:pw@db/cattle", "http://h:5000/img@sha256:abcd",
        "docker-pullable://tidy@sha256:abcd", "akka.tcp://jroe@192.0.2.1:2552", "https://example.com:8443/@jroe", "https://jroe.example.invalid:8443/a",
    ),
)  # fmt: skip

# Programs, in lower case, and the options after which they take a user.
_SOME = rb"[^\r\n\x1e;|<]{0,400}?"
_OPTIONS = (
    (rb"(?:mysql|mariadb)\w{0,16}", rb"-u ?"),
    (rb"mycli|mongo(?:sh|dump|restore|export|import|stat)?|lftp|cqlsh|clickhouse-client|mosquitto_(?:pub|sub)|isql|swift|az login|oc login", rb"-u "),
    (rb"psql|pgcli|pg_\w{2,16}|createdb|dropdb|vsql|sqlcmd|bcp|smbclient|rpcclient|smbget|smbmap|ipmitool|tsql", rb"-u ?"),
    (rb"(?:docker|podman|nerdctl|buildah|skopeo|helm registry|oras|crane) login", rb"(?:-u|--username)[ =]?"),
    (rb"curl|http|https|xh", rb"(?:-[a-z#]{0,6}u|-a(?= )|--user|--proxy-user|--auth)[ =]?"),
    (rb"ab|ncftp\w{0,4}", rb"-[au] "),
    (rb"ssh|sftp|plink|telnet", rb"-l "),
)  # fmt: skip
_LOGIN = rb"([a-z_\x80-\xff][\w.\-+\x80-\xff]{0,63}+)"
_DOMAIN = rb"(?:[\w.\-]{1,32}+[\\]{1,8}+(?=\w))?+"

COMMAND_USER = Rule(
    kind="USER",
    name="user-for-a-program",
    literals=(b" -u", b" -l ", b"curl ", b"http ", b"https ", b"xh ", b"--user", b"ssh ", b"sftp ", b"sshfs ", b"ssh-copy-id ", b"scp ", b"rsync ", b"mosh ", b"sqlplus", b"expdp", b"impdp", b"sqlldr"),
    pattern=(
        rb"(?<![\w\-./])(?:"
        + b"|".join(rb"(?:" + programs + rb")(?:\.exe)?[ ]" + _SOME + rb"(?<= )" + option for programs, option in _OPTIONS)
        + rb")\\{0,4}+[\"']?" + _DOMAIN + _LOGIN + rb"(?=[:%,\"'\s]|\\{1,4}[\"'nrt]|(?![\s\S]))"
        rb"|(?<![\w\-./])(?:ssh|scp|sftp|rsync|sshfs|mosh|ssh-copy-id) (?:[^\r\n\x1e;|<@]{0,200} )?\\{0,4}+[\"']?" + _LOGIN + rb"@(?=[a-z0-9<])"
        rb"|(?<![\w\-./])(?:sqlplus|expdp|impdp|sqlldr)(?: -\w+){0,4} [\"']?" + _LOGIN + rb"/(?=[^\s/])"
    ),
    gate=rb"mysql|mariadb|mycli|mongo|ftp |cqlsh|house-client|osquitto_|sql |swift |(?:er|an|tl|ah|eo|ry|as|ne|az|oc) login |pgcli|pg_|tedb|opdb|sqlcmd|bcp |smb[cgm]|rpccl|ipmit|curl |http |https |xh |ab |ssh|plink|telnet |scp |sync |mosh |sqlpl|xpdp |mpdp |sqlldr|\\.exe ",
    accept=is_user_of_a_service,
    normalise=login,
    lowered=True,
    must_match=(
        "curl -u jroe:hunter2 https://api.example.invalid", "mysql -ujroe -p orders", "psql -h db -U jroe orders", "lftp -u jroe,hunter2 sftp://h",
        "sqlplus jroe/hunter2@//db:1521/orcl", "ssh -p 22 jroe@web-1 uptime", "docker login -u jroe -p hunter2", "smbclient //h/s -U CORP\\jroe%hunter2", "curl -su 'jroe:hunter2' https://api.example.invalid",
    ),
    must_not_match=(
        "curl -sS https://api.example.invalid", "mysql -uroot orders", "docker run -u 1000 app", "ssh git@git.example.invalid", "psql -U app orders", "psql -U CORP\\<USER:abcdefgh> orders", "curl -u token: https://api.example.invalid",
        "sqlplus /nolog", "http -v GET /users", "curl -u $USER:x https://host.example", "wget -a log.txt https://host.example",
    ),
)  # fmt: skip

RULES = (URL_USER, COMMAND_USER)
