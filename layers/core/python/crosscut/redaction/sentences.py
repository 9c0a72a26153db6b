"""Users that have a place in a daemon's sentence, a statement or a command, rather than a name and a sign before them.

What each program writes: https://github.com/openssh/openssh-portable, https://github.com/linux-pam/linux-pam,
https://www.sudo.ws/docs/man/sudoers.man/, https://github.com/shadow-maint/shadow, and the manuals of the others.
"""

from __future__ import annotations

from crosscut.redaction.accounts import is_persons, is_user_of_a_sentence, login
from crosscut.redaction.rule import Rule

_KIND = "USER"
# A login, in lower case, without a dot or dash at its end. A domain of Windows before it stays.
_DOMAIN = rb"(?:[\w.\-]{1,32}+\\{1,8}+(?![nrt])(?=[\w\x80-\xff]))?+"
_PART = rb"(?:[\w+$\x80-\xff]++|(?<=[\w+$\x80-\xff])[.\-](?=[\w\x80-\xff]))"
_TAIL = rb"(?:\\{1,8}+(?=[nrt][a-z]{2})\w{1,64}+(?:[.\-]\w{1,64}+)?+)?+"
_NO_DOMAIN = rb"(?!\\{1,8}<[a-z_]{2,20}:)"  # of a user that was redacted
_U = _DOMAIN + rb"(" + _PART + rb"++(?:@[\w\-]{1,64}+)?+" + _TAIL + rb")" + _NO_DOMAIN
_U0 = _DOMAIN + rb"(" + _PART + rb"++" + _TAIL + rb")" + _NO_DOMAIN  # where an @ is none of it
_AT = rb"(?:[0-9a-f]{1,4}[.:][0-9a-f.:]{1,43}|<ip[:_])"  # an address
_Q = rb"\\{0,8}+[\"'`]"  # a quote, also in a string of JSON
_END = rb"(?![\w\x80-\xff])"
_SOME = rb"[^\r\n\x1e]{0,200}?"
_PID = rb"(?:\[[0-9]{1,8}\])?: {1,8}"

_LOGINS = (
    # sshd and its kin
    rb"(?:failed|accepted|postponed|partial) (?:none|password|publickey|hostbased|keyboard-interactive|gssapi|challenge-response|certificate|rsa|pam)[\w\-/]{0,24}+ for (?:(?:invalid|illegal) user )?" + _U + rb"(?= from )",
    rb"(?:password|pubkey) (?:auth )?(?:attempt|succeeded|failed) for '" + _U + rb"'",
    rb"(?<![a-z])(?:invalid|illegal|authenticating|from|local|unknown) user " + _U + rb"(?= from |[ ]\[preauth\]| " + _AT + rb"| \[" + _AT + rb")",
    rb"attempts exceeded for (?:(?:invalid|illegal) user )?" + _U + rb"(?= from )",
    rb"pam: [\w ]{4,60}? for (?:(?:illegal|invalid) user )?" + _U + rb"(?= from )",
    rb"starting session: [^\r\n\x1e]{1,80}? for " + _U + rb"(?= from )",
    rb"authorized to " + _U + rb"(?=, krb5 principal)",
    rb"krb5 principal " + _U + rb"(?= \()",
    # PAM, and whoever says `for user bob`
    rb"(?<![a-z])for user [\[(`'\"]?\\{0,8}[`'\"]?" + _U + rb"(?![\w(:=/]|[ ]?[=:][^:])",
    rb"for user " + _U + rb"(?=\(uid=|: [0-9]{1,3} \()",
    rb"(?<![a-z])by user " + _U + rb"(?![\w(:=/]|-[0-9])",
    rb"(?<![a-z])by " + _U + rb"(?=\(uid=[0-9])",
    rb"(?<![a-z])user " + _U + rb"(?= (?:logged|is now logged|has (?:been |logged|a |no |exceeded|failed|valid)|is (?:not|now|already|locked|disabled)|was (?:not|added|removed|created|deleted|locked|disabled)|not (?:found|allowed|authori)"
    rb"|does not exist|failed to|password (?:has|will)|login (?:successful|succeeded|failed|from)|not allowed because|successfully|signed (?:in|out)|authenticated|account (?:has|temporarily)|added by|removed by|deleted by|created by|from [^\s\x1e]{1,255} not allowed|from " + _AT + rb"|pid [0-9]|cannot log|could not|shell to|- raw|\([0-9]{1,10}\)|\(login failed)"
    rb"|: (?:authentication|authorization|login|no such|password|auth|denied|access)[ \w])",
    rb"(?<![a-z])no such user:? [\[(`'\"]?" + _U + _END,
    rb"(?<![a-z])session [\w\-]{1,20} of user " + _U,
    rb"(?<![a-z])user slice of " + _U,
    rb"as user " + _U + rb"(?= \(uid=)",
    rb"(?:password changed|password expiry|password required|google_authenticator|duo login|(?:failed|successful) login|peer authentication (?:succeeded|failed)|logins \(max [0-9]{1,6}\)) for (?:user )?'?" + _U + rb"(?![\w:=/])",
    rb"authentication failed for " + _U + rb"(?= on [\w\-$]{1,64} from)",
    rb"password for '?" + _U + rb"(?='? changed by)",
    rb"(?:shadow information|login restricted|registration from '\"|user denied:|login failed:) (?:for )?" + _U + rb"(?=:| \(|\"|[ ]?(?:[\r\n\x1e]|(?![\s\S])))",
    rb"(?<![a-z])(?:log-?in|logon|authentication|auth|sign-?in)(?: has)? (?:failed|failure|succeeded|successful|success|rejected|denied)(?: attempt)?(?: for| as) (?:user )?'?" + _U + rb"(?='?(?: from |, | \(|\\{0,8}\"|\.(?!\w)|[ ]?(?:[\r\n\x1e]|(?![\s\S]))))",
    rb"(?<![a-z])(?:successful|failed|invalid|unsuccessful) (?:log-?in|logon|authentication|auth|sign-?in)(?: attempt)?(?: for| as) (?:user )?'?" + _U + rb"(?='?(?: from |, | \(|\\{0,8}\"|\.(?!\w)|[ ]?(?:[\r\n\x1e]|(?![\s\S]))))",
    rb"(?<![a-z])(?:logged|signed|logging|signing) in as (?:user )?[\"'`]?" + _U + _END,
    rb"(?<![a-z])username " + _U + rb"(?=, | from | \()",
    rb"(?<![a-z])uname(?:=|: )" + _U + _END,
    rb"(?<![a-z])user " + _U0 + rb"(?=@" + _AT + rb" log)",
    # in other languages
    rb"(?:f\xc3\xbcr (?:den )?benutzer|pour (?:l'|l\xe2\x80\x99)?utilisateur|para (?:el |o )?usu(?:a|\xc3\xa1)rio|d[eo]l? usu(?:a|\xc3\xa1)rio|per l'utente|voor gebruiker|f\xc3\xb6r anv\xc3\xa4ndare|dla u\xc5\xbcytkownika) [\"'`]?" + _U + _END,
    rb"(?<![a-z])(?:benutzer|utilisateur|usu(?:a|\xc3\xa1)rio|utente|gebruiker|anv\xc3\xa4ndare) [\"'`]?" + _U + rb"(?=[\"'`]? (?:hat |wurde |ist |konnte |a \xc3\xa9t|s'est |ha |se ha |\xc3\xa8 |inici|logg|is ))",
    rb"account " + _U + rb"(?= has expired)",
    rb"unix-user:" + _U,
    rb"could not identify password for \[" + _U,
    # doas, pkexec, su
    rb"doas" + _PID + _U + rb"(?= ran command)",
    rb"pkexec" + _PID + _U + rb"(?=: executing)",
    rb"\(to " + _U + rb"(?=\) [^\s\x1e]{1,64} on )",
    rb"(?:successful|failed) su for " + _U + rb"(?= by )",
    rb"(?<![a-z])su" + _PID + _U + rb"(?= to [^\s\x1e]{1,64} on )",
    rb"'su [^\s'\x1e]{1,64}' failed for " + _U + rb"(?= on )",
    rb"bad su " + _U + rb"(?= to )",
    rb"(?<![a-z])su" + _PID + rb"[+\-] [^\s\x1e]{1,32} " + _U0 + rb"(?=:[a-z])",
    # the tools for accounts, cron, audit, the console
    rb"new user: name=" + _U,
    rb"useradd" + _PID + rb"new group: name=" + _U,
    rb"(?:add|delete) '" + _U + rb"'(?= (?:to|from) (?:shadow )?group)",
    rb"(?:delete|change|lock|unlock|adding) user '" + _U + rb"'",
    rb"removed (?:shadow )?group '" + _U + rb"'(?= owned by)",
    rb"processing " + _Q + _U + rb"(?=:)",
    rb"cron(?:d|tab)?(?:\[[0-9]{1,8}\])?: \(" + _U + rb"(?=\))",
    rb"\(" + _U + rb"(?=\) cmd(?:end|out)? \()",
    rb"(?<![a-z_])acct=\\{0,8}\"?" + _U + _END,
    rb"(?<![a-z])(?:a|e|s|fs|o|ia|obj_|sa)uid=\\{0,8}\"" + _U + rb"(?=\\{0,8}\")",
    rb"[ ]uid=\\{0,8}\"" + _U + rb"(?=\\{0,8}\" gid=)",
    rb"login on [^\s\x1e]{1,32} by " + _U,
    rb"failed login \(?[0-9]{1,6}\)? (?:from|on) [^\s\x1e]{1,255} for '?" + _U + rb"(?='?,)",
    rb"(?<![a-z])(?:home|pwd|cwd|oldpwd)=\\{0,8}\"?/(?:home|users)/" + _U0 + _END,
    rb"::/home/" + _U0 + rb"(?=:/)",
)  # fmt: skip
_SERVICES = (
    # mail, FTP
    rb"(?<![a-z])user=<" + _U + rb"(?=>)",
    rb"(?<![a-z])(?:imap|pop3|lmtp|lda|managesieve|submission|indexer-worker|imap-hibernate|doveadm|quota-status)\(" + _U + rb"(?=\)(?:[<:]| \())",
    rb"(?<![a-z])(?:passwd-file|passwd|pam|sql|ldap|shadow|static)\(" + _U + rb"(?=," + _AT + rb")",
    rb"(?<![a-z])(?:set_id|authid)=" + _U + rb"(?=[),;])",
    rb"\] " + _U + rb"(?= (?:[\w\-+]{2,24} user logged in|is now logged in))",
    rb"[ ]a=[a-z]\w{2,40}+:" + _U + rb"(?= )",
    rb"[ ]u=" + _U + rb"(?= p=)",
    rb"[ ][ab] [_cut]{1,2} [oid] [argh] " + _U + rb"(?= \w{1,16} [01] )",
    rb"plaintext " + _U + rb"(?= sasl)",
    rb"\[" + _U + rb"\](?= (?:(?:ok|fail) (?:login|upload|download|mkdir|rmdir|delete|rename|append|chmod)|ftp (?:command|response)|peer connection initiated|inactivity timeout))",
    rb"ftp command: client " + _Q + rb"[^\"\\\r\n\x1e]{0,64}" + _Q + rb", " + _Q + rb"user " + _U + rb"(?=" + _Q + rb")",
    rb"(?:--->|ftp>|[cs]:|>>>|command:) user " + _U + rb"(?![^\s\"'\\])",
    rb"\(" + _U0 + rb"(?=@[^\s@()\x1e]{1,255}\) \[(?:info|warning|notice|error|debug)\])",
    # Minecraft and its kin
    rb"\]: " + _U0 + rb"(?=\[/" + _AT + rb"[^\[\]\r\n\x1e]{0,40}\] logged in)",
    # IIS, Squid
    rb"(?<![\w\"'/.\-])(?:get|head|post|put|delete|options|patch|propfind|connect) [^\s\x1e]{1,2048}+ (?:[^\s\x1e]{1,2048}+ [0-9]{2,5} " + _U + rb"(?= " + _AT + rb")"
    rb"|" + _U + rb"(?= (?:hier_)?(?:direct|none|default_parent|first_parent|first_up_parent|pinned|cache_digest_hit|sibling_hit|parent_hit)/))",
    # Samba, Windows, networks
    rb"mapped to \[[^\[\]\r\n\x1e]{0,64}\]\\{1,8}\[" + _U + rb"(?=\])",
    rb"-> \[[^\[\]\r\n\x1e]{0,64}\] -> \[" + _U + rb"(?=\] (?:succeeded|failed))",
    rb"(?<!get)(?<!ost)(?<!put)(?<!ete)(?<!ead)(?<!tch)[ ]/u(?:ser)?:" + _U + _END,
    rb"(?<![a-z])net1?(?:\.exe)? (?:localgroup (?:\\{0,8}\"[^\"\\\r\n\x1e]{1,64}\\{0,8}\"|[^\s\"\x1e]{1,64})|user) " + _U + rb"(?= |\\|\"|\r|\n|(?![\s\S]))",
    rb"(?<![a-z])(?:new|set|get|add|remove|enable|disable|unlock|reset|search)-(?:local|ad)(?:user|account|accountpassword|group|groupmember|principal\w{0,20}+)(?= )[^\r\n\x1e|;]{0,200}? -(?:name|identity|members?|samaccountname) (?:" + _Q + rb")?" + _U + _END,
    rb"smbd(?:_audit)?" + _PID + _U0 + rb"(?=\|" + _AT + rb")",
    rb"kadm5_\w{3,40}+, " + _U0 + rb"(?=@)",
    rb"[ ]/ru " + _U + _END,
    rb"[ ]-u(?:ser)? \\{0,8}\"?[\w.\-]{1,32}\\{1,8}(" + _PART + rb"++)",
    rb"pool returned ipv[^\r\n\x1e]{1,100}? " + _U0 + rb"(?=/)",
    rb"authentication of '(?![\w\-]{1,63}+(?:\.[\w\-]{1,63}+){2})" + _U + rb"(?=' with)",
    rb"lease [^\s\x1e]{1,64} by '" + _U + rb"(?=')",
    rb"logon account:(?:[ \t]|\\{1,8}t){1,8}+" + _U + _END,
    rb"security id:(?:[ \t]|\\{1,8}t){1,8}+[\w.\-]{1,32}\\{1,8}(?!t[a-z ]{3,20}:)(" + _PART + rb"++)",
    rb"user name:(?:[ \t]|\\{1,8}t){1,8}+" + _U + _END,
    rb"invalid user \([^()\r\n\x1e]{1,80}\): \[" + _U,
    rb"login query for '" + _U,
    rb"configured from \w{1,16}+ by " + _U + rb"(?= on )",
    rb"verify (?:ok|error): depth=0, " + _SOME + rb"(?<![a-z])cn=(?![\w\-]{1,63}+(?:\.[\w\-]{1,63}+){2})" + _U,
    rb"virtual ip(?:v6)? for " + _U + rb"(?=/)",
    rb"learn: [^\s\x1e]{1,64} -> " + _U + rb"(?=/)",
    rb"(?:eap identity|xauth authentication of) '" + _U + rb"(?=')",
    rb"(?<![a-z])(?:worker|main|sec-mod)\[" + _U + rb"\](?=: )",
    # databases, brokers, directories
    rb"(?<![a-z])role " + _Q + _U + rb"(?=" + _Q + rb" (?:does not exist|is not permitted|cannot|must|has ))",
    rb"(?:error:[ ]{1,2}role|member of role) " + _Q + _U + rb"(?=" + _Q + rb")",
    rb"(?<![a-z])(?:grant|revoke) (?:all|select|insert|update|delete|usage|execute|connect|create|dba|resource|temporary|references|trigger|truncate|super|process|reload|replication)(?![\w\-])[^\r\n\x1e;]{0,160}? (?:to|from) (?:role |user |group )?(?:" + _Q + rb")?" + _U0 + rb"(?=(?:" + _Q + rb")?(?:[@;]| with |[ ]?(?:[\r\n\x1e\"]|(?![\s\S]))))",
    rb"sp_\w{0,16}(?:login|user|rolemember) (?:@\w{1,16} ?= ?)?n?'" + _U + rb"(?=')",
    rb"failed to authenticate " + _U0 + rb"(?=@)",
    rb"(?<![a-z])connect " + _U0 + rb"(?=/\*)",
    rb"[0-9]{2}:[0-9]{2}:[0-9]{2},[^,\s\x1e]{1,128}," + _U + rb"(?=,[^,\s\x1e]{0,128},[0-9]{1,12},[0-9]{1,12},[a-z])",
    rb"\"(?:auth|setuser)\\{0,8}\" \\{0,8}\"" + _U + rb"(?=\\{0,8}\" \\{0,8}\")",
    rb"user name \(" + _U + rb"(?=\))",
    rb"(?<![a-z])(?:create|alter|drop) (?:user|role|login) (?:if (?:not )?exists )?(?:\[|" + _Q + rb")?" + _U + rb"(?=(?:\]|" + _Q + rb")?(?:[;@]| (?:with|identified|password|login|nologin|superuser|createdb|createrole|account|cascade|default|set|valid|quota|encrypted|inherit|rename)" + _END + rb"|[\"']?(?:[\r\n\x1e]|(?![\s\S]))))",
    rb"['`]" + _U0 + rb"(?=\\{0,8}['`]@\\{0,8}['`])",
    rb"user@host: " + _U0 + rb"(?=\[)",
    rb"connect(?:[ \t]|\\{1,8}t){1,4}" + _U0 + rb"(?=@[^\s\x1e]{1,255} (?:on|as) )",
    rb"(?<![a-z])principal " + _U + rb"(?= on )",
    rb"could not find user " + _U0 + _END,
    rb"exception: " + _U + rb"(?=: (?:authentication failed|not enough privileges))",
    rb"(?:userid|user|dbuser|current_user)(?:\$\w{1,16})? ?: ?\[[0-9]{1,4}\] ?" + _Q + _U + rb"(?=" + _Q + rb")",
    rb"(?<![a-z])acl (?:setuser|getuser|deluser) " + _U,
    rb"principal(?: is|:)? (?:= )?user:" + _U + _END,
    rb"rabbitmqctl (?:add_user|delete_user|set_user_tags|set_permissions|list_user_permissions|change_password|authenticate_user|clear_permissions)(?: -p [^\s\x1e]{1,64})? " + _U,
    rb"k[0-9]{1,6}, u'" + _U + rb"(?=')",
    rb"\((?:uid|samaccountname|userprincipalname|memberuid|krbprincipalname)=" + _U + rb"(?=\))",
)  # fmt: skip
SENTENCE = Rule(
    kind=_KIND,
    name="user-of-a-sentence",
    pattern=b"|".join(_LOGINS),
    accept=is_user_of_a_sentence,
    normalise=login,
    lowered=True,
    must_match=(
        "Failed password for bob42 from 203.0.113.9 port 22 ssh2", "session opened for user anna by (uid=0)", "New session 3 of user anna.",
        "AH01617: user anna: authentication failure", r"Login failed for user CORP\anna", 'acct="anna"', "(anna) CMD (ls)",
    ),
    must_not_match=(
        "Failed password for root from 203.0.113.9 port 22 ssh2", "Failed password for invalid user test9 from 203.0.113.9", "settings for user experience", "session opened for user root by (uid=0)",
        "invalid user input from form", "by user request", "for user id 42", "New session 3 of user ubuntu.", "user unknown", "(root) CMD (ls)", "user session has been closed",
    ),
)  # fmt: skip
SERVICE = Rule(
    kind=_KIND,
    name="user-of-a-service",
    pattern=b"|".join(_SERVICES),
    accept=is_user_of_a_sentence,
    normalise=login,
    lowered=True,
    must_match=("[pid 2] [anna] FAIL LOGIN: Client", "# User@Host: anna[anna] @", "GRANT ALL ON x TO 'anna'@'%'", "net use Z: /user:anna"),
    must_not_match=("[root] FAIL LOGIN: Client", "User@Host: root[root] @ localhost", "'root'@'%'", "GET /user:anna", "drop user table", "create user failed"),
)  # fmt: skip
_OWNERS = rb"(?:user|actor|customer|member|patient|employee|subscriber|end_?user|principal|author|assignee|requester|initiator|caller|viewer|buyer|seller|person|created_?by|updated_?by)"
_OBJECT = rb"[\"']" + _OWNERS + rb"\\{0,8}[\"'] ?(?::|=>) ?\{(?:[^{}\r\n\x1e]{0,200}?[\s,{])??\\{0,8}[\"']"
_VALUE = rb"\\{0,8}[\"'] ?(?::|=>) ?(?:\\{0,8}[\"'])?([\w.@+\-|]{1,64}+)(?=\\{0,8}[\"']|[ ]?[,}\]]|[ \t]{0,8}[\r\n\x1e])"
_OTHERS = (
    rb"\) (?:list|replace|reload|delete|begin edit|end edit) \((?:[\w/.]{0,40}/)?" + _U + rb"(?=\))",
    rb"\(to [^()\s\x1e]{1,64}\) " + _U + rb"(?= on )",
    rb"(?:successful|failed) su for [^\s\x1e]{1,64} by " + _U,
    rb"authenticated as " + _U0 + rb"(?=@)",
    rb"removed (?:shadow )?group '[^'\r\n\x1e]{1,64}' owned by '" + _U + rb"'",
    rb"user \[[^\[\]\r\n\x1e]{0,64}\] -> \[" + _U + rb"(?=\])",
    rb"user@host: [^\[\]\s\x1e]{0,64}\[" + _U0 + rb"(?=\])",
    _OBJECT + rb"(?:name|login|handle|alternateid|sub)" + _VALUE,
    rb"\] user " + _U + rb"(?= \(login failed|: login successful)",
)
OTHER = Rule(
    kind=_KIND,
    name="other-user-of-a-sentence",
    # The second one of a sentence that the rule above has the first of: a rule finds one value at a place.
    pattern=b"|".join(_OTHERS),
    accept=is_user_of_a_sentence,
    normalise=login,
    lowered=True,
    must_match=("FAILED SU (to root) anna on pts/1", "# User@Host: root[anna] @ localhost", "Authentication for user [x] -> [anna] FAILED", '{"user":{"id":"1","name":"anna"}}'),
    must_not_match=("(to root) root on pts/1", "User@Host: root[root] @ localhost", "state [idle] -> [busy]", '{"order":{"name":"anna"}}', '{"user":{"name":"root"}}'),
)  # fmt: skip
_COMMAND = rb"(?:\(command continued\)|(?:[^;=\r\n\x1e]{1,80} ; )?(?:host=[^\s;\x1e]{1,255} ; )?tty=)"
_LEVEL = rb"@[\w\-]{1,63}(?:[ ]|:\[[0-9]{1,8}\]:)(?:fatal|error|log|panic|warning|notice|statement|detail|hint|debug[1-5]?):  "
_TICKET = rb"@[\w.\-]{1,255} for \w{1,32}/[\w.\-]{1,255}(?=@)"
_CHANNEL = rb":[0-9]{1,5} (?:multi|tls|push|sent|verify|peer|pid_err|authenticate)[ :/_]"
LEADING = Rule(
    kind=_KIND,
    name="user-at-the-head-of-a-sentence",
    # sudo's `bob : TTY=`, lines of /etc/passwd and /etc/shadow, PostgreSQL's `bob@shop FATAL:  `, Kerberos, OpenVPN
    pattern=(
        rb"(?<![\w.@\\$+\-\x80-\xff])" + _U0 + rb"(?= : " + _COMMAND + rb"|:(?:\$(?:1|2[abxy]?|5|6|7|y|gy)\$|x:[0-9]{1,10}:[0-9]{1,10}:)|" + _LEVEL
        + rb"|" + _TICKET + rb"|/(?:[0-9]{1,3}\.){3}[0-9]{1,3}" + _CHANNEL + rb")"
    ),
    gate=rb"[:;] tty=|:\$[1-7gy][abxy]?\$|:x:[0-9]|" + _LEVEL + rb"|" + _TICKET + rb"|\(command continued|" + _CHANNEL,
    accept=is_user_of_a_sentence,
    normalise=login,
    lowered=True,
    must_match=("sudo: anna : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/ls", "anna@shop FATAL:  no", "anna:x:1007:1007::/:/bin/sh", "anna@CORP for krbtgt/CORP@CORP"),
    must_not_match=("sudo: root : TTY=pts/0 ; PWD=/ ; COMMAND=/bin/ls", "postgres@shop LOG:  x", "daemon:x:1:1:"),
)  # fmt: skip
NESTED_ID = Rule(
    kind=_KIND,
    name="id-in-an-object-of-a-user",
    # And behind the words in a sentence, where it has five digits at least.
    pattern=(
        _OBJECT
        + rb"(?:id|_id|uid|uuid)"
        + _VALUE
        + rb"|(?<![a-z])(?:user|customer|member|employee|patient|person|subscriber|student|driver)[ _\-]?(?:id|no|number)[ ]#?([0-9]{5,12})(?![\w\x80-\xff]|[.:/\-]\w)"
    ),
    accept=is_persons,
    normalise=login,
    lowered=True,
    must_match=(
        "no subscription for customer_id 506689186",
        "cart of user id 216534307.",
        '{"user":{"id":"58124781","plan":"x"}}',
        "{'user': {'plan': 'x', 'id': 58124781}}",
    ),
    must_not_match=(
        "for user id 42",
        "order id 506689186",
        "user id 20261117-1",
        '{"order":{"id":"58124781"}}',
        '{"user":{"id":null}}',
        '{"user":{"id":"root"}}',
    ),
)

RULES = (SENTENCE, SERVICE, OTHER, LEADING, NESTED_ID)
