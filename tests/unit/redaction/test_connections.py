"""Passwords in the addresses of services."""

from __future__ import annotations

import pytest

from tests.unit.redaction.redacting import assert_gone, redact, shape

PASSWORD = "Synth3tic!pw"


@pytest.mark.parametrize(
    "line",
    [
        "postgres://app:{}@db.example.invalid:5432/orders",
        "jdbc:postgresql://app:{}@db.example.invalid/orders",
        "redis://:{}@cache.example.invalid:6379/0",
        "amqp://app:{}@mq.example.invalid",
        "mongodb+srv://app:{}@cluster.example.invalid/?retryWrites=true",
        "smtp://alice@example.com:{}@mail.example.invalid:25",
        "clone of https://oauth2:{}@git.example.invalid/a/b.git failed",
        'url="http:\\/\\/app:{}@db.example.invalid"',
        "app:{}@tcp(db.example.invalid:3306)/orders?parseTime=true",
        "app:{}@unix(/run/mysqld.sock)/orders",
        "jdbc:oracle:thin:scott/{}@//db.example.invalid:1521/orders",
        "jdbc:mysql://db.example.invalid/orders?user=app&password={}&ssl=true",
        "Server=db;Database=orders;User Id=sa;Password={};Encrypt=true",
        "Server=db;Uid=sa;Pwd={};",
        "host=db user=app password={} dbname=orders",
    ],
)
@pytest.mark.parametrize("password", [PASSWORD, "p@ss-w0rd", "12345678", "s3cr3t:x"])
def test_the_password_goes_and_the_rest_stays(line: str, password: str) -> None:
    assert_gone(password, line.format(password), kind="PASSWORD")


def test_host_and_user_stay_to_tell_where_it_fails() -> None:
    line = f"cannot reach postgres://app:{PASSWORD}@db.example.invalid:5432/orders?sslmode=require"

    assert (
        shape(line) == "cannot reach postgres://app:<PASSWORD>@db.example.invalid:5432/orders?sslmode=require"
    )


@pytest.mark.parametrize("password", ["ab/cd", "ab/cd#1", "a?b/c"])
def test_also_a_password_that_is_not_encoded_goes_whole(password: str) -> None:
    assert redact(f"amqp://app:{password}@mq.example.invalid/").count("PASSWORD") == 1
    assert shape(f"amqp://app:{password}@mq.example.invalid/").endswith("<PASSWORD>@mq.example.invalid/")


@pytest.mark.parametrize(
    "line",
    [
        "http://registry.example.invalid:5000/img@sha256:abcd",
        "GET http://localhost:4873/@scope/package",
        "https://example.com:443/@user",
        "https://example.com:8443",
        "https://user@example/path:with:colons",
        "redis://cache.example.invalid:6379/0",
        "file:///etc/app/config.yaml",
        "a::b tcp(4) @tcp(",
    ],
)
def test_ports_and_paths_stay(line: str) -> None:
    assert redact(line) == line
