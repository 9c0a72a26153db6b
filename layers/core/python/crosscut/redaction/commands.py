"""Secrets that have a place of their own rather than a name: arguments of programs, statements of SQL, protocols."""

from __future__ import annotations

from crosscut.redaction.named import is_said, is_secret, unescaped
from crosscut.redaction.rule import Rule

_KIND = "PASSWORD"
# An argument: quoted, also in a string of JSON, or up to a blank. Not the next option and not a pseudonym.
ARGUMENT = rb"(?:\\{0,16}+\"([^\"\\\r\n\x1e]++)|\\{0,16}+'([^'\r\n\x1e]++)|((?![\-<|&;])[^\s\"'\\\x1e]++))"
# What may stand between a program and its option, in one command.
_SOME = rb"[^\r\n\x1e;|<]{0,400}?"
# Programs, in lower case, and the options after which they take a password.
_OPTIONS = (
    (rb"(?:mysql|mariadb)\w{0,16}", rb"-p"),
    (rb"redis-cli|valkey-cli", rb"(?:-a|--pass) "),
    (rb"sqlcmd|bcp|osql", rb"-p ?"),
    (rb"docker|podman|nerdctl|buildah|skopeo|helm registry|oras|crane", rb"login\b" + _SOME + rb" -p[ =]?"),
    (rb"mongo(?:sh|dump|restore|export|import|stat)?", rb"-p "),
    (rb"az", rb"-p "),
    (rb"(?:un)?zip|cqlsh|psexec(?:64)?|crackmapexec|netexec|nxc|evil-winrm|smbexec", rb"-p "),
    (rb"cypher-shell|beeline|couchbase-cli|cbq|cbbackupmgr|rabbitmqadmin|twine|hydra|medusa|altool|notarytool|racadm|fence_\w{1,24}|ncftp\w{0,4}|p4|testsaslauthd|doveadm pw|ibmcloud login", rb"-p "),
    (rb"influx user|security (?:unlock|create|set|import)[\w\-]{0,24}|usermod|useradd", rb"-p "),
    (rb"nodetool|putty|kitty|nzsql|addprinc|cpw", rb"-pw "),
    (rb"vsql|kadmin|dsadd|dsmod", rb"-(?:w|pwd) "),
    (rb"swift -[^\r\n\x1e]{1,200}?", rb"-k "),
    (rb"swaks", rb"-ap "),
    (rb"sendemail", rb"-xp "),
    (rb"ssh-keygen", rb"-[np] "),
    (rb"openssl (?:enc|aes|des)[\w\-]{0,16}", rb"-k "),
    (rb"signtool", rb"/p "),
    (rb"ktpass", rb"[/\-]pass "),
    (rb"jenkins-cli[\w.\-]{0,16}", rb"-auth [^\s:\"'\x1e]{1,64}:"),
    (rb"etcdctl", rb"--user[ =][^\s:\"'\x1e]{1,64}:"),
    (rb"ldap(?:search|modify|add|delete|passwd|whoami|compare)", rb"-w ?"),
    (rb"sshpass|plink|pscp|psftp", rb"-(?:p|pw) ?"),
    (rb"mosquitto_(?:pub|sub)|clickhouse-client|isql|tsql|impala-shell|oc|cf|winexe|vncviewer|xfreerdp", rb"-p "),
    (rb"htpasswd", rb"-(?![a-z]{0,8}n)[a-z]{0,8}b[a-z]{0,8} (?:[^\s\x1e]{1,128}+ ){2}"),
    (rb"htpasswd", rb"-(?=[a-z]{0,8}b)[a-z]{0,8}n[a-z]{0,8} [^\s\x1e]{1,128}+ "),
    (rb"rabbitmqctl", rb"(?:add_user|change_password|authenticate_user) [^\s\x1e]{1,128} "),
    (rb"aws", rb"configure set [\w.\-]{0,40}(?:secret_access_key|session_token) "),
    (rb"ipmitool", rb"-p "),
    (rb"7z\w?|(?:un)?rar", rb"-h?p"),
)  # fmt: skip
OPTION = Rule(
    kind=_KIND,
    name="password-for-a-program",
    besides=(b" -x", b" -n", b" -k", b" /p", b" -h", b" -p", b" -a", b" -w", b" --pass", b" --user", b'"-p', b'"-a', b'"-w', b"'-p", b"'-a", b"'-w", b"htpasswd", b"rabbitmqctl", b"configure set"),
    literals=(b"mysql", b"mariadb", b"redis-cli", b"valkey-cli", b"sqlcmd", b"osql", b"docker", b"podman", b"nerdctl", b"buildah", b"skopeo", b"mongo", b"ldapsearch", b"ldapmodify", b"ldapadd", b"ldapdelete", b"ldappasswd", b"ldapwhoami", b"sshpass", b"plink", b"pscp", b"psftp", b"mosquitto_", b"clickhouse-client", b"tsql", b"htpasswd", b"rabbitmqctl", b"ipmitool", b"az login", b"aws configure", b"zip ", b"cqlsh", b"psexec", b"mapexec", b"netexec", b"nxc ", b"winrm", b"etcdctl", b"bcp ", b"7z ", b"rar ", b"cypher-shell", b"beeline", b"couchbase-cli", b"cbq", b"cbbackupmgr", b"rabbitmqadmin", b"twine", b"hydra", b"medusa", b"altool", b"notarytool", b"racadm", b"fence_", b"ncftp", b"p4 ", b"saslauthd", b"doveadm", b"ibmcloud", b"influx user", b"security ", b"usermod", b"useradd", b"nodetool", b"putty", b"kitty", b"nzsql", b"addprinc", b"cpw ", b"vsql", b"kadmin", b"dsadd", b"dsmod", b"swift -", b"swaks", b"sendemail", b"ssh-keygen", b"openssl ", b"signtool", b"ktpass", b"jenkins-cli", b"oc login", b"cf login", b"xfreerdp", b"helm registry",),
    pattern=(
        rb"(?:(?<![\w\-.])|(?<=\\[nrt]))(?:"
        + b"|".join(
            rb"(?:" + programs + rb")(?:\.exe)?[\"',]{0,3}[ ]" + (_SOME + rb"(?<= )" if option.startswith((b"-", b"(?:-", b"/", b"[/")) else b"") + option
            for programs, option in _OPTIONS
        )
        + rb")" + ARGUMENT
    ),
    gate=rb" [\-/](?:[apwxnkh]|-pass|-user|[a-z]{0,7}b)|ctl [ac]|re set ",
    accept=is_secret,
    normalise=unescaped,
    lowered=True,
    must_match=(
        "mysql -uroot -phunter2 orders", 'mariadb -u app -p"hunter2" orders', "redis-cli -h cache -a hunter2 ping",
        "docker login -u app -p hunter2 registry.example.com", "ldapsearch -x -D cn=admin -w hunter2", "htpasswd -b /etc/x bob hunter2",
        "rabbitmqctl add_user bob hunter2", "sqlcmd -S db -U sa -P hunter2", "sshpass -p hunter2 ssh host",
        "zip -P hunter2 -r a.zip d", "cqlsh -u app -p hunter2 host", "etcdctl --user root:hunter2 get a",
    ),
    must_not_match=("mysql -u root -h db", "docker run -p 8080:80 app", "mysqld -P 3306", "sshpass -e ssh host", "zip -r a.zip b"),
)  # fmt: skip
CURL = Rule(
    kind=_KIND,
    name="password-for-curl",
    literals=(
        b"curl ",
        b"http ",
        b"https ",
        b"xh ",
    ),
    pattern=(
        rb"\b(?:curl|http|https|xh) (?:[^\r\n\x1e\-]++|-(?!u|U|-user|-proxy-user|-auth|a |[A-Za-z#]{1,6}u[ \"'])|-(?=a [^:]{0,64}(?:\s|$))){0,64}+-(?:[A-Za-z#]{1,6}u(?=[ \"'])|u|U|-user|-proxy-user|-auth|a(?= ))"
        rb"[ =]?\\{0,4}+[\"']?(?:[^\s:\"'<>\x1e]{1,64}|<[A-Z_]{2,20}:[a-z2-7]{8}>):((?!<)[^\s\"'\\\x1e]++)"
    ),
    # Not `https?`: PCRE2's machine code (10.47) then finds none of these.
    gate=rb"(?:curl|http|https|xh) [^\r\n\x1e]{0,400}?-(?:[a-z#]{1,6}u|u|a|-user|-proxy|-auth)",
    accept=is_secret,
    must_match=(
        "curl --silent --user bob:hunter2 https://api.example.invalid",
        "curl -fsSu 'bob:hunter2' https://api.example.invalid",
        "http --auth bob:hunter2 GET https://api.example.invalid",
    ),
    must_not_match=("curl -sS https://api.example.invalid",),
)
CURL_COOKIE = Rule(
    kind="COOKIE",
    name="cookie-for-curl",
    literals=(b"curl ",),
    pattern=rb"\bcurl [^\r\n\x1e]{0,400}?(?<= )(?:-b|--cookie)[ =]?\\{0,4}+[\"']?((?!\.?/)[\w.\-]{1,64}=[^\r\n\x1e\"'\\]++)",
    gate=rb"curl [^\r\n\x1e]{0,400}?(?:-b|--cookie)[ =]?",
    must_match=("curl -s -b 'session=4f1c0b77' https://app.example.invalid",),
    must_not_match=("curl -b cookies.txt https://app.example.invalid",),
)
USER_AND_PASSWORD = Rule(
    kind=_KIND,
    name="user-and-password-as-one-argument",
    literals=(b"sqlplus", b"expdp", b"impdp", b"sqlldr", b"smbclient", b"rpcclient", b"smbget", b"smbmap", b"lftp", b"mount.cifs",),
    # sqlplus user/x@db, smbclient -U user%x, lftp -u user,x
    pattern=(
        rb"(?:\b|(?<=\\[nrt]))(?:sqlplus|expdp|impdp|sqlldr|exp|imp)(?: -\w+){0,4} [\"']?[\w.$#\-]{1,64}/([^\s\"'\x1e]{1,128}?)(?=@|[\"']?(?:[\s\x1e]|$))"
        rb"|\b(?:smbclient|rpcclient|net|smbget|mount\.cifs|smbmap|nmblookup) [^\r\n\x1e]{0,400}?-U[ ]?[\"']?[^\s%\"'\x1e]{1,128}%((?!<)[^\s\"'\\\x1e]++)"
        rb"|\blftp [^\r\n\x1e]{0,400}?-u[ ]?[\"']?[^\s,\"'\x1e]{1,128},((?!<)[^\s\"'\\\x1e]++)"
    ),
    gate=rb"sqlplus|expdp|impdp|sqlldr|smbclient|rpcclient|smbget|smbmap|lftp",
    accept=is_secret,
    must_match=("sqlplus app/hunter2@//db:1521/orcl", r"DEBUG\tsqlplus app/hunter2@//db:1521/orcl", "smbclient //h/s -U app%hunter2", "lftp -u app,hunter2 sftp://h"),
    must_not_match=("sqlplus /nolog", "lftp sftp://h"),
)  # fmt: skip
NAMED_ARGUMENT = Rule(
    kind=_KIND,
    name="password-in-an-argument",
    literals=(b"passwordd:", b"passwordo:", b"/pwd:", b"/pw:", b"pass:", b"pass ", b"pass=", b"passin", b"passout", b"/p:", b"/password:", b"securestring", b"accountpassword", b"-password ", b"-passwd ", b"-pwd ", b"-passphrase ",),
    # openssl -passin pass:x, keytool -storepass x, cmdkey /pass:x, ConvertTo-SecureString "x"
    pattern=(
        rb"(?:-pass(?:in|out)?[ =]pass:|-(?:store|key|srcstore|deststore|destkey|srckey)pass[ =]|/(?:pass|p|passwordd?|passwordo|pwd|pw):"
        rb"|convertto-securestring(?: -string)? |(?<=[\s])-(?:accountpassword|password|passwd|pwd|passphrase) (?!-))"
        + ARGUMENT
    ),
    gate=rb"pass(?:in|out|wd|word[do]?|phrase)?[ =:]|/p(?:wd?)?:|securestring|-pwd ",
    accept=is_secret,
    lowered=True,
    must_match=("openssl pkcs12 -passin pass:hunter2", "keytool -storepass hunter2", "cmdkey /user:a /pass:hunter2", 'ConvertTo-SecureString "hunter2" -AsPlainText'),
    must_not_match=("-storepass", "tests/pass: 3"),
)  # fmt: skip

SQL_PASSWORD = Rule(
    kind=_KIND,
    name="password-in-sql",
    literals=(b"identified ", b"password",),
    # CREATE USER ... IDENTIFIED [WITH x] BY '...', ALTER ROLE ... PASSWORD '...', SET PASSWORD [FOR x] = '...'
    pattern=(
        rb"(?:identified (?:with \\{0,16}+['\"]?[\w.]{1,64}\\{0,16}+['\"]? )?(?:by|as)(?: password| values)?|password(?: for [^\s\x1e]{1,128} ?=)?)"
        rb"[ (]{1,4}+(?:password\()?n?(?:\\{0,16}+['\"]([^'\"\\\r\n\x1e]++))"
    ),
    gate=rb"identified |password",
    accept=is_secret,
    lowered=True,
    must_match=(
        "ALTER ROLE app WITH PASSWORD 'hunter2'", "CREATE USER app IDENTIFIED BY 'hunter2'", "SET PASSWORD FOR 'app'@'%' = 'hunter2'",
        "IDENTIFIED WITH mysql_native_password BY 'hunter2'",
    ),
    must_not_match=("password (required)",),
)  # fmt: skip
PROTOCOL = Rule(
    kind=_KIND,
    name="password-in-a-protocol",
    literals=(b"requirepass", b"masterauth", b"masterpass", b"pass ", b"auth ", b"auth\"", b"auth\\", b"authenticate ", b"machine ",),
    # FTP and POP: PASS x; Redis: "AUTH" "x", requirepass x; SMTP and IMAP: AUTH PLAIN base64; .netrc: login a password x
    pattern=(
        rb"(?:(?:requirepass|masterauth|masterpass) |(?:ftp>|--->|[a-z]:|(?<![a-z2-7]{8})>|command:?|\.?[\"'\[]) ?pass |auth(?:enticate)? (?:plain|login|xoauth2|cram-md5) (?!plain|login|cram|xoauth|digest|ntlm|gssapi)"
        rb"|\bmachine [^\s\x1e]{1,255} login [^\s\x1e]{1,255} password |\"auth\\{0,16}\" (?:\\{0,16}\"[\w.\-]{1,64}\\{0,16}\" )?)"
        + ARGUMENT
    ),
    gate=rb"requirepass|master(?:auth|pass)|pass |auth(?:enticate)? |machine |auth\\{0,16}\" ",
    accept=is_secret,
    normalise=unescaped,
    lowered=True,
    must_match=("requirepass hunter2", "ftp> PASS hunter2", '"AUTH" "hunter2"', "C: AUTH PLAIN AGFwcAA2NDM2ODM=", "machine h login app password hunter2"),
    must_not_match=("--- PASS: TestPassword (0.01s)", "AUTH PLAIN", "tests pass again"),
)  # fmt: skip
IMAP_LOGIN = Rule(
    kind=_KIND,
    name="password-of-an-imap-login",
    literals=(b" login ",),
    # RFC 9051: a tag, LOGIN, a user and a password.
    pattern=rb"\b[a-z]{0,4}[0-9]{1,6} login \\{0,4}\"?[^\s\"\\\x1e]{1,128}\\{0,4}\"? " + ARGUMENT,
    gate=rb"[0-9] login ",
    accept=is_said,
    lowered=True,
    must_match=("C: a001 LOGIN bob@example.com hunter2-made",),
    must_not_match=("12 login attempts from bob", "a001 login failed for bob"),
)
PGPASS = Rule(
    kind=_KIND,
    name="password-in-a-pgpass-entry",
    literals=(b"pgpass", b":543", b":6432:"),
    # host:port:database:user:password, in a sentence that speaks of the file or with a port of PostgreSQL's.
    pattern=(
        rb"(?<=[A-Za-z0-9*]):(?:[0-9]{2,5}|\*):(?:\*|[\w\-]{1,64}):[\w.\-]{1,64}:([^\s:\"'\x1e]{1,128}+)(?=[^\r\n\x1e]{0,200}pgpass)"
        rb"|(?<=[A-Za-z0-9*]):(?:543[2-9]|6432):(?:\*|[\w\-]{1,64}):[\w.\-]{1,64}:((?=[^\s:]{0,64}[0-9!@#$%^&*?+=~])(?![0-9.,]++(?:[\s\"']|(?![\s\S])))[^\s:\"'\x1e]{6,128}+)(?=[\s\"'\\]|(?![\s\S]))"
        rb"|pgpass[^\r\n\x1e]{0,200}?[\s\"'=]{1,2}[\w.\-*]{1,253}:(?:[0-9]{1,5}|\*):(?:\*|[\w\-]{1,64}):[\w.\-]{1,64}:([^\s:\"'\x1e]{1,128}+)"
    ),
    gate=rb"pgpass|:(?:543[2-9]|6432):",
    must_match=("~/.pgpass entry db.invalid:5432:*:app:hunter2", "db.invalid:7000:shop:app:hunter line rejected from .pgpass", "*:5432:shop:app:hunter2x"),
    must_not_match=(".pgpass has mode 0644", "/root/.pgpass:5432", "db:5432:shop:app:closed", "web-1:5432:12:30:123456"),
)  # fmt: skip
SHADOW = Rule(
    kind=_KIND,
    name="hash-of-a-password",
    literals=(b":::", b"$", b"{ssha", b"{sha", b"{smd5", b"{crypt", b"{pbkdf2", b"pbkdf2_sha", b"scrypt:",),
    # crypt(3): $6$salt$hash; bcrypt, yescrypt, Argon2 and PBKDF2; what LDAP and Django keep.
    pattern=(
        rb"(?<![\w$])(\$(?:2[abxy]?|5|6|7|y|gy|1|apr1|sha1|argon2(?:id?|d)|scrypt|pbkdf2(?:-sha\d{1,3})?)\$[\w./$+=,\-]{20,}+)"
        rb"|(\{(?:ssha|sha|smd5|ssha256|ssha512|crypt|pbkdf2\w{0,8})\}[\w./+=$]{16,}+)"
        rb"|(\$krb5\w{2,8}\$[^\s\x1e]{40,8192}+)|(?<=[0-9]:)([0-9a-f]{32}:[0-9a-f]{32})(?=:::)"
        rb"|(?<!\w)(pbkdf2_sha\d{1,3}\$\d{1,9}\$[\w./+=$]{20,}+|scrypt:\d{1,9}:\d{1,3}:\d{1,3}\$[\w./+=$]{20,}+)"
    ),
    gate=rb"\$(?:2|5|6|7|y|gy|1|apr1|sha1|argon|scrypt|pbkdf)[\w\-]{0,8}\$|\$krb5|:::|\{(?:s?sha|smd5|crypt|pbkdf2)|pbkdf2_|scrypt:",
    lowered=True,
    must_match=(
        "root:$6$abcdefgh$abcdefghijklmnopqrstuvwxyz0123456789:19000:0",
        "$krb5tgs$23$*svc$CORP$http/x*$0a1b2c3d4e5f67890a1b2c3d4e5f6789$0a1b2c3d4e5f67890a1b2c3d4e5f6789",
        "Administrator:500:0a1b2c3d4e5f67890a1b2c3d4e5f6789:0a1b2c3d4e5f67890a1b2c3d4e5f6789:::",
    ),
    must_not_match=("costs $5$ or $6", "{sha} of it"),
)  # fmt: skip

WINDOWS = Rule(
    kind=_KIND,
    name="password-for-a-windows-command",
    literals=(b"net user ", b"net1 user ", b"net.exe user ", b" /rp "),
    # net user bob x /add, schtasks /ru bob /rp x
    pattern=rb"(?:\bnet1?(?:\.exe)? user (?![/\-])[^\s\x1e]{1,128} (?![/*]|[^\s\x1e:]{1,64}:\\{0,4}\")(?=[^\s\x1e]{1,128}(?: /|[\"']?(?:[\r\n\x1e]|(?![\s\S]))))|\bschtasks[^\r\n\x1e]{0,400}? /rp )"
    + ARGUMENT,
    gate=rb"net1?(?:\.exe)? user | /rp ",
    accept=is_secret,
    lowered=True,
    must_match=("net user bob hunter2 /add", "schtasks /create /tn job /ru CORP\\bob /rp hunter2 /tr x.exe"),
    must_not_match=(
        "net user bob /domain",
        "net user bob *",
        "net user",
        "net user enumeration detected by rule 12",
    ),
)
COMMUNITY = Rule(
    kind=_KIND,
    name="community-of-snmp",
    literals=(b"snmp", b"rocommunity", b"rwcommunity"),
    # RFC 1157: what lets one in. Net-SNMP's programs and configuration, Cisco's configuration.
    pattern=(
        rb"(?:\bsnmp(?:walk|get|getnext|bulkwalk|bulkget|set|table|trap|inform|status|df|test)\b[^\r\n\x1e;|<]{0,400}? -c ?"
        rb"|\bsnmp-server community |\br[ow]community6? )" + ARGUMENT
    ),
    gate=rb"snmp[\w\-]{2,12} [^\r\n\x1e]{0,400}?-?c|r[ow]community",
    accept=is_secret,
    lowered=True,
    must_match=("snmpwalk -v2c -c hunter2 switch1 sysDescr", "snmp-server community hunter2 RO", "rocommunity hunter2 default"),
    must_not_match=("snmpd -c /etc/snmp/snmpd.conf", "snmp-server enable traps", "snmp community unknown"),
)  # fmt: skip
SECRET_SET = Rule(
    kind="SECRET",
    name="secret-that-a-command-sets",
    literals=(b"secret set ", b"secrets set ", b"variable set "),
    pattern=rb"\b(?:secrets?|variable) set [\w\-]{1,128} (?:[^\r\n\x1e;|]{0,160}? )?(?:--body|-b|--value|-v)[ =]"
    + ARGUMENT,
    gate=rb"(?:secrets?|variable) set ",
    accept=is_secret,
    lowered=True,
    must_match=("gh secret set DEPLOY_KEY --body hunter2",),
    must_not_match=("gh secret set DEPLOY_KEY < key.txt",),
)

_READS = rb"(?:sudo (?:-\w{1,8} ){0,3}?-s\b|passwd --stdin|kinit\b|cryptsetup\b|gpg2?\b|openconnect\b|su -|(?:docker|podman|buildah|nerdctl|helm registry|oras|skopeo) login\b|(?:vault|gh auth|az|oc) login\b|openssl \w|ssh-add\b|smbpasswd\b)"
PIPED = Rule(
    kind=_KIND,
    name="password-that-is-piped-or-sent",
    literals=(b"| ", b"|sudo", b"|kinit", b"|gpg", b"chpasswd", b"<<<", b"send "),
    # echo x | sudo -S, echo bob:x | chpasswd, sudo -S id <<< x, Expect's send "x\\r"
    pattern=(
        rb"(?:echo|printf)(?: -[ne]{1,2})?(?: \\{0,4}[\"']%s(?:\\{1,8}n)?\\{0,4}[\"'])? \\{0,4}[\"']?([^\s\"'|\\\x1e]{1,128})\\{0,4}[\"']? ?\| ?(?:sudo )?" + _READS
        + rb"|(?:echo|printf)(?: -[ne])? [\"']?[\w.\-]{1,64}:([^\s\"'|\x1e]{1,128})[\"']? ?\| ?(?:sudo )?chpasswd"
        rb"|\bchpasswd <<< ?[\"']?[\w.\-]{1,64}:([^\s\"'\x1e]{1,128})|\b(?:sudo (?:-\w{1,8} ){0,3}?-s|kinit|passwd --stdin|cryptsetup|gpg)\b[^\r\n\x1e|;]{0,200}?<<< ?[\"']?([^\s\"'\x1e]{1,128})"
        rb"|\bsend (?:-- )?\\{0,4}\"([^\s\"\\\x1e]{6,128})\\{1,8}r\\{0,4}\""
    ),
    gate=rb"\| ?(?:sudo |passwd --|chpasswd|kinit|crypt|gpg|openc|su -|docker|podman|build|nerd|helm|oras|skopeo|vault|gh auth|az login|oc login|openssl|ssh-add|smbpass)|<<<|send (?:-- )?\\{0,4}\"",
    accept=is_secret,
    lowered=True,
    must_match=("echo hunter2 | sudo -S apt update", "echo 'bob:hunter2' | chpasswd", 'send "hunter2\\r"', "echo 'hunter2' | kinit bob", "sudo -S id <<< 'hunter2'"),
    must_not_match=("echo done | tee log", 'send "yes\\r"', "echo $PASSWORD | kinit bob"),
)  # fmt: skip

RULES = (
    PIPED, WINDOWS, COMMUNITY, SECRET_SET, SHADOW, SQL_PASSWORD, OPTION, CURL, CURL_COOKIE, USER_AND_PASSWORD, NAMED_ARGUMENT, PROTOCOL,
    IMAP_LOGIN, PGPASS,
)  # fmt: skip
