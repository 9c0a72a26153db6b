"""Commands, SQL statements and sentences in which a password has its own place rather than a name."""

from __future__ import annotations

import random

from tests.benchmarks.redaction.connection_shapes import HOSTS, USERS, bare_password
from tests.benchmarks.redaction.marks import mark, neutral
from tests.benchmarks.redaction.people import People
from tests.benchmarks.redaction.secret_values import password_text
from tests.benchmarks.redaction.value import ALNUM, BASE64, b64, fill, some, uuid


def command(rng: random.Random, people: People) -> tuple[str, str]:
    raw = bare_password(rng)
    secret, user, host = mark("password/command", raw), neutral(rng.choice(USERS)), rng.choice(HOSTS)
    return "command line", rng.choice(
        (
            f"curl -u {user}:{secret} https://api.example.com/v1/items",
            f"curl -s --user '{user}:{secret}' https://api.example.com/v1/items",
            f"curl -sS -X POST -u{user}:{secret} https://api.example.com/v1/items",
            f"mysql -h {host} -u {user} -p{secret} orders",
            f"mysql -u{user} -p'{secret}' -e 'select 1'",
            f"mysqldump -u {user} --password={secret} orders",
            f'mariadb -u {user} -p"{secret}" orders',
            f"PGPASSWORD={secret} psql -h {host} -U {user} orders",
            f"sshpass -p {secret} ssh {user}@{host}",
            f"sshpass -p '{secret}' scp a.txt {user}@{host}:/tmp",
            f"redis-cli -h {host} -a {secret} ping",
            f"docker login -u {user} -p {secret} registry.example.com",
            f"docker login --username {user} --password {secret}",
            f"wget --http-user={user} --http-password={secret} https://api.example.com/a.tgz",
            f"sudo: app : TTY=pts/0 ; PWD=/srv ; USER=root ; COMMAND=/usr/bin/mysql -u {user} -p{secret}",
            f"openssl pkcs12 -in a.p12 -passin pass:{secret} -nodes",
            f"keytool -list -keystore a.jks -storepass {secret}",
            f"sqlcmd -S {host} -U {user} -P {secret} -Q 'select 1'",
            f"smbclient //{host}/share -U {user}%{secret}",
            f"htpasswd -b /etc/nginx/.htpasswd {user} {secret}",
            f"ansible-playbook site.yml -e 'db_password={secret}'",
            f"aws configure set aws_secret_access_key {mark('entropy/aws-secret-key', some(rng, BASE64, 40))}",
            f"az login --service-principal -u {uuid(rng)} -p {secret} --tenant {uuid(rng)}",
            f"ldapsearch -x -D cn=admin,dc=example,dc=com -w {secret} -b dc=example",
            f"kubectl create secret generic db --from-literal=password={secret}",
            f"export DB_PASS={secret}",
            f"cmdkey /add:{host} /user:{user} /pass:{secret}",
            f'$p = ConvertTo-SecureString "{secret}" -AsPlainText -Force',
            f"New-LocalUser -Name {user} -Password {secret}",
            f"psql 'host={host} user={user} password={secret}'",
            f"rabbitmqctl add_user {user} {secret}",
            f"git clone https://{user}:{secret}@git.example.com/acme/app.git",
            f"lftp -u {user},{secret} sftp://{host}",
        )
    )


def sql_statement(rng: random.Random, people: People) -> tuple[str, str]:
    secret = mark("password/sql", password_text(rng, bare=True))
    user = neutral(rng.choice(USERS))
    return "sql", rng.choice(
        (
            f"ALTER USER {user} WITH PASSWORD '{secret}'",
            f"CREATE USER '{user}'@'%' IDENTIFIED BY '{secret}'",
            f"ALTER USER '{user}'@'localhost' IDENTIFIED WITH mysql_native_password BY '{secret}'",
            f"CREATE ROLE {user} LOGIN ENCRYPTED PASSWORD '{secret}' VALID UNTIL 'infinity'",
            f"SET PASSWORD FOR '{user}'@'%' = '{secret}'",
            f"CREATE LOGIN {user} WITH PASSWORD = N'{secret}'",
            f"GRANT ALL ON orders.* TO '{user}'@'%' IDENTIFIED BY '{secret}'",
            f"LOG:  statement: ALTER ROLE {user} PASSWORD '{secret}';",
            f'CREATE USER {user} IDENTIFIED BY "{secret}" DEFAULT TABLESPACE users',
        )
    )


def protocol(rng: random.Random, people: People) -> tuple[str, str]:
    """What clients say to servers, and files in which they keep it."""
    raw = bare_password(rng)
    secret, user, host = mark("password/protocol", raw), neutral(rng.choice(USERS)), rng.choice(HOSTS)
    return "protocol", rng.choice(
        (
            f"C: AUTH PLAIN {mark('password/base64', b64(f'{chr(0)}app{chr(0)}{raw}'))}",
            f"ftp> PASS {secret}",
            f'"AUTH" "{secret}"',
            f"machine {host} login {user} password {secret}",
            f"//registry.npmjs.org/:_authToken={mark('saas/npm-token', fill(rng, 'npm_<a36>'))}",
            f"userPassword: {secret}",
            f"requirepass {secret}",
            f"masterauth {secret}",
            f"spring.datasource.hikari.password={secret}",
            f"ldap_bind(cn=admin,dc=example,dc=com, password={secret}) failed",
        )
    )


def prose_password(rng: random.Random, people: People) -> tuple[str, str]:
    secret = mark("password/prose", f"{some(rng, ALNUM, 8)}{rng.randint(10, 99)}!")
    return "prose", rng.choice(
        (
            f"temporary password is {secret}",
            f"Password: {secret}",
            f"the initial root password is: {secret}",
            f"A temporary password is generated for root@localhost: {secret}",
            f"generated password for user deploy: {secret}",
            f"login with password '{secret}' was refused",
            f"Your password is '{secret}', please change it",
        )
    )
