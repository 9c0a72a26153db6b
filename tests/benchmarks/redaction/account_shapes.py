"""Users where a daemon's sentence, a statement or a command has a place for them, without a name and a sign before it.

`{u}` is a person's login, `{v}` the same or another one, `{n}` a person's name, `{ip}` an address.
"""

# ruff: noqa: E501 - lines as programs write them

from __future__ import annotations

import random

from tests.benchmarks.redaction.marks import mark, neutral
from tests.benchmarks.redaction.national_ids import documents
from tests.benchmarks.redaction.people import People

_SSHD = """\
sshd[4242]: Failed password for {u} from {ip} port 50022 ssh2
sshd[4242]: Failed password for invalid user {u} from {ip} port 50022 ssh2
sshd[4242]: Failed keyboard-interactive/pam for {u} from {ip} port 50022 ssh2
sshd[4242]: Accepted publickey for {u} from {ip} port 50022 ssh2: ED25519 SHA256:synthetic
sshd[4242]: Accepted gssapi-with-mic for {u} from {ip} port 50022 ssh2
sshd[4242]: Postponed keyboard-interactive for invalid user {u} from {ip} port 50022 ssh2 [preauth]
sshd[4242]: Invalid user {u} from {ip} port 50022
sshd[4242]: Illegal user {u} from {ip}
sshd[4242]: input_userauth_request: invalid user {u} [preauth]
sshd[4242]: Disconnected from user {u} {ip} port 50022
sshd[4242]: Disconnected from authenticating user {u} {ip} port 50022 [preauth]
sshd[4242]: Connection closed by invalid user {u} {ip} port 50022 [preauth]
sshd[4242]: Connection reset by authenticating user {u} {ip} port 50022 [preauth]
sshd[4242]: Disconnecting authenticating user {u} {ip} port 50022: Too many authentication failures [preauth]
sshd[4242]: error: maximum authentication attempts exceeded for {u} from {ip} port 50022 ssh2 [preauth]
sshd[4242]: error: maximum authentication attempts exceeded for invalid user {u} from {ip} port 50022 ssh2 [preauth]
sshd[4242]: error: PAM: Authentication failure for {u} from {ip}
sshd[4242]: error: PAM: User account has expired for {u} from {ip}
sshd[4242]: User {u} from {ip} not allowed because not listed in AllowUsers
sshd[4242]: Starting session: shell on pts/1 for {u} from {ip} port 50022 id 0
sshd[4242]: Close session: user {u} from {ip} port 50022 id 0
sshd[4242]: Authorized to {u}, krb5 principal {u}@CORP (krb5_kuserok)
internal-sftp[77]: session opened for local user {u} from [{ip}]
dropbear[77]: Bad password attempt for '{u}' from {ip}:50022
dropbear[77]: Password auth succeeded for '{u}' from {ip}:50022
dropbear[77]: Pubkey auth succeeded for '{u}' with key sha1!! from {ip}:50022"""
_PAM = """\
sshd[4242]: pam_unix(sshd:session): session opened for user {u} by (uid=0)
sshd[4242]: pam_unix(sshd:session): session opened for user {u}(uid=1007) by (uid=0)
sshd(pam_unix)[4242]: session closed for user {u}
sudo: pam_unix(sudo:session): session opened for user root(uid=0) by {u}(uid=1007)
login[12]: pam_sss(login:auth): received for user {u}: 7 (Authentication failure)
sshd[4242]: pam_tally2(sshd:auth): user {u} (1007) tally 4, deny 3
sshd[4242]: pam_unix(sshd:account): account {u} has expired (account expired)
sshd[4242]: pam_unix(sshd:account): expired password for user {u} (password aged)
passwd[9]: pam_unix(passwd:chauthtok): password changed for {u}
sshd[4242]: pam_faillock(sshd:auth): Consecutive login failures for user {u} account temporarily locked
unix_chkpwd[99]: password check failed for user ({u})
sshd[4242]: pam_access(sshd:account): access denied for user `{u}' from `{ip}'
sshd[4242]: pam_krb5(sshd:auth): user {u} authenticated as {u}@CORP
sshd[4242]: pam_winbind(sshd:auth): user '{u}' granted access
sshd[4242]: pam_limits(sshd:session): Too many logins (max 2) for {u}
sudo: pam_unix(sudo:auth): auth could not identify password for [{u}]
sshd(pam_google_authenticator)[4]: Accepted google_authenticator for {u}
sshd[4242]: Successful Duo login for '{u}' from {ip}"""
_SUDO = """\
sudo: {u} : TTY=pts/0 ; PWD=/srv ; USER=root ; COMMAND=/usr/bin/systemctl restart api
sudo[431]:   {u} : TTY=pts/0 ; PWD=/home/{u} ; USER=root ; COMMAND=/bin/ls
sudo[431]: {u} : user NOT in sudoers ; TTY=pts/1 ; PWD=/srv ; USER=root ; COMMAND=/bin/ls
sudo[431]: {u} : 3 incorrect password attempts ; TTY=pts/1 ; PWD=/srv ; USER=root ; COMMAND=/bin/ls
sudo[431]: {u} : HOST=web-01 ; TTY=pts/1 ; PWD=/srv ; USER=root ; COMMAND=/bin/ls
{{"_COMM":"sudo","MESSAGE":"     {u} : TTY=pts/2 ; PWD=/srv ; USER=root ; COMMAND=/bin/ls"}}
doas: {u} ran command ls as root from /srv
pkexec[7]: {u}: Executing command [USER=root] [TTY=unknown] [CWD=/srv] [COMMAND=/bin/ls]
polkitd[9]: Operator of unix-session:2 successfully authenticated as unix-user:{u} to gain TEMPORARY authorization
su[27]: (to root) {u} on pts/1
su[27]: FAILED SU (to root) {u} on pts/1
su[27]: FAILED SU (to {u}) {v} on pts/1
su[27]: Successful su for root by {u}
su[27]: Successful su for {u} by {v}
su[27]: FAILED su for root by {u}
su[27]: + /dev/pts/1 {u}:root
su: BAD SU {u} to root on /dev/ttyp0"""
_MACHINE = """\
systemd-logind[8]: New session 371 of user {u}.
systemd[1]: Started Session 12 of user {u}.
systemd[1]: Starting Session 12 of User {u}.
systemd[1]: Created slice User Slice of {u}.
useradd[9]: new user: name={u}, UID=1007, GID=1007, home=/home/{u}, shell=/bin/bash
useradd[9]: failed adding user '{u}', data deleted
useradd[9]: add '{u}' to group 'sudo'
usermod[9]: add '{u}' to shadow group 'docker'
userdel[9]: delete user '{u}'
usermod[9]: change user '{u}' password
usermod[9]: lock user '{u}' password
userdel[9]: removed group '{u}' owned by '{u}'
gpasswd[9]: user {u} added by root to group wheel
chage[9]: changed password expiry for {u}
chsh[9]: changed user {u} shell to /bin/zsh
passwd[9]: password for {u} changed by root
CRON[77]: ({u}) CMD (/usr/local/bin/report --daily)
crontab[77]: ({u}) BEGIN EDIT ({v})
crond[77]: USER {u} pid 771 cmd /usr/local/bin/report
CRON[77]: pam_unix(cron:session): session opened for user {u} by (uid=0)
audit: type=USER_AUTH msg=audit(1716221441.323:15218): pid=27 uid=0 auid=4294967295 msg='op=PAM:authentication acct="{u}" exe="/usr/sbin/sshd" terminal=ssh res=failed'
type=SYSCALL msg=audit(1716221441.323:15218): success=yes AUID="{u}" UID="root" GID="root"
login[12]: LOGIN ON tty1 BY {u}
login[12]: FAILED LOGIN 1 FROM tty1 FOR {u}, Authentication failure
gdm-password][9]: pam_unix(gdm-password:session): session opened for user {u}(uid=1007) by (uid=0)
chpasswd[3]: processing "{u}:x"
{u}:x:1007:1007::/home/{v}:/bin/bash"""
_MAIL_AND_FILES = """\
dovecot: imap-login: Login: user=<{u}>, method=PLAIN, rip={ip}, mpid=12, TLS
dovecot: imap({u})<123><abc/def>: Disconnected: Logged out in=12 out=345
dovecot: lmtp({u}): saved mail to INBOX
dovecot: auth: passwd-file({u},{ip}): unknown user
dovecot: auth-worker(12): pam({u},{ip}): pam_authenticate() failed: Authentication failure
postfix/smtpd[7]: warning: unknown[{ip}]: SASL LOGIN authentication failed: UGFzc3dvcmQ6, sasl_username={u}
postfix/smtpd[7]: 3F2A1: client=unknown[{ip}], sasl_method=PLAIN, sasl_username={u}
exim[7]: dovecot_login authenticator failed for (host) [{ip}]: 535 Incorrect authentication data (set_id={u})
sendmail[7]: AUTH=server, relay=[{ip}], authid={u}, mech=PLAIN, bits=0
cyrus/imap[7]: login: host.example.com [{ip}] {u} plaintext+TLS User logged in
cyrus/imap[7]: badlogin: host.example.com [{ip}] plaintext {u} SASL(-13): authentication failure
roundcube: Failed login for {u} from {ip} in session abc (error: 0)
vsftpd[3]: [pid 3293] [{u}] FAIL LOGIN: Client "{ip}"
vsftpd[3]: [pid 3293] [{u}] OK UPLOAD: Client "{ip}", "/srv/a.csv", 120 bytes, 30Kbyte/sec
vsftpd[3]: [pid 2] FTP command: Client "{ip}", "USER {u}"
vsftpd[3]: [pid 2] [{u}] FTP response: Client "{ip}", "230 Login successful."
proftpd[14]: ftp1 ({ip}[{ip}]): USER {u} (Login failed): Incorrect password
proftpd[14]: ftp1 ({ip}[{ip}]): USER {u}: Login successful.
proftpd[14]: ftp1 ({ip}[{ip}]): USER {u}: no such user found from {ip} [{ip}] to {ip}:21
pure-ftpd: ({u}@{ip}) [INFO] {u} is now logged in
pure-ftpd: (?@{ip}) [WARNING] Authentication failed for user [{u}]
ftp: ---> USER {u}
< 331 Password required for {u}.
< 230 User {u} logged in."""
_WEB = """\
[auth_basic:error] [pid 12] [client {ip}:33616] AH01617: user {u}: authentication failure for "/private/": Password Mismatch
[auth_basic:error] [pid 12] [client {ip}:33616] AH01618: user {u} not found: /private/
[authz_user:error] [pid 12] AH01631: user {u}: authorization failure for "/private/":
[error] 12#12: *3 user "{u}": password mismatch, client: {ip}, server: example.com
[error] 12#12: *3 user "{u}" was not found in "/etc/nginx/.htpasswd", client: {ip}
{ip} - {u} [17/Nov/2026:13:00:00 +0000] "GET /private HTTP/1.1" 401 381
2025-03-01 20:50:23 {ip} GET /owa/auth/logon.aspx replaceCurrent=1 443 CORP\\{u} {ip} Mozilla/5.0+(Windows+NT+10.0) - 200 0 0 188
2025-03-01 20:50:23 {ip} POST /api/v1/items - 80 {u} {ip} curl/8.0 - 401 2 5 31
180 {ip} TCP_MISS/200 411 GET http://example.com/ {u} DIRECT/{ip} text/html
Login failed for user {u}
Authentication failed for user {u} from {ip}
User {u} logged in from {ip}
User {u} logged out
user {u} has been locked after 5 failed attempts
Started by user {u}
Password reset requested for user {u}
no such user: {u}
User {u} does not exist
{{"event":"login","user":{{"id":"{u}","ip":"{ip}"}}}}
{{"event":"login","user":{{"name":"{u}","roles":["ops"]}}}}
{{"actor":{{"id":"{u}","type":"User"}},"outcome":{{"result":"FAILURE"}}}}
{{'user': {{'id': '{u}', 'plan': 'x'}}}}"""
_WINDOWS_AND_NETWORK = """\
auth_check_ntlm_password: check_ntlm_password:  Authentication for user [{u}] -> [{u}] FAILED with error NT_STATUS_WRONG_PASSWORD
check_ntlm_password:  authentication for user [{u}] -> [{u}] -> [{u}] succeeded
Auth: [SMB2,(null)] user [CORP]\\[{u}] at [Sat, 27 Apr] with [NTLMv2] status [NT_STATUS_OK] mapped to [CORP]\\[{u}]
smbd[7]: host ({ip}) connect to service share initially as user {u} (uid=1007, gid=1007) (pid 7)
{{"type":"Authentication","Authentication":{{"status":"NT_STATUS_OK","clientDomain":"CORP","clientAccount":"{u}","mappedAccount":"{u}"}}}}
net use Z: \\\\fs01\\share /user:CORP\\{u}
runas /user:CORP\\{u} cmd.exe
net localgroup administrators {u} /add
New-LocalUser -Name "{u}" -Password $p
Set-ADAccountPassword -Identity {u} -Reset
Add-LocalGroupMember -Group Administrators -Member CORP\\{u}
Logon Account:\t{u}
Security ID:\t\tCORP\\{u}
User Name: {u}
user=CORP\\{u}
{{"userName":"CORP\\\\{u}","domain":"CORP"}}
AS_REQ (4 etypes) {ip}: CLIENT_NOT_FOUND: {u}@CORP for krbtgt/CORP@CORP, Client not found in Kerberos database
Auth: (64) Invalid user (pap: no such user): [{u}/<via Auth-Type = pap>] (from client ap port 0)
tac_plus[4]: login query for '{u}' tty1 from {ip} accepted
%SYS-5-CONFIG_I: Configured from console by {u} on vty0 ({ip})
%SEC_LOGIN-5-LOGIN_SUCCESS: Login Success [user: {u}] [Source: {ip}] [localport: 22]
01070417:5: AUDIT - user {u} - RAW: httpd(pam_audit): attempts=1
system,error,critical login failure for user {u} from {ip} via ssh
openvpn[3]: [{u}] Peer Connection Initiated with [AF_INET]{ip}:1194
openvpn[3]: {ip}:1194 VERIFY OK: depth=0, C=DE, O=Example, CN={u}
openvpn[3]: MULTI: primary virtual IP for {u}/{ip}:1194: {ip}
openvpn[3]: MULTI: Learn: {ip} -> {u}/{ip}:1194
openvpn[3]: {u}/{ip}:1194 SENT CONTROL
charon: 11[IKE] received EAP identity '{u}'
charon: 11[IKE] EAP method EAP_MSCHAPV2 succeeded, XAuth authentication of '{u}' successful
pppd[3]: PAP peer authentication succeeded for {u}
ocserv[3]: worker[{u}]: {ip} sending message"""
_DATABASES = """\
[931] {u}@shop FATAL:  password authentication failed for user "{u}"
[931] {u}@shop LOG:  duration: 12 ms  statement: SELECT 1
FATAL:  role "{u}" does not exist
FATAL:  role "{u}" is not permitted to log in
LOG:  connection authorized: user={u} database=shop
LOG:  provided user name ({u}) and authenticated user name ({u}) do not match
STATEMENT:  CREATE USER {u} WITH LOGIN
STATEMENT:  ALTER ROLE "{u}" CREATEDB;
AUDIT: SQL: ALTER USER {u} IDENTIFIED BY VALUES ACCOUNT UNLOCK
AUDIT: SQL: DROP USER {u} CASCADE
GRANT SELECT ON shop.* TO '{u}'@'%'
DEFINER=`{u}`@`localhost` SQL SECURITY
# User@Host: {u}[{u}] @  [{ip}]  Id: 2065
Access denied for user '{u}'@'{ip}' (using password: YES)
2065 Connect\t{u}@localhost on shop using TCP/IP
Aborted connection 5 to db: 'shop' user: '{u}' host: '{ip}' (Got timeout reading communication packets)
{{"c":"ACCESS","id":20249,"msg":"Authentication failed","attr":{{"mechanism":"SCRAM-SHA-256","principalName":"{u}","authenticationDatabase":"admin"}}}}
SCRAM-SHA-1 authentication failed for {u} on admin from client {ip}:45689 ; UserNotFound: Could not find user {u}@admin
Successfully authenticated as principal {u} on admin
<Error> executeQuery: Code: 516. DB::Exception: {u}: Authentication failed: password is incorrect, or there is no user with such name.
DB::Exception: {u}: Not enough privileges. To execute this query
LENGTH : '160' ACTION :[7] 'CONNECT' DATABASE USER:[6] '{u}' PRIVILEGE :[4] 'NONE' CLIENT USER:[6] '{u}'
SESSIONID:[3] "123" ENTRYID:[1] "1" USERID:[8] "{u}" ACTION:[3] "100"
Login failed for user 'CORP\\{u}'. Reason: Password did not match that for the login provided. [CLIENT: {ip}]
CREATE LOGIN [{u}] WITH DEFAULT_DATABASE = shop
ACL SETUSER {u} on ~* +@all
Principal = User:{u} is Denied Operation = Write from host = {ip} on resource = Topic:LITERAL:orders
rabbit: PLAIN login refused: user '{u}' - invalid credentials
rabbitmqctl set_permissions -p / {u} ".*" ".*" ".*"
1724610605: New client connected from {ip}:33952 as sensor-71 (p2, c1, k60, u'{u}').
conn=12 op=0 BIND dn="uid={u},ou=people,dc=example,dc=com" method=128
conn=12 op=1 SRCH base="dc=example,dc=com" scope=2 deref=0 filter="(uid={u})"
filter="(&(objectClass=user)(sAMAccountName={u}))"
{{"dn":"x","sAMAccountName":"{u}"}}"""
_FURTHER = """\
sshd[4242]: User {u} not allowed because account is locked
sshd[4242]: User {u} password has expired (password aged)
sshd[4242]: Could not get shadow information for {u}
sudo: {u} : (command continued) -x foo
su[5]: {u} to root on /dev/pts/0
su: 'su root' failed for {u} on /dev/pts/0
login[3]: FAILED LOGIN (1) on '/dev/tty1' FOR '{u}', Authentication failure
passwd[7]: password for '{u}' changed by 'root'
crontab[44]: ({u}) REPLACE ({v})
dovecot: indexer-worker({u})<12><abc>: Indexed 3 messages
1abc-00 <= H=(z) [{ip}] P=esmtpsa A=dovecot_plain:{u} S=100
{ip} 100 /srv/file b _ o r {u} ftp 0 * c
smbd_audit[3]: {u}|{ip}|ws01|share|open|ok|r|file.txt
TGS_REQ (4 etypes) {ip}: ISSUE: authtime 1, {u}@CORP for host/web@CORP
schtasks /create /tn x /tr y /ru CORP\\{u}
psexec -u CORP\\{u} cmd
charon: 07[IKE] authentication of '{u}' with EAP successful
ERROR:  role "{u}" already exists
STATEMENT:  GRANT SELECT ON orders TO {u};
GRANT ALL PRIVILEGES ON shop.* TO {u}@localhost
20240505 10:10:10,host,{u},{ip},12,34,QUERY,shop,'select 1',0
[conn12] Failed to authenticate {u}@admin with mechanism SCRAM-SHA-1: AuthenticationFailed
"ACL" "SETUSER" "{u}" "on"
logger=context uname={u} level=info
User {u} login successful
Login failed: {u} (Remote IP: {ip})
Authentication failure for {u} from {ip}
Failed authentication attempt for {u} from {ip}:0
Successful login as {u} from {ip}
Login failed for {u}
user denied: {u} (mysql-denied) from {ip}
access granted: username {u}, ip {ip}
User {u}@{ip} logged in as x
Anmeldung fehlgeschlagen für Benutzer {u}
Benutzer {u} hat sich angemeldet
Échec de connexion pour l'utilisateur {u}
Error de inicio de sesión para el usuario {u}"""
_NAMES = """\
BIND dn="cn={n},ou=people,dc=example,dc=com" method=128
DN: CN={n},OU=Users,DC=corp,DC=example
<Cdtr><Nm>{n}</Nm></Cdtr>
<Dbtr><Nm>{n}</Nm><PstlAdr><Ctry>DE</Ctry></PstlAdr></Dbtr>
{{"properties":{{"userDisplayName":"{n}","appDisplayName":"Office 365"}}}}
{{"author_name":"{n}","entity_type":"Project"}}"""
_DOCUMENTS = """\
no record found for SIN {sin}
payroll: SIN {sin} missing T4 for 2023
no record found for CURP {curp}
passport {passport} has expired
passport number {passport} was scanned
Reisepass Nr. {passport}
{{"passportNumber":"{passport}","nationality":"DE"}}
MSH|^~\\&|ADT|X|LAB|X|2025||ADT^A01|3|P|2.5\\rPID|1||331817^^^X^MR||{n}\\r
<field id="35" value="{track}"/>"""
_PLACES = """\
{{"shipping_address":{{"street":"{s}","city":"{c}","postal_code":"{z}","country":"US"}}}}
{{"street":"{s}","zip":"{z}","city":"{c}"}}
{{"city":"{c}","street":"{s}"}}
INSERT INTO addresses (street, city) VALUES ('{s}', '{c}')
Address{{street={s}, city={c}, country=US}}"""
_FORMS = tuple(
    form
    for forms in (
        _SSHD, _PAM, _SUDO, _MACHINE, _MAIL_AND_FILES, _WEB, _WINDOWS_AND_NETWORK, _DATABASES, _FURTHER, _NAMES, _DOCUMENTS, _PLACES,
    )
    for form in forms.split("\n")
)  # fmt: skip


def account(rng: random.Random, people: People) -> tuple[str, str]:
    """Return one of the forms with values of people."""
    card = people.card_number()
    ids = {name: mark(f"national-id/{name}", text) for name, text in documents(rng).items()}
    ip, user, other = people.ipv4(), people.login(), people.login()
    name, street, city = people.western_name(), people.western_street(), people.city()
    return "sentence of a daemon", rng.choice(_FORMS).format(
        ip=mark(ip.kind, ip.text),
        u=mark(user.kind, user.text),
        v=mark(other.kind, other.text),
        n=mark(name.kind, name.text),
        s=mark(street.kind, street.text),
        c=mark(city.kind, city.text),
        z=neutral("12345"),
        track=mark("card/track", f"{card}=30092011{rng.randint(10**7, 10**8)}"),
        **ids,
    )
