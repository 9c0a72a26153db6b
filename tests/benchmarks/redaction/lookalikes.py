"""Look-alikes that must stay: ids, hashes, versions, times, places in code, words that name secrets and have none.

Each line is a form; `<h40>` stands for 40 random hexadecimal digits, as in `value.fill`.
"""

from __future__ import annotations

import random

from tests.benchmarks.redaction.value import fill, some

_FORMS = {
    "uuid": """\
request_id=<uuid>
"requestId":"<uuid>"
RequestId: <uuid> Version: $LATEST
trace <uuid> done
X-Request-Id: <uuid>
correlation-id=<uuid>
volume pvc-<uuid> bound
/var/lib/kubelet/pods/<uuid>/volumes
job <uuid> queued
DELETE /v1/items/<uuid> HTTP/1.1
urn:uuid:<uuid>
eventID=<uuid>
GET /v1/orders/<uuid>?expand=lines HTTP/1.1
{"id":"<uuid>","status":"ok"}""",
    "hash": """\
commit <h40>
HEAD is now at <h7> Fix retry
image registry.example.com/app@sha256:<h64>
Digest: sha256:<h64>
md5=<h32>
etag: "<h32>"
checksum <h64> ok
git_sha=<h40>
sha256sum <h64>  app.tar.gz
layer <h12> pulled
docker://sha256:<h64> started
integrity sha512-<b86>==
container=<h64>
template_hash=<L10>
SSH fingerprint SHA256:<b43>
build <h40> finished
revision=<h12>
"commit":"<h40>"
blob <h32> stored
Merge <h7> into <h7>
containerd://<h64>
cert fingerprint SHA1=<H40>""",
    "version": """\
version=<n0-30>.<n0-40>.<n0-300>
version <n0-30>.<n0-40>.<n0-99>.<n0-200>
app v<n0-30>.<n0-40>.<n0-300> started
v<n0-30>.<n0-40>.<n0-99>.<n0-200>
Chrome/<n90-130>.0.<n4000-6999>.<n0-250>
Chrome/<n90-130>.0.<n100-250>.<n1-250>
nginx/<n0-30>.<n0-40>.<n0-300>
Python <n2-3>.<n0-14>.<n0-30>
Assembly.Core, Version=<n0-9>.<n0-40>.<n0-99>.<n0-200>, Culture=neutral
upgrade from <n0-30>.<n0-40>.<n0-300> to <n0-30>.<n0-40>.<n0-300>
lib-<n0-30>.<n0-40>.<n0-300>.jar
app-<n0-9>.<n0-40>.<n0-99>.<n0-200>.war
"version":"<n0-9>.<n0-40>.<n0-99>.<n0-200>"
kernel 5.<n0-19>.0-<n1-99>-generic
openssl <n1-3>.<n0-2>.<n0-30>
ProductVersion: <n0-9>.<n0-40>.<n0-99>.<n1-200>
firmware version <n0-9>.<n0-40>.<n0-99>.<n1-200>
driver version: <n0-9>.<n0-40>.<n0-99>.<n1-200>
requires foo>=<n0-30>.<n0-40>.<n0-300>
lodash@<n0-4>.<n0-40>.<n0-300>
@scope/pkg@<n0-30>.<n0-40>.<n0-300>
chart web-<n0-30>.<n0-40>.<n0-300> deployed
Microsoft Windows [Version 10.0.<n10-200>.<n10-250>]
OID 1.3.6.1.4.1.<n1-250>.2
serverVersion: <n1-9>.<n0-40>.<n0-99>.<n1-200>""",
    "placeholder": """\
DATABASE_URL=postgres://${DB_USER}:${DB_PASSWORD}@db:5432/shop
redis://:${REDIS_PASSWORD}@cache:6379/0
postgres://app:***@db:5432/shop
mongodb://<user>:<password>@db/shop
amqp://{{ user }}:{{ password }}@queue
set DB_PASSWORD=%DB_PASSWORD%
password=${DB_PASSWORD}
password=$DB_PASSWORD
password: ${env:DB_PASSWORD}
password: ${{ secrets.DB_PASSWORD }}
password: {{ .Values.db.password }}
password: {{ vault_db_password }}
password = os.environ["DB_PASSWORD"]
password = os.environ.get("DB_PASSWORD")
password = os.getenv("DB_PASSWORD")
password: process.env.DB_PASSWORD
password = System.getenv("DB_PASSWORD")
password = ENV["DB_PASSWORD"]
password = ENV.fetch("DB_PASSWORD")
$password = getenv('DB_PASSWORD');
$password = $_ENV['DB_PASSWORD'];
$password = $env:DB_PASSWORD
password := os.Getenv("DB_PASSWORD")
let password = std::env::var("DB_PASSWORD")
password = Environment.GetEnvironmentVariable("DB_PASSWORD")
password = config.password
password = self.password
password: var.db_password
password=settings.DB_PASSWORD
password = random_password.db.result
token = request.headers.token
password = params[:password]
password = request.form['password']
SELECT id FROM users WHERE email = $1 AND password = $2
SELECT id FROM users WHERE login = ? AND password = ?
UPDATE accounts SET password = ? WHERE id = ?
UPDATE accounts SET password = :password WHERE id = :id
UPDATE accounts SET password = @Password WHERE id = @Id
UPDATE accounts SET password = %s WHERE id = %s
INSERT INTO users (name, password) VALUES (%(name)s, %(password)s)
password: !Ref DbPassword
password: '{{resolve:secretsmanager:prod/db:SecretString:password}}'
password: op://prod/db/password
password=<your password>
database.password: vault:secret/data/ledger#password
export API_TOKEN=$(cat /run/secrets/api_token)
STRIPE_SECRET_KEY=sk_test_your_key_here
export OPENAI_API_KEY=sk-your-api-key-here
a GitHub token has the form ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
aws_access_key_id=AKIAXXXXXXXXXXXXXXXX
SLACK_TOKEN=xoxb-xxxxxxxxxxxx-xxxxxxxxxxxx-xxxxxxxxxxxxxxxxxxxxxxxx
see the AWS documentation, e.g. aws_access_key_id = AKIAIOSFODNN7EXAMPLE
docs example: aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
for example: export AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE
a key id such as AKIAI44QH8DHBEXAMPLE
password=<YOUR_PASSWORD>
api_key=YOUR_API_KEY
api_key=your-api-key
token=xxxxxxxx
token=XXXXXXXXXXXX
password: ********
password=[REDACTED]
password: (redacted)
password=#{db_password}
failed to fetch token: pod "api-<L5>" not found
failed to fetch token: Get "https://auth.example.com/": context deadline exceeded
could not refresh token: rpc error: code = Unavailable
invalid token: signature is invalid
Assembly.Core, Culture=neutral, PublicKeyToken=<h16>
curl -u ci:$PASSWORD https://api.example.com
mysql -u root -p$MYSQL_ROOT_PASSWORD orders
PGPASSWORD=$PGPASSWORD psql -h db
echo $PASSWORD | sudo -S apt update
docker login -u ci --password-stdin
sshpass -e ssh app@web-1
secretKeyRef:{name:db-creds key:password}
secretName: db-creds
passwordEncoder=BCryptPasswordEncoder
password_policy=strong
password_changed_at=2026-11-17
passwordExpired=false
token_ttl=3600
next page of 20 tokens
vault login failed
USER admin PASS required
<< PASS (hidden)
FTP command: Client "web", "PASS <password>"
PASS src/app.test.js
--- PASS: TestPassword (0.01s)
redis: CONFIG GET requirepass
net use Z: /delete
enable password is not set
MountVolume.SetUp failed for volume "tls-<L5>" : secret "shop-tls-<n1-9>" not found
MountVolume.SetUp failed for volume "kube-api-access-<L5>" : configmap "kube-root-ca.crt" not found
Error: couldn't find key DB_PASSWORD in Secret shop/db-creds-<n1-9>
secrets "shop-tls-<n1-9>" is forbidden: cannot get resource in namespace shop
WARNING! Using --password via the CLI is insecure. Use --password-stdin.
the --token flag is deprecated
password length = <n8-64>
{"password":null,"retries":<n1-9>}
\u001b[32mINFO\u001b[0m \u001b[36mport\u001b[0m=<n1024-65535>
docker run -p 8080:80 app
pat=*.log""",
    "time": """\
at 2026-11-<n10-28>T<n10-23>:<n10-59>:<n10-59>Z
2026-11-<n10-28>T<n10-23>:<n10-59>:<n10-59>.123456789+01:00
ts=<n1700000000-1800000000>
timestamp=<n1700000000000-1800000000000>
expires=<n1700000000-1800000000>
2026-11-<n10-28> <n10-23>:<n10-59>:<n10-59>,<n100-999>
"time":<n1700000000-1800000000>.<n100000-999999>
uptime <n1-99>:<n10-59>:<n10-59>
Tue, 17 Nov 2026 <n10-23>:<n10-59>:<n10-59> GMT
took <n1-9999>ms
elapsed=0.<n100000-999999>s
<n1700000000-1800000000>000000000 ns
[2026-11-<n10-28>T<n10-23>:<n10-59>:<n10-59>]
duration: <n1-99>.<n100-999> ms
<n10-23>:<n10-59>:<n10-59>.<n100-999>
day 2026-11-17
20261117<n100000-235959>
gc pause 0.<n1000-9999> secs
exp=<n1700000000-1800000000> iat=<n1700000000-1800000000>
2026/11/17 <n10-23>:<n10-59>:<n10-59> starting
retry in <n1-59>m<n1-59>s""",
    "hex-id": """\
trace_id=<h32> span_id=<h16>
traceparent: 00-<h32>-<h16>-01
X-Amzn-Trace-Id: Root=1-<h8>-<h24>
0x<h16>
thread 0x<h12>
segfault at <h16> ip 00007f<h10>
blk_-<n100000000000000000-900000000000000000>
address 0x<h8>
ObjectId("<h24>")
i-<h17>
vpc-<h17>
req-<uuid>
ami-<h8>
pod web-<L9>-<L5>
txid <h16>
dd.trace_id=<n1000000000000000000-9000000000000000000>
lsn 0/<H7>
eni-<h17> attached
com.example.Order@<h7>
ULID 01J<c23>
span <h16> ended
x-b3-traceid: <h32>
memory at 0x<h12>-0x<h12>
inode <n10000000-99999999>""",
    "base64-image": """\
src="data:image/png;base64,iVBORw0KGgo<b100-400>="
"thumbnail":"data:image/jpeg;base64,/9j/4AAQSkZJRg<b100-400>"
background:url(data:image/gif;base64,R0lGODlh<b80>)
gzip body H4sIAAAAAAAA<b200>""",
    "number": """\
order <no-luhn>
order_id=<no-luhn>
"orderId":<no-luhn>
tracking number <no-luhn>
offset=<n1000000000-999999999999>
pid=<n1-99999>
port <n1024-65535>
listening on :<n1024-65535>
status=<n200-599>
HTTP/1.1" <n200-503> <n100-99999>
bytes=<n10000-1000000000>
partition <n0-99> leader <n1-9>
rows=<n1-1000000>
invoice INV-2026-<n10000-99999>
load 0.<n10-99>, 1.<n10-99>, 0.<n10-99>
heap <n100-900>M/<n1000-4000>M
ratio=0.<n100000-999999>
seq=<n10000000000-99999999999>
sku <d13>
price=12.<n10-99> EUR
temperature=<n1-40>.<n1000-9999>
score: -0.<n100000-999999>
exit code <n1-255>
errno <n1-120>
batch <n1-900> of <n901-2000>
<n100-999>-<n100-999> rows copied
sid:<n1-9> joined the quorum
p50=<n1-9>.<n10-99> p99=<n100-999>.<n10-99>""",
    "place-in-code": """\
at com.example.orders.PaymentService.charge(PaymentService.java:<n1-999>)
File "/srv/app/orders/views.py", line <n1-999>, in charge
main.go:<n1-999> +0x<h3>
/srv/app/lib/session.rb:<n1-99>:in `load_user'
at Object.<anonymous> (/srv/app/token.js:<n1-99>:<n1-40>)
o.a.h.security.token.TokenManager
java.lang.NullPointerException: Cannot invoke "User.getPassword()"
org.springframework.security.authentication.BadCredentialsException: Bad credentials
caller=auth/session.go:<n1-999>
at Microsoft.AspNetCore.Authentication.Cookies.CookieAuthenticationHandler.HandleAuthenticateAsync()
in com.acme.PasswordEncoder$Builder.<init>
scp build.tgz deploy@web-<n1-99>:/srv/releases
rsync -a ./dist deploy@web-01:/srv/www
logo@2x.png
unit user@<n1000-1100>.service started
/etc/app/secrets.yaml not found
reading /run/secrets/db_password
SecretManagerClient.java:<n1-300>
cert CN=example.com O=Example expires in 12 days
CookieJar.java(<n1-300>)
github.com/example/app/internal/auth.(*Token).Verify(0xc000<h6>, 0x<h4>)
std::basic_string<char>::append in /usr/lib/libstdc++.so.6.0.<n10-30>
module token::bucket::refill at src/token.rs:<n1-300>""",
    "account": """\
Failed password for root from localhost port <n1024-65535> ssh2
Failed password for invalid user admin from localhost port <n1024-65535> ssh2
Accepted publickey for ubuntu from localhost port <n1024-65535> ssh2
Invalid user test<n1-9> from localhost
Invalid user <n1-9999> from localhost
input_userauth_request: invalid user oracle [preauth]
Disconnected from user ec2-user localhost port <n1024-65535>
pam_unix(sshd:session): session opened for user root by (uid=0)
pam_unix(cron:session): session closed for user postgres
pam_unix(login:session): session opened for user root(uid=0) by LOGIN(uid=0)
pam_unix(sshd:auth): check pass; user unknown
sudo: deploy : TTY=unknown ; PWD=/srv ; USER=root ; COMMAND=/bin/true
su: (to root) root on none
systemd-logind: New session <n1-99> of user ubuntu.
systemd: Started User Manager for UID <n1000-2000>.
useradd: new user: name=nginx, UID=<n100-999>, GID=<n100-999>
(root) CMD (run-parts /etc/cron.hourly)
(www-data) CMD (php /srv/cron.php)
type=USER_AUTH pid=<n1-9999> uid=0 auid=4294967295 msg='op=PAM:authentication acct="root" res=failed'
FATAL:  password authentication failed for user "postgres"
FATAL:  role "root" does not exist
postgres@shop LOG:  checkpoint complete
# User@Host: root[root] @ localhost []  Id: <n1-999>
Access denied for user 'root'@'localhost' (using password: YES)
GRANT ALL ON *.* TO 'root'@'%'
Login failed for user 'sa'. Reason: Password did not match
[anonymous] FAIL LOGIN
Authentication for user [guest] -> [guest] FAILED
A user account was changed: WEB<n1-99>$ for user WEB<n1-99>$
root:x:0:0:root:/root:/bin/bash
better for user experience
settings for user interface
saved for user id <n1-999>
loading data for user input
for user authentication see the manual
request for user agent string
invalid user agent
invalid user input from form
Invalid user name or password
unknown user agent from header
user unknown
user agent changed
user session has been closed
User input is not valid
user profile was not found
user not found in cache
User service is now ready
user preferences not found
cancelled by user
closed by user request
started by timer
disconnected by user
create user failed
CREATE TABLE users
drop user table
alter user settings
role "button" in markup
principal on file
[main] OK
worker[<n1-9>]: ready
imap(<n1-99>): idle
static(<n1-99>, 4)
/user:<n1-99>
state [idle] -> [busy]
{"user":{"id":null}}
{"order":{"id":<n100000-999999>}}
{"user":{"plan":"basic"}}
{"city":"Exampleton"}
{"state":"running","job":<n1-99>}
state=STARTED city=
password expiry for account
Processing by SessionsController#login as HTML
login as HTML
authentication failed for tenant
groupadd: new group: name=wheel2, GID=<n1000-2000>
Auth successful for job_<n1000-9999>_0020 (auth:SIMPLE)
passport control
national id missing
SIN <n1000-9999>
grant access to resource
connect tcp/udp
user password has expired
login on demand
DATABASE_URL=postgres://orders_rw:***@db:5432/orders
mysql://cattle:***@db/cattle
remote: ssh://git@web-1:22/srv/app.git
https://oauth2:***@git.example.com/acme/app.git
Image: docker-pullable://tidy@sha256:<h64>
akka.tcp://sparkDriver@worker-<n1-9>:<n1024-65535> connected
npm: https://registry.example.com/@scope/tidy
$ mysql -uroot orders
$ psql -h db -U app orders
$ docker run -u <n1000-2000> app
$ ssh git@web-1
CEF:0|Acme|SSO|3.2|401|login failed|7|suser=root duser=CORP\\\\Administrator suid=0 cnt=<n1-9>
CEF:0|Acme|SSO|3.2|402|rule matched|4|cs1=Default deny cs1Label=Policy msg=retries\\=<n1-9> state\\=ok
properties: pattern\\=yyyy-MM-dd
SELECT `key`, `value` FROM `settings` WHERE `token` IS NULL""",
    "type": """\
auth: {existingSecret: shop-postgresql, secretKeys: {adminPasswordKey: postgres-password}}
query: mutation Login($email: String!, $password: String!) { login(email: $email, password: $password) { token } }
the trait bound `Password: Serialize` is not satisfied
Credentials=[PROTECTED], Authenticated=false
fn login(user: &str, password: &str) -> Result<Token, Error>
fun login(user: String, password: CharArray): Token
struct Config { password: Option<SecretString>, api_key: Secret<String> }
password: Mapped[str]
"password": "string",
login(username: string, password: string): Promise<Token>
unknown argument: password: ID!""",
    "dump": """\
supervisor: {<0.412.0>,user_sup}
{error,{badmatch,"timeout"}}
[{vhost,<<"/prod">>},{port,5672}]
a:2:{s:6:"status";s:6:"active";s:2:"id";i:<n10-99999>;}
object(Order)#1 (1) { ["id":protected]=> int(7) }
[(region, eu), (retries, 3)]
def __init__(self, name, password)
<User object at 0x7f3b1c>
<user id=7>
&lt;id&gt;<n10-9999>&lt;/id&gt;&lt;status&gt;active&lt;/status&gt;
<saml:Attribute Name="urn:oid:1.3.6.1"><saml:AttributeValue>editor</saml:AttributeValue></saml:Attribute>
dn: cn=admins,ou=groups,dc=example,dc=com; cn: admins; objectClass: groupOfNames
{"changes":{"status":["open","closed"],"labels":["bug","ui"]}}
{"state":{"old":"running","new":"stopped"}}
{"field":"status","from":"open","to":"closed"}
[{"op":"replace","path":"/spec/replicas","value":"3"}]
image: "shop:1.4" -> "shop:1.5"
UPDATE orders SET state = $1 WHERE id = $2 Params: ["open",4]
INSERT INTO customers (first_name, last_name, iban) VALUES ($1, $2, $3) RETURNING id
INSERT INTO customers (first_name, last_name) VALUES (?, ?)
UPDATE users SET last_name = @p0 WHERE id = @p1
SELECT id FROM orders WHERE state = ? ["open"]
header: id,name,email,phone
columns: id, email, name
required: name, email, phone (a, b, c)
{"columns":["id","email","state"],"rows":[[1,null,"open"],[2,null,"closed"]]}
nombre=pedidos
{"nom":"commandes","ok":true}
nome="Servizio Clienti" status=ok
<Nm>Example GmbH</Nm>
{"properties":{"name":{"type":"string"},"email":{"type":"string","format":"email"},"password":{"type":"string","minLength":12}}}
uid=1000 gid=1000 euid=0
uid: <uuid>
principalName=HTTP/web.example.com
service: { name: 'checkout', port: 8080 }
{"user":{"name":{"type":"keyword"}}}
{"metadata":{"name":"checkout","namespace":"shop"},"roles":["admin","editor"]}
OID.2.5.4.42
2015-07-30 19:50:<n10-59>,400 - WARN  [worker] caught end of stream
2015-07-30 19:59:<n10-59>,400 - WARN  [worker] caught end of stream
state: open -> closed
missing fields ['first_name', 'last_name']
fields = ["id", "email", "first_name"] required = ["id", "email", "last_name"]
errors: {"first_name":["required","is too long"],"email":["can't be blank","is invalid"]}
{"code":"invalid_format","message":"is not valid","path":["user","phone"]}
{"loc":["body","password"],"msg":"Field required","type":"missing"}
{"detail":[{"loc":["body","user","first_name"],"msg":"too short"}]}
{"logName":"projects/acme-prod/logs/run.googleapis.com%2Frequests","severity":"INFO"}
Duplicate entry '<n10-9999>' for key 'orders.PRIMARY'
{"received":"blue","msg":"Invalid value","path":"colour","location":"body"}
{'colour': ['Value “blue” is not a valid choice.']}
state=b3JkZXJzIGJ5IG1vbnRo service=Y2hlY2tvdXQ=
X-Trace-State: <b24>
l’option « colour » n’est pas connue
order id <n10000-999999> is paid
approved by Change Advisory Board""",
    "word": """\
password=
password= user=
token expired
no password supplied
password authentication failed
password: null
password: ""
"password":null
"token":""
"password":"********"
password=***
password=[FILTERED]
password: [REDACTED]
pwd=<redacted>
Basic authentication required
Bearer token missing
WWW-Authenticate: Bearer realm="api", error="invalid_token"
WWW-Authenticate: Basic realm="files"
token_type=bearer expires_in=<n60-9999>
tokens_used=<n10-9999>
max_tokens: <n10-9999>
prompt_tokens=<n10-9999> completion_tokens=<n10-999>
password_length=<n6-40>
grant_type=password
auth_method=password
Using password: YES
(using password: NO)
password changed for account 42
session timeout=<n10-99>s
session_duration_seconds=<n10-9999>
active sessions: <n1-99>
Session opened
session closed for user root
cookies disabled
Cookie rejected: illegal domain attribute
no Authorization header
Authorization: none
authorization failed
primary_key=id
key=cart:<n1-9999>
partition_key=order_id
sort key missing
cache key users:<n1-9999> evicted
secret "regcred" not found
Secret default/web-tls updated
Unexpected token } in JSON at position 4
unexpected token: <
unexpected token: end of file
invalid token
token rejected: signature mismatch
csrf check passed
CSRF token mismatch
error=invalid_token
pass=true
tests pass: <n1-99>
<n1-99> passed, 0 failed
password policy: min 12 characters
api key missing
API key not valid
apiKey is required
access key rotated
private key loaded
no private key found
public key accepted
-----BEGIN CERTIFICATE-----
-----BEGIN PUBLIC KEY-----
user not found
unknown user
user=
username: null
email=
email is invalid
phone: null
name resolution failed
bind address already in use
address=0.0.0.0:8080
address already in use: 8080
credentials expired
credential provider chain exhausted
loaded 3 secrets
secret rotation enabled=true
token bucket: 40/100
tokenizer loaded
passing control to worker
compass=north
bypass=true
tls handshake: bad certificate
signature does not match
signing key rotated
session: none
cookie: none
X-Csrf-Token: undefined
author date 2026-11-17
hostname=web-01
service_name=checkout
username field is required
topic_name=orders.v1
file name too long
class_name=Order
thread_name=main
location=eu-west-1
location: /v1/items/42
position=42
host=localhost
host=127.0.0.1
listening on 0.0.0.0:8080
bound to [::]:8080
netmask 255.255.255.0
account locked
phone verification required
street view disabled
latency=<n1-99>.<n100-999>""",
}
LOOKALIKES = {kind: forms.split("\n") for kind, forms in _FORMS.items()}


def lookalike(rng: random.Random) -> tuple[str, str]:
    """Return a kind of look-alike, and its text."""
    kind = rng.choice(list(LOOKALIKES))
    text = fill(rng, rng.choice(LOOKALIKES[kind]))
    return kind, text.replace("<no-luhn>", _no_luhn(rng))


def _no_luhn(rng: random.Random) -> str:
    """Return 16 digits that begin as a card's number does, and fail its check."""
    while True:
        digits = rng.choice("3456") + some(rng, "0123456789", 15)
        doubled = (int(c) * 2 - 9 if c > "4" else int(c) * 2 for c in digits[-2::-2])
        if (sum(map(int, digits[-1::-2])) + sum(doubled)) % 10:
            return digits
