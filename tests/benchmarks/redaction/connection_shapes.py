"""Lines in which a password or key has its own place in the address of a service: URLs and data source names."""

from __future__ import annotations

import random
from urllib.parse import quote

from tests.benchmarks.redaction.credentials import credential
from tests.benchmarks.redaction.marks import mark, neutral
from tests.benchmarks.redaction.people import People
from tests.benchmarks.redaction.secret_values import password_text
from tests.benchmarks.redaction.value import BASE64, some

HOSTS = ("db.example.com", "db-1.internal.example", "localhost", "cache", "queue.svc.cluster.local")
USERS = ("app", "svc_orders", "root", "sa", "reporting", "jenkins")


def bare_password(rng: random.Random) -> str:
    """Return a password that needs no quotes and has nothing that a URL would end at."""
    while True:
        text = password_text(rng, bare=True)
        if not set(text) & set("/?#@:%$"):
            return text


def url_password(rng: random.Random, people: People) -> tuple[str, str]:
    scheme, port = rng.choice(
        (
            ("postgres", 5432), ("postgresql", 5432), ("mysql", 3306), ("mongodb", 27017), ("mongodb+srv", 0),
            ("redis", 6379), ("rediss", 6380), ("amqp", 5672), ("amqps", 5671), ("https", 443), ("http", 8080),
            ("ftp", 21), ("sftp", 22), ("smtp", 587), ("ldap", 389), ("clickhouse", 9000), ("mssql+pyodbc", 1433),
            ("postgresql+asyncpg", 5432), ("jdbc:postgresql", 5432), ("nats", 4222), ("socks5", 1080),
        )
    )  # fmt: skip
    raw = bare_password(rng) if rng.random() < 0.7 else quote(password_text(rng, bare=False), safe="")
    user = "" if scheme.startswith("redis") and rng.random() < 0.6 else neutral(rng.choice(USERS))
    place = f"{rng.choice(HOSTS)}{f':{port}' if port else ''}"
    path = rng.choice(("orders", "0", "app?ssl=true", ""))
    url = f"{scheme}://{user}:{mark('url-password/' + scheme, raw)}@{place}/{path}"
    return "url with credentials", rng.choice(
        (
            f"connecting to {url}",
            f"DATABASE_URL={url}",
            f'{{"url":"{url}","pool":5}}',
            f"could not connect to {url}: connection refused",
            f"sqlalchemy.exc.OperationalError: (Background on this error at: {url})",
            f"  url: {url}",
            f"dial '{url}' failed after 3 attempts",
            f'<connection url="{url}"/>',
            f'{{"m":"retry {{\\"dsn\\":\\"{url}\\"}}"}}',
            f"fatal: unable to access '{url}': The requested URL returned error: 403",
        )
    )


def url_token(rng: random.Random, people: People) -> tuple[str, str]:
    while True:
        value = credential(rng)
        if value.text.replace("_", "").replace("-", "").isalnum():
            break
    user, rest = (
        rng.choice(("x-access-token", "oauth2", "git", "ci")),
        neutral("x-oauth-basic@git.example.com"),
    )
    return "url with credentials", rng.choice(
        (
            f"Cloning into 'app'... https://{user}:{mark(value.kind, value.text)}@git.example.com/acme/app.git",
            f"git remote set-url origin https://{mark(value.kind, value.text)}@git.example.com/acme/app.git",
            f"fatal: Authentication failed for 'https://{mark(value.kind, value.text)}:{rest}/acme/app'",
        )
    )


def dsn(rng: random.Random, people: People) -> tuple[str, str]:
    host, user = rng.choice(HOSTS), neutral(rng.choice(USERS))
    secret = mark("dsn/password", bare_password(rng))
    key = mark("dsn/account-key", f"{some(rng, BASE64, 86)}==")
    return "dsn", rng.choice(
        (
            f"Server={host};Database=orders;User Id={user};Password={secret};Encrypt=true",
            f"Data Source={host},1433;Initial Catalog=orders;UID={user};PWD={secret}",
            f"Driver={{ODBC Driver 18 for SQL Server}};Server={host};Uid={user};Pwd={secret};",
            f"host={host} port=5432 dbname=orders user={user} password={secret} sslmode=require",
            f"host={host} user={user} password='{secret}' dbname=orders connect_timeout=3",
            f"jdbc:mysql://{host}:3306/orders?user={user}&password={secret}&useSSL=true",
            f"jdbc:sqlserver://{host}:1433;databaseName=orders;user={user};password={secret};encrypt=true",
            f"jdbc:oracle:thin:{user}/{secret}@{host}:1521/ORCL",
            f"{user}:{secret}@tcp({host}:3306)/orders?parseTime=true",
            f"sqlplus {user}/{secret}@//{host}:1521/ORCL",
            f"mongo --host {host} -u {user} -p {secret} --authenticationDatabase admin",
            f"DefaultEndpointsProtocol=https;AccountName={neutral('acmestore')};AccountKey={key};EndpointSuffix=core.windows.net",
            f"Endpoint=sb://acme.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey={key}",
            f"HostName=acme.azure-devices.net;DeviceId=d7;SharedAccessKey={key}",
            f"AccountEndpoint=https://acme.documents.azure.com:443/;AccountKey={key};",
            f"redis.example.com:6380,password={secret},ssl=True,abortConnect=False",
        )
    )
