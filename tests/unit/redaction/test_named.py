"""Credentials under names that say so, in every notation that logs have; and the prose and names that only look so."""

from __future__ import annotations

import pytest

from crosscut.redaction.named import SECRET_KEY, is_secret
from tests.unit.redaction.redacting import assert_gone, redact, shape

PASSWORD = "Synth3tic!pw"


@pytest.mark.parametrize(
    "line",
    [
        "password={}",
        "password: {}",
        "password = {}",
        "password := {}",
        "password => {}",
        "password == {}",
        "PASSWORD={}",
        'password="{}"',
        "password='{}'",
        '{{"password":"{}"}}',
        '{{"password" : "{}", "user": "bob"}}',
        "{{'password': '{}'}}",
        "{{'password': b'{}'}}",
        "{{'pass': '{}'}}",
        '{{"password": ["{}"]}}',
        '{{\\"password\\":\\"{}\\"}}',
        '{{\\\\\\"password\\\\\\":\\\\\\"{}\\\\\\"}}',
        '{{\\"password\\": u\\"{}\\"}}',
        '{{"message":"cut off", "password":"{}',
        "login?user=bob&password={}&next=/",
        "user[password]={}&x=1",
        "user%5Bpassword%5D={}&x=1",
        "next=%2Flogin%3Fpassword%3D{}",
        "Config(user=bob, password={}, port=1)",
        "Config{{user='bob', password='{}'}}",
        "db.password: {}  # from the vault",
        "DB_PASSWORD={}",
        "export DB_PASS={}",
        "dbPass={}",
        "passwd={}",
        "pwd: {}",
        "api_key={}",
        "X-Api-Key: {}",
        "apiToken={}",
        "client_secret={}",
        "clientSecret: {}",
        "access_token={}",
        "session_id={}",
        '{{"name": "DB_PASSWORD", "value": "{}"}}',
        "- name: DB_PASSWORD\n  value: {}",
        "name=DB_PASSWORD value={}",
        "<password>{}</password>",
        '<ns:dbPassword type="x">{}</ns:dbPassword>',
        "run --password={} --verbose",
        "run --password {} --verbose",
        'run --db-password "{}" --verbose',
        "run --db-password '{}' --verbose",
        'args: ["--db-password", "{}"]',
        "curl -u bob:{} https://api.example.com",
        "curl --silent --user bob:{} https://api.example.com",
        "mysql -uroot -p{} orders",
        "sshpass -p {} ssh host",
        "invalid token: password={}",
    ],
)
@pytest.mark.parametrize("password", [PASSWORD, "hunter2-synthetic", "x9$Lq%z#1"])
def test_a_password_goes_in_every_notation(line: str, password: str) -> None:
    assert_gone(password, line.format(password), kind="PASSWORD")


@pytest.mark.parametrize(
    ("line", "left"),
    [
        ("password=p,w0rd! user=bob", "password=<PASSWORD> user=<USER>"),
        ("password=p&s3cond", "password=<PASSWORD>"),
        ("password=p&user=bob", "password=<PASSWORD>&user=<USER>"),
        ("password=p;s3cond;user=bob", "password=<PASSWORD>;user=<USER>"),
        ("password=p(s3)cond", "password=<PASSWORD>"),
        ("password=pa<s3cond", "password=<PASSWORD>"),
        ("(password=p) next", "(password=<PASSWORD>) next"),
        ('password="p s3cond", user', 'password="<PASSWORD>", user'),
        (r'{"password":"ab\"cd","user":"bob"}', '{"password":"<PASSWORD>","user":"<USER>"}'),
        (r"\"password\":\"ab\\\"cd\",\"user\"", r"\"password\":\"<PASSWORD>\",\"user\""),
        ("password='it's s3cond' x", "password='<PASSWORD>' x"),
        ("password={bcrypt}$2a$10$saltsaltsalt", "password=<PASSWORD>"),
        ('password: ["p", "s3cond"]', "password: [<PASSWORD>]"),
        ("passphrase: correct horse battery staple", "passphrase: <PASSWORD>"),
        ("passphrase=correct horse user=bob", "passphrase=<PASSWORD> user=<USER>"),
        ("Cookie: theme=dark; auth=s3cond; x=y", "Cookie: <COOKIE>"),
        ('"Set-Cookie":"sid=s3cond; Path=/","x":1', '"Set-Cookie":"<COOKIE>; Path=/","x":1'),
        (
            "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            "aws_secret_access_key = <AWS_SECRET>",
        ),
        ('"SecretAccessKey":"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"', '"SecretAccessKey":"<AWS_SECRET>"'),
        ("otp=123456, pin: 4711", "otp=<PASSWORD>, pin: <PASSWORD>"),
        ("https://x/?X-Amz-Signature=0123456789abcdef0123&x=1", "https://x/?X-Amz-Signature=<PASSWORD>&x=1"),
    ],
)
def test_the_whole_secret_goes_and_nothing_beside_it(line: str, left: str) -> None:
    assert shape(line) == left


@pytest.mark.parametrize(
    "line",
    [
        "Unexpected token: ILLEGAL",
        "Error: invalid token: expired",
        "authentication failed: password: incorrect",
        "password: required",
        "password reset for user 7",
        "password=",
        "password=null secret=true",
        "password=******** token: [REDACTED]",
        "tests pass: 12 fail: 0",
        "map[pin:1]",
        "token_count=5 max_tokens=4096 tokens: 12",
        "password_changed_at=2026-11-17",
        'secret "db-creds" not found, secretName: db-creds',
        "method signature: foo(int)",
        "cookie: missing",
        "PWD=/home/app USER=root",
        "sudo: deploy : TTY=pts/0 ; PWD=/home/deploy ; USER=root ; COMMAND=/bin/ls",
        "session opened for user root",
        "key=user:7 monkey: see",
        "--token-ttl=5m --secret-name db-creds",
        "design: inside: mapping: bypass",
        "mysql -u root -h db",
    ],
)
def test_prose_counts_and_paths_stay(line: str) -> None:
    assert redact(line) == line


@pytest.mark.parametrize(
    "name", ["password", "DB_PASSWORD", "userPassword", "apiToken", "x-api-key", "dbPass", "client.secret"]
)
def test_names_of_secrets(name: str) -> None:
    assert SECRET_KEY.fullmatch(name)


@pytest.mark.parametrize(
    "name", ["user", "tokens", "token_type", "passed", "inside", "secretName", "key", "compass"]
)
def test_names_of_no_secrets(name: str) -> None:
    assert not SECRET_KEY.fullmatch(name)


@pytest.mark.parametrize(
    ("value", "secret"), [("hunter2", True), ("Expired.", False), ("<none>", False), ("****", False)]
)
def test_words_of_prose_are_no_secrets(value: str, secret: bool) -> None:
    assert is_secret(value) is secret


def test_a_header_behind_another_name_is_looked_into_and_a_flood_of_them_is_one_value() -> None:
    assert not is_secret("Cookie: a=b")
    assert is_secret("Cookie:" * 1_000)
