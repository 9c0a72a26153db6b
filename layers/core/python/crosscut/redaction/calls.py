"""Passwords in calls that traces, consoles and statements show: the argument that the function takes one at."""

from __future__ import annotations

from crosscut.redaction.named import is_secret
from crosscut.redaction.rule import Rule

_KIND = "PASSWORD"
_Q = rb"\\{0,4}[\"']"
_IN = rb"[^\"'\\\r\n\x1e]"
_TEXT = _Q + _IN + rb"{0,256}" + _Q  # an argument that is a text
_OTHER = rb"(?:" + _TEXT + rb"|[\w.$ #()\->]{1,64})"  # or a variable, a resource, an object
_NEXT = rb", ?"
_PASSWORD = _Q + rb"(" + _IN + rb"{1,256})" + _Q

# Functions, and how many arguments stand before the password.
_CALLS = (
    (rb"(?:http(?:basic|digest|proxy)auth|basic_?auth|networkcredential|usernamepassword(?:credentials|authenticationtoken)|passwordauthentication|pscredential|\.(?:login|auth|authenticate|authenticate_user|changeuserpassword|basicauth|setcredentials)|(?<=[, (])auth=|twilioclient|twilio\.rest\.client|oci_p?connect|oci_new_connect)", _TEXT + _NEXT),
    (rb"(?:getconnection|mysqli?_p?connect|mysqli?_real_connect|m[sy]sql_connect|sybase_connect|odbc_connect|ibase_connect|pdo(?:->__construct)?|mysqli(?:->__construct|->real_connect)?)", rb"(?:object\(\w{1,40}\), )?" + _TEXT + _NEXT + _TEXT + _NEXT),
    (rb"(?:ftp_login|ldap_bind|ssh2_auth_password|imap_open)", _OTHER + _NEXT + _TEXT + _NEXT),
    # ClickHouse's table functions: https://clickhouse.com/docs/sql-reference/table-functions
    (rb"\bs3(?:cluster)?", rb"(?:" + _TEXT + _NEXT + rb"){1,2}?" + _Q + rb"(?:<aws_key:[a-z2-7]{8}>|[a-z0-9]{16,40})" + _Q + _NEXT),
    (rb"\b(?:mysql|postgresql|mongodb)", rb"(?:" + _OTHER + _NEXT + rb"){4}"),
    (rb"\bremote(?:secure)?", rb"(?:" + _OTHER + _NEXT + rb"){3,4}"),
)  # fmt: skip
CALL = Rule(
    kind=_KIND,
    name="password-in-a-call",
    literals=(b"auth(", b"auth=(", b"connect(", b"connection(", b"credential", b"login(", b"pdo", b"mysqli", b"authenticat", b"password(", b"client(", b"bind(", b"auth_password(", b"imap_open(", b"s3(", b"s3cluster(", b"mysql(", b"postgresql(", b"mongodb(", b"remote(", b"remotesecure("),
    pattern=rb"(?:"
    + b"|".join(names + rb"\(" + before for names, before in _CALLS)
    + rb")" + _PASSWORD,
    gate=rb"\(\\{0,4}[\"']|\([\w.$ #()\->]{1,64}, ?",
    accept=is_secret,
    lowered=True,
    must_match=("#0 /app/db.php(12): PDO->__construct('mysql:host=db', 'app', 'hunter2')", "mysqli_connect('db', 'app', 'hunter2', 'shop')", "server.login('bob', 'hunter2')", "requests.get(url, auth=('bob', 'hunter2'))", "remote('ch-2:9000', 'shop.orders', 'app', 'hunter2')"),
    must_not_match=("PDO->__construct('sqlite:a.db')", "mysqli_connect('db', 'app', '')", "s3('https://b/x.csv', 'CSV', 'id UInt32')"),
)  # fmt: skip
SETTER = Rule(
    kind=_KIND,
    name="password-in-a-setter",
    literals=(b"set", b"with"),
    # user.setPassword("x"), builder.withApiKey("x")
    pattern=(
        rb"(?:set|with)_?[a-z_]{0,24}(?:password|passwd|passphrase|secret|(?:api|secret|access|private|account|auth|master|signing|encryption|subscription|server|storage|app|admin|client|license)_?key|token|pwd|psk)\("
        + _PASSWORD
        + rb"\)"
    ),
    gate=rb"(?:word|passwd|phrase|secret|key|token|pwd|psk)\(\\{0,4}[\"']",
    accept=is_secret,
    lowered=True,
    must_match=('user.setPassword("hunter2")', "builder.with_api_key('hunter2')"),
    must_not_match=('user.setPassword("")', "setPasswordEncoder(encoder)", "withTokenizer('standard')"),
)
PROCEDURE = Rule(
    kind=_KIND,
    name="password-for-a-procedure",
    literals=(b"sp_add", b"sp_password", b"sp_setapprole"),
    # Transact-SQL: EXEC sp_addlogin 'bob', 'x'
    pattern=rb"\bsp_(?:addlogin|addapprole|setapprole|password) (?:@\w{1,32} ?= ?)?n?"
    + _OTHER + _NEXT + rb"(?:@\w{1,32} ?= ?)?n?" + _PASSWORD
    + rb"|\bsp_addlinkedsrvlogin (?:(?:@\w{1,32} ?= ?)?n?" + _OTHER + _NEXT + rb"){4}(?:@\w{1,32} ?= ?)?n?" + _PASSWORD,
    accept=is_secret,
    lowered=True,
    must_match=("EXEC sp_addlogin 'bob', 'hunter2'", "sp_addlinkedsrvlogin 'S', 'false', NULL, 'app', 'hunter2'"),
    must_not_match=("EXEC sp_addrolemember 'db_owner', 'bob'",),
)  # fmt: skip
ACCOUNT_KEY = Rule(
    kind="TOKEN",
    name="key-of-an-azure-account",
    literals=(b"keyname", b"\"permissions\"", b"account.key"),
    # What `az storage account keys list` and the API behind it print.
    # fs.azure.account.key.acme.dfs.core.windows.net=... of Hadoop.
    pattern=rb"(?i:\"value\\{0,4}\"): ?\\{0,4}\"([A-Za-z0-9+/]{86}==)|account\.key[\w.\-]{0,120}\\{0,4}[\"']?[ ]?(?:[=:,]|->)[ ]?\\{0,4}[\"']?([A-Za-z0-9+/]{86}==)",
    gate=rb"keyname|\"permissions\"|account\.key",
    must_match=('[{"keyName":"key1","permissions":"FULL","value":"' + "Zk3v9QmX7bTr2LpWc8Ns4HdY" * 3 + "Zk3v9QmX7bTr2L" + '=="}]', "fs.azure.account.key.acme.dfs.core.windows.net=" + "Zk3v9QmX7bTr2LpWc8Ns4HdY" * 3 + "Zk3v9QmX7bTr2L=="),
    must_not_match=('{"keyName":"key1","value":"none"}',),
)  # fmt: skip

RULES = (CALL, SETTER, PROCEDURE, ACCOUNT_KEY)
