"""Lines of tools, protocols and devices in which a secret has its own place: arguments, transcripts, configurations.

A form is a line; `«pw»` stands for a password that is to go, `«<a40>»` for other letters that are (as in `value.fill`),
and what stands outside of the marks is made the same way and stays.
"""

from __future__ import annotations

import random
import re

from tests.benchmarks.redaction.connection_shapes import bare_password
from tests.benchmarks.redaction.marks import mark
from tests.benchmarks.redaction.people import People
from tests.benchmarks.redaction.value import fill

_FORMS = {
    "password/argument": """\
unzip -P «pw» backup.zip -d /srv/restore
rar a -hp«pw» backup.rar /srv/data
cypher-shell -u neo4j -p «pw» 'MATCH (n) RETURN n'
neo4j-admin dbms set-initial-password «pw»
nodetool -u admin -pw «pw» status
beeline -u jdbc:hive2://hive:10000 -n etl -p «pw»
couchbase-cli server-list -c cb-1 -u admin -p «pw»
influx user create -n reader -p «pw» -o acme
rabbitmqadmin -u admin -p «pw» list queues
vsql -h vertica -U dbadmin -w «pw» -c 'select 1'
db2 connect to ORDERS user db2inst1 using «pw»
mysqladmin -u root password '«pw»'
mysqladmin -uroot -p«pw» password '«pw»'
twine upload -u __token__ -p «pw» dist/app.tar.gz
poetry config http-basic.private ci «pw»
composer config http-basic.repo.example.com ci «pw»
jenkins-cli.jar -s https://ci.example.com -auth admin:«pw» list-jobs
http -a app:«pw» GET https://api.example.com/v1
curl -x proxy:3128 -U app:«pw» https://api.example.com
curl -sS -u AC<h32>:«<h32>» https://api.twilio.com/2010-04-01/Accounts.json
curl -u sk_test_<a24>:«pw» https://api.example.com
hydra -l root -p «pw» ssh://db-1
kadmin -p admin/admin -w «pw» -q listprincs
kadmin.local -q "addprinc -pw «pw» svc"
ktpass /princ HTTP/web /mapuser svc /pass «pw» /out web.keytab
samba-tool user create svc «pw» --given-name=x
samba-tool user setpassword svc --newpassword=«pw»
ssh-keygen -t ed25519 -N «pw» -f /tmp/key
openssl enc -aes-256-cbc -k «pw» -in a -out b
openssl rsa -in k.pem -passin 'pass:«pw»' -out p.pem
apksigner sign --ks a.jks --ks-pass pass:«pw» app.apk
signtool sign /f cert.pfx /p «pw» app.exe
security unlock-keychain -p «pw» login.keychain
xcrun altool --upload-app -u ci -p «pw» -f a.ipa
racadm -r idrac-1 -u root -p «pw» getsysinfo
fence_ipmilan -a ipmi-1 -l admin -p «pw» -o status
ncftpput -u app -p «pw» ftp-1 /in a.csv
swift -A https://auth -U acme:app -K «pw» list
mc alias set minio https://minio:9000 app «pw»
mc admin user add minio app «pw»
nmcli dev wifi connect office password «pw»
wpa_passphrase office «pw»
x11vnc -display :0 -passwd «pw» -forever
swaks --to a --server mx -au app -ap «pw»
sendEmail -f a -t b -xu app -xp «pw» -s mx:587
zkCli.sh addauth digest app:«pw»
etcdctl user add app:«pw»
grafana-cli admin reset-admin-password «pw»
drush user:password admin "«pw»"
ejabberdctl register bot example.org «pw»
prosodyctl register bot example.org «pw»
doveadm auth test bob «pw»
doveadm pw -s SSHA512 -p «pw»
testsaslauthd -u app -p «pw» -s imap
htpasswd -nbB app «pw»
caddy hash-password --plaintext «pw»
setx DB_PASSWORD «pw»
reg add HKLM\\Winlogon /v DefaultPassword /t REG_SZ /d «pw» /f
net use Z: \\\\fs01\\share «pw» /user:CORP\\svc
net use \\\\fs01\\share /user:svc «pw»
net use Z: \\\\\\\\fs01\\\\share /user:svc «pw»
winscp.com /command "open sftp://app:«pw»@ftp-1/"
psexec \\\\web-1 -u CORP\\svc -p «pw» cmd
putty.exe -ssh app@web-1 -pw «pw»
dsadd user CN=svc,DC=corp -pwd «pw» -disabled no
netdom join ws-1 /domain:corp /userd:svc /passwordd:«pw»
radtest bob «pw» radius-1 0 testing
svn checkout --username ci --password «pw» https://svn.example.com
p4 -u ci -P «pw» sync
vault login -method=userpass username=ci password=«pw»
consul kv get -token=«<uuid>» app/x
consul members -token «<uuid>»
pulumi config set --secret dbPassword «pw»
aws secretsmanager create-secret --name db --secret-string «pw»
aws ssm put-parameter --name /prod/db_password --type SecureString --value «pw»
aws ssm put-parameter --name /prod/db_password --value «pw» --type SecureString
aws rds modify-db-instance --db-instance-identifier orders --master-user-password «pw»
gcloud sql users set-password app --instance=orders --password=«pw»
az storage blob list --account-name acme --account-key «<b86>==»
az sql server create -n x -u app -p «pw» -g rg
ibmcloud login --apikey «<u44>»
yarn config set npmAuthToken «<u36>»
npm config set //registry.example.com/:_authToken «<u36>»
poetry config pypi-token.pypi «<u60>»
nuget push app.nupkg -ApiKey «<L46>» -Source nuget.org
dotnet nuget push app.nupkg --api-key «<L46>»
sonar-scanner -Dsonar.login=«<h40>»
cargo login «<a32>»
snyk auth «<uuid>»
oc login --token=«<u43>» https://api.example.com
kubectl config set-credentials ci --token=«<u43>»
kubectl create secret docker-registry reg --docker-username=ci --docker-password=«pw»
argocd login argo.example.com --username admin --password «pw»
curl --oauth2-bearer «<u43>» https://api.example.com
wget --user=app --password='«pw»' https://files.example.com/a
mount -t cifs //fs01/share /mnt -o username=app,password=«pw»,vers=3.0
echo «pw» | sudo -S systemctl restart app
echo '«pw»' | kinit svc@CORP.EXAMPLE
echo "«pw»" | docker login -u ci --password-stdin registry.example.com
echo «pw» | openconnect --user=svc --passwd-on-stdin vpn.example.com
echo -n «pw» | cryptsetup luksOpen /dev/sdb1 data
printf '%s' '«pw»' | gpg --batch --passphrase-fd 0 -d a.gpg
sudo -S -p '' id <<< '«pw»'
chpasswd <<< 'svc:«pw»'
ansible_become_pass=«pw» ansible_user=ci
ansible all -m ping -e ansible_ssh_pass=«pw»
type=EXECVE msg=audit(1731800000.123:<n1000-9999>): argc=5 a0="sshpass" a1="-p" a2="«pw»" a3="ssh" a4="db-1"
type=EXECVE msg=audit(1731800000.123:<n1000-9999>): argc=4 a0="mysql" a1="-uroot" a2="-p«pw»" a3="orders"
type=EXECVE msg=audit(1731800000.123:<n1000-9999>): argc=4 a0="curl" a1="-u" a2="app:«pw»" a3="https://api.example.com"
type=EXECVE msg=audit(1731800000.123:<n1000-9999>): argc=5 a0="redis-cli" a1="-h" a2="cache" a3="-a" a4="«pw»"
type=EXECVE msg=audit(1731800000.123:<n1000-9999>): argc=3 a0="psql" a1="--password" a2="«pw»"
exec: ["sshpass","-p","«pw»","ssh","db-1"]
subprocess.run(['mongodump', '-u', 'app', '-p', '«pw»', '--gzip'])
{"cmd":["docker","login","-u","ci","-p","«pw»","registry.example.com"],"rc":1}
CalledProcessError: Command '['curl', '-u', 'app:«pw»', 'https://api.example.com']' returned 22.""",
    "password/transcript": """\
mx1 pop3proxy[<n100-9999>]: [session 4] << PASS «pw»
pop3: > PASS «pw»
<- PASS «pw»
Request: PASS «pw»
ftp: sent "PASS «pw»"
C: PASS «pw»
S: 331 go on; C: PASS «pw»
> AUTHINFO PASS «pw»
irc: -> PRIVMSG NickServ :IDENTIFY «pw»
>> NICKSERV IDENTIFY bot «pw»
>> OPER admin «pw»
1707133248.250506 [0 cache] "CONFIG" "SET" "requirepass" "«pw»"
cache:6379> CONFIG SET requirepass «pw»
cache:6379> AUTH «pw»
cache:6379> AUTH app «pw»
1707133248.250506 [0 cache] "AUTH" "app" "«pw»"
1707133248.250506 [0 cache] "auth" "«pw»"
1707133248.250506 [0 cache] "HELLO" "3" "AUTH" "app" "«pw»"
1707133248.250506 [0 cache] "ACL" "SETUSER" "app" "on" ">«pw»" "~*" "+@all"
ACL SETUSER app on >«pw» ~* +@read
sentinel auth-pass mymaster «pw»
MIGRATE cache-2 6379 "" 0 5000 AUTH «pw» KEYS a b
loaded IKE secret for vpn.example.com : PSK "«pw»"
vpn.example.com : PSK "«pw»"
bob : EAP "«pw»"
: RSA vpn.pem "«pw»"
bob : XAUTH "«pw»"
Auth: (64) Login incorrect (pap: Cleartext password does not match): [svc1/«pw»] (from client ap-1 port 0)
Auth: (7) Login OK: [svc1/«pw»] (from client ap-1 port 0 cli 02-00-00)
(5) pap: Comparing with "known good" Cleartext-Password := "«pw»"
(5) User-Password = "«pw»"
svc1 Cleartext-Password := "«pw»"
chap-secrets: svc1 * "«pw»" *
C: 02 LOGIN svc1 «pw»
<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>«<b28>==»</auth>
<wsse:Password Type="wsse:PasswordText">«pw»</wsse:Password>
SELECT count() FROM s3('https://bucket.s3.amazonaws.com/x.parquet', 'AKIA<B16>', '«<b40>»', 'Parquet')
SELECT * FROM mysql('db:3306', 'shop', 'orders', 'app', '«pw»')
SELECT * FROM postgresql('db:5432', 'shop', 'orders', 'app', '«pw»')
SELECT * FROM remote('ch-2:9000', 'shop.orders', 'app', '«pw»')
SELECT dblink_connect('host=db user=app password=«pw»')
CREATE USER MAPPING FOR app SERVER s OPTIONS (user 'app', password '«pw»')
CREATE SUBSCRIPTION s CONNECTION 'host=db user=app password=«pw»' PUBLICATION p
CHANGE MASTER TO MASTER_HOST='db', MASTER_USER='repl', MASTER_PASSWORD='«pw»'
CHANGE REPLICATION SOURCE TO SOURCE_USER='repl', SOURCE_PASSWORD='«pw»'
CREATE DATABASE LINK l CONNECT TO app IDENTIFIED BY "«pw»" USING 'ORCL'
CREATE MASTER KEY ENCRYPTION BY PASSWORD = '«pw»'
CREATE USER app WITH ENCRYPTED PASSWORD '«pw»'
CREATE USER app PASSWORD = '«pw»' DEFAULT_ROLE = analyst
CREATE CREDENTIAL c WITH IDENTITY = 'app', SECRET = '«pw»'
COPY orders FROM 's3://b/x' ACCESS_KEY_ID 'AKIA<B16>' SECRET_ACCESS_KEY '«<b40>»'
EXEC sp_addlogin 'app', '«pw»', 'shop'
EXEC sp_addlinkedsrvlogin 'SRV', 'false', NULL, 'app', '«pw»'
db.createUser({user: "app", pwd: "«pw»", roles: []})
db.auth("app", "«pw»")
db.changeUserPassword("app", "«pw»")
use shop; GRANT USAGE ON *.* TO 'app'@'%' IDENTIFIED BY PASSWORD '«<h32>»'
smtplib: server.login('app', '«pw»')
requests.get(url, auth=('app', '«pw»'))
auth=HTTPBasicAuth('app', '«pw»')
new NetworkCredential("app", "«pw»")
DriverManager.getConnection("jdbc:postgresql://db/shop", "app", "«pw»")
mysql_connect('db', 'app', '«pw»')
ftp_login(Resource id #3, 'app', '«pw»')
ldap_bind(Resource id #5, 'cn=admin', '«pw»')
oci_connect('app', '«pw»', 'db/ORCL')
client = TwilioClient('AC<h32>', '«<h32>»')
user.setPassword("«pw»")
builder.withPassword("«pw»").build()
[Environment]::SetEnvironmentVariable("DB_PASSWORD", "«pw»", "Machine")
os.environ["DB_PASSWORD"] = "«pw»"
Field error in object 'user' on field 'password': rejected value [«pw»]; codes [Size.user.password]
{"type":"string_too_short","loc":["body","password"],"msg":"too short","input":"«pw»"}
{'type': 'value_error', 'loc': ('body', 'password'), 'msg': 'too short', 'input': '«pw»'}
{"field":"password","rejectedValue":"«pw»","message":"size must be between 8 and 64"}
Validation failed for parameter "password" = "«pw»" """,
    "password/device": """\
%PARSER-5-CFGLOG_LOGGEDCMD: User:admin  logged command:username svc privilege 15 password 0 «pw»
logged command:username svc secret «pw»
username svc password 7 «<H18>»
enable secret 0 «pw»
enable password «pw»
tacacs-server key «pw»
tacacs-server key 7 «<H18>»
radius-server host radius-1 auth-port 1812 key «pw»
radius-server key «pw»
crypto isakmp key «pw» address vpn.example.com
pre-shared-key «pw»
set security ike policy p pre-shared-key ascii-text "«pw»"
set system root-authentication encrypted-password "$6$<a8>$«<a86>»"
neighbor core-2 password 7 «<H18>»
ip ospf authentication-key «pw»
ip ospf message-digest-key 1 md5 «pw»
key-string 7 «<H18>»
wpa-psk ascii 0 «pw»
ip ftp password «pw»
ppp chap password 0 «pw»
snmp-server user ops GRP v3 auth sha «pw» priv aes 128 «pw»
set psksecret ENC «<b40>==»
set passwd ENC «<b40>==»
config user local; edit svc; set passwd «pw»
/user add name=svc password=«pw» group=full
wpa_supplicant: network={ ssid="office" psk="«pw»" }
hostapd: wpa_passphrase=«pw»
wep_key0=«<h10>»""",
    "entropy/named": """\
config={Env:prod CosmosPrimaryKey:«<b86>==» Timeout:30s Retries:3}
ValueError: rejected (cosmos_primary_key='«<b86>==»')
{"primaryKey":"«<h32>»","secondaryKey":"«<h32>»"}
{"primaryMasterKey":"«<b86>==»","primaryReadonlyMasterKey":"«<b86>==»"}
IOTHUB_PRIMARY_KEY=«<b43>=»
eventgrid secondaryKey: «<b43>=»
SERVICEBUS_SECONDARY_KEY="«<b43>=»"
{"keys":[{"keyName":"key1","permissions":"FULL","value":"«<b86>==»"}]}
AZURE_DEVOPS_EXT_PAT=«<L52>»
+ azure_devops_pat = "«<L52>»"
{"githubPat":"«<L40>»"}
ADO_PAT: «<L52>»
GET /debug?cfg=%7B%22azure_devops_pat%22%3A%22«<L52>»%22%7D 200 86ms
GET /debug?cfg=%7B%22cosmos_primary_key%22%3A%22«<a86>»%3D%3D%22%7D 200 86ms
wifiPsk=«<a16>»
WPA_PSK: «<a20>»
sqlPwd=«pw»
"oraclePwd":"«pw»"
newPwd=«pw»&oldPwd=«pw»
ftpPasswd: «pw»
smtpPass=«pw»
mailPass: "«pw»"
proxyPass='«pw»'
raven: Configuring DSN https://«<h32>»:«<h32>»@sentry.example.com/<n1-99>
{"spring.datasource.password":{"value":"«pw»","origin":"class path resource [application.yml]:14:15"}}
{"spring.datasource.password":{"origin":"System Environment Property","value":"«pw»"}}
"db_password":{"sensitive":true,"type":"string","value":"«pw»"}
"db_password": {"value": "«pw»", "type": "string", "sensitive": true}
{"password":{"S":"«pw»"},"id":{"N":"7"}}
{"password":{"stringValue":"«pw»"}}
{"key":"db.password","value":{"stringValue":"«pw»"}}
{"key":"DB_PASSWORD","type":"env_var","masked":true,"value":"«pw»"}
{"ParameterKey":"DbPassword","ParameterValue":"«pw»"}
{"Name":"/prod/db/password","Type":"SecureString","Value":"«pw»","Version":3}
{"name":"/prod/db/password","type":"SecureString","value":"«pw»"}
{"dbPassword":{"secure":"«<b44>»"}}
{"password":{"string":"«pw»"}}
{"password":{"plainText":"«pw»"}}
changes: {"password":{"old":"«pw»","new":"«pw»"}}
changes: {"password":["«pw»","«pw»"]}
"Env":["PATH=/usr/bin","DB_PASSWORD=«pw»","TZ=UTC"]
{"secretString":"«pw»","name":"db"}
"SecretString":"{\\"username\\":\\"app\\",\\"password\\":\\"«pw»\\"}"
"SecretString": "«pw»"
{"type":"authorized_user","client_secret":"«<u24>»","refresh_token":"1//0«<u60>»"}
"auths":{"registry.example.com":{"auth":"«<b40>=»"}}
{"auths":{"r.example.com":{"auth":"«<b40>=»"}}}
<add key="ApiSecret" value="«pw»"/>
<add name="Db" connectionString="Server=db;User Id=app;Password=«pw»;"/>
<setting name="Password" serializeAs="String"><value>«pw»</value></setting>
<server><id>nexus</id><username>ci</username><password>«pw»</password></server>
<add key="ClearTextPassword" value="«pw»" />
_auth=«<b40>=»
//npm.example.com/:_password=«<b24>==»
credentials.helper: store; https://ci:«pw»@git.example.com
field 35 track2 value="«4111111111111111=30092011055831520280»"
EMV tag 57: «4111111111111111D30092011055831520280F»
%B«4111111111111111^DOE/JANE^3009201105583152028»?""",
}
FORMS = tuple((kind, form) for kind, forms in _FORMS.items() for form in forms.split("\n"))
_MARKED = re.compile(r"«(.*?)»")


def tool_line(rng: random.Random, people: People) -> tuple[str, str]:
    return "tools", made(rng, *rng.choice(FORMS))


def made(rng: random.Random, kind: str, form: str) -> str:
    """Return the form with its values, marked."""
    pieces = _MARKED.split(form)
    for n, piece in enumerate(pieces):
        if n % 2:
            pieces[n] = mark(kind, bare_password(rng) if piece == "pw" else fill(rng, piece))
        else:
            pieces[n] = fill(rng, piece)
    return "".join(pieces)
