"""What a message names as not reached or used."""

from __future__ import annotations

import pytest

from crosscut.detection.targets import Services, names_of, target_of


@pytest.mark.parametrize(
    ("message", "target"),
    [
        ("connect ECONNREFUSED redis-master:6379", "redis-master:6379"),
        ("could not connect to pg-a.shop.invalid:5432 in time", "pg-a.shop.invalid:5432"),
        (
            'connection to server at "orders-db.shop.invalid" (<IP:abcdefgh>), port 5432',
            "orders-db.shop.invalid",
        ),
        ("Certificate validation failed: CN=idp.example.com expired", "idp.example.com"),
        ("KeyError: 'DATABASE_URL'", "DATABASE_URL"),
        ("dial tcp: lookup users-db.svc.cluster.local on 10.96.0.10:53", "users-db.svc.cluster.local"),
        ("getaddrinfo ENOTFOUND api.example.com", "api.example.com"),
        ("violates unique constraint 'users_email_key'", "users_email_key"),
        ("Killed process 811 (mysqld) total-vm:1kB", "mysqld"),
        ("back-off 5m0s restarting failed container=api pod=api-7d9_shop", "api"),
        ("Server be_api/api-1 is DOWN, reason: Layer4 connection problem", "be_api"),
        ("backend be_api has no server available!", "be_api"),
        ("I/O error, dev sdb, sector 8812", "sdb"),
        ("Redis connection timeout", "Redis"),
        ('Post "https://pay.example.com/v1/charges": x509', "pay.example.com"),
        ("call to price-service failed", "price-service"),
        ("nothing is named here", ""),
        ("CartController.java:41 failed", ""),
        ("failed, see https://docs.example.com/errors/17", ""),
    ],
)
def test_the_most_telling_name_is_the_target(message: str, target: str) -> None:
    assert target_of(message) == target


def test_a_service_is_never_its_own_target() -> None:
    assert target_of("price-service: call failed", service="price-service") == ""
    assert target_of("connect to smtp failed", service="postfix/smtp") == ""


def test_names_are_without_ports_and_in_lower_case() -> None:
    assert names_of("Redis at redis-master:6379 is down") == {"redis", "redis-master"}


def test_the_word_database_names_no_one_thing() -> None:
    assert target_of("Database connection timeout") == "Database"
    assert names_of("Database connection timeout") == frozenset()


@pytest.mark.parametrize(
    ("service", "text", "named"),
    [
        ("orders", "gateway: orders returned 502", True),
        ("Orders", "orders returned 502", True),
        ("user", "user-service is down", False),
        ("orders", "preorders are late", False),
        ("api", "the api is down", False),
        ("", "anything", False),
        ("orders", "dial orders.shop.svc:8080", True),
        ("postfix/smtp", "postfix/smtp is gone", True),
    ],
)
def test_a_service_is_named_as_a_word_of_its_own(service: str, text: str, named: bool) -> None:
    assert Services([service]).named(text) == (frozenset({service}) if named else frozenset())
