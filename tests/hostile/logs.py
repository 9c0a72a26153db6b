"""Objects in the log bucket: what their keys are, and what stands in them. And what of it people are shown."""

from __future__ import annotations

import gzip
import json
import re
import time
from collections.abc import Callable, Iterator
from typing import Any

from crosscut.aws import clients
from crosscut.aws.insights import DynamoInsightStore
from crosscut.model import Digest, Severity
from tests.fuzz import seeds
from tests.fuzz.messages import marked_up
from tests.handlers.conftest import ANTHROPIC_SECRET, INSIGHTS, LOG_BUCKET, WORK_BUCKET
from tests.handlers.test_analyze import NINE
from tests.hostile.case import Case
from tests.hostile.servers import answering
from tests.hostile.world import World

_INSIDE = re.compile(
    r"([a-z]+)/([a-z0-9][a-z0-9_.-]{0,62})/\d{4}/\d\d/\d\d/[0-9a-f]{32}(\.json|/\d+\.jsonl\.zst)"
)
_LINE = b"2026-03-01T09:15:00Z ERROR orders: connection refused\n"


def _key(key: str) -> Callable[[World], str]:
    def drop(world: World) -> str:
        outcome, made = world.drop(key, _LINE)
        if outcome.end != "done":
            return f"{outcome.end}: {outcome.printed}"
        places = [_INSIDE.fullmatch(each) for each in made]
        folders = {place[1] for place in places if place}
        sources = {place[2] for place in places if place}
        if None in places or folders != {"digests", "chunks"} or len(sources) != 1:
            return f"made {made}"
        (source,) = sources
        [digest] = [_digest(each) for each in made if each.startswith("digests/")]
        if digest.objects != (key,) or digest.source != source or digest.ledger.lines_read != 1:
            return f"read {digest.objects} as {digest.source}"
        return f"read by that very key; kept as source `{source}`"

    return drop


def _digest(key: str) -> Digest:
    return Digest.model_validate_json(clients.s3().get_object(Bucket=WORK_BUCKET, Key=key)["Body"].read())


def _read(data: bytes) -> Callable[[World], str]:
    def drop(world: World) -> str:
        begin = time.process_time()
        outcome, made = world.drop(f"shop-api/{world.id()}.log", data)
        if outcome.end != "done" or time.process_time() - begin > 20:
            return f"{outcome.end}: {outcome.printed}"
        [digest] = [_digest(each) for each in made if each.startswith("digests/")]
        ledger = digest.ledger
        if ledger.lines_read != ledger.lines_folded + ledger.lines_quarantined:
            return f"lines are missing: {ledger}"
        problems = f"; problem: {digest.problems[0].reason.split(';')[0]}" if digest.problems else ""
        cut = f", {ledger.lines_cut} of them cut" if ledger.lines_cut else ""
        kept = (
            "; a copy in quarantine" if any(each.startswith("quarantine/shop-api/") for each in made) else ""
        )
        return f"{ledger.lines_read} lines in and accounted for{cut}{problems}{kept}"

    return drop


def _analysed(data: bytes) -> Callable[[World], str]:
    """Drop an object and have its digest analysed; an item of DynamoDB takes 400 KB."""

    def analyse(world: World) -> str:
        source = f"hostile-{world.id()[-8:]}"
        clients.secretsmanager().put_secret_value(
            SecretId=ANTHROPIC_SECRET, SecretString="{}"
        )  # the rules answer
        world.account.received(world.account.digest_queue_url)
        outcome, _ = world.drop(f"{source}/a.log", data)
        if outcome.end != "done":
            return f"{outcome.end}: {outcome.printed}"
        for message in world.account.received(world.account.digest_queue_url):
            message.pop("_group")
            outcome = world.send("digests", json.dumps(message))
        store = DynamoInsightStore(clients.dynamodb(), INSIGHTS)
        found = [i for i in store.list(since=NINE, at_least=Severity.INFO) if i.source == source]
        sizes = [len(insight.model_dump_json().encode()) for insight in found]
        if outcome.end != "done" or not sizes or max(sizes) > 200_000:
            return f"{outcome.end}: {sizes}, {outcome.printed}"
        return "an insight of less than 200 kB"

    return analyse


def _told(text: str) -> Callable[[World], str]:
    def tell(world: World) -> str:
        event = seeds.body("sqs_insight_published")
        event["detail"].update(id=world.id()[-16:], title=text, summary=text, root_cause=text)
        with answering(200, body=b"ok") as slack:
            world.set_slack({"webhook_url": f"{slack.url}/synthetic"})
            world.send("notices", json.dumps(event), CROSSCUT_SLACK_API_URL=slack.url)
        [sent] = slack.bodies
        shown = [each for each in marked_up(json.loads(sent)) if text in each or "<!" in each]
        return f"marked up: {shown}" if shown else "shown as text"

    return tell


def _elsewhere(bucket: str) -> Callable[[World], str]:
    """An event of another bucket; it is there, and can be read by whoever may."""

    def send(world: World) -> str:
        _other_bucket(bucket)
        event = seeds.body("sqs_object_created")
        event["detail"]["bucket"]["name"] = bucket
        event["detail"]["object"].update(key="shop-api/a.log", etag="", size=len(_LINE))
        outcome = world.send("intake", json.dumps(event))
        if outcome.changed or "synthetic" in outcome.printed:
            return f"{outcome.end}; changed: {outcome.changed}, logged {outcome.printed}"
        return f"{outcome.end}; nothing is read"

    return send


def _other_bucket(name: str) -> None:
    if name not in {bucket["Name"] for bucket in clients.s3().list_buckets()["Buckets"]} and re.fullmatch(
        r"[a-z0-9.-]{3,63}", name
    ):
        place: Any = {"LocationConstraint": clients.s3().meta.region_name}
        clients.s3().create_bucket(Bucket=name, CreateBucketConfiguration=place)
        clients.s3().put_object(Bucket=name, Key="shop-api/a.log", Body=_LINE)


def _s3_redirects(status: int) -> Callable[[World], str]:
    def send(world: World) -> str:
        event = seeds.body("sqs_object_created")
        event["detail"]["object"].update(key=f"shop-api/{world.id()}.log", size=len(_LINE))
        with (
            answering(200, body=_LINE) as elsewhere,
            answering(status, location=f"{elsewhere.url}/a") as first,
        ):
            outcome = world.send("intake", json.dumps(event), AWS_ENDPOINT_URL_S3=first.url)
        if elsewhere.asked or not first.asked or outcome.changed:
            return f"asked {first.asked}, then {elsewhere.asked}"
        return f"{outcome.end}; nothing is read from where it leads"

    return send


_KEYS = (
    ("shop-api/../billing/a.log", "shop-api"),
    ("../../digests/shop-api/a.json", "default"),
    ("%2e%2e/%2e%2e/a.log", "2e-2e"),
    ("shop-api%2f..%2fbilling/a.log", "shop-api-2f..-2fbilling"),
    ("billing\\..\\shop-api/a.log", "billing-..-shop-api"),
    ("SHOP-API/a.log", "shop-api-982d44"),
    ("shop\u2024api/a.log", "shop-api-20ae4a"),
    ("s3://example-work/digests/shop-api/a.json", "s3-"),
    ("digests/shop-api/a.json", "digests"),
    ("quarantine/billing/a.log", "quarantine"),
    ("shop-api\u202e/gol.a", "shop-api-"),
    ("bil\u200bling/a.log", "bil-ling"),
    ("e\u0301tude/a.log", "e-tude"),
    ("a\0b/a.log", "a-b"),
    ("a\r\nX-Injected: 1/a.log", "a--x-injected--1"),
    ("a?versionId=null&x=#/a.log", "a-versionid-null-x--"),
    ("shop-api/\uffff.log", "shop-api"),
    ("/etc/passwd", "default"),
    ("k" * 1_020 + "/a.l", "k" * 63),
)
_OTHER_BUCKETS = (
    ("example-synthetic-other", "another bucket of the account"),
    (WORK_BUCKET, "the work bucket"),
    ("arn:aws:s3:eu-central-1:999999999999:accesspoint/synthetic", "an access point of another account"),
    (f"{LOG_BUCKET}/../{WORK_BUCKET}", "a path in place of a bucket"),
    (LOG_BUCKET.upper(), "the log bucket in capitals"),
)
_ZEROS = gzip.compress(bytes(200 << 20), 9)
_CONTENTS = (
    ("a gzip of 200 MB of zeros", _ZEROS,
     "0 lines in and accounted for; problem: inflates to more than 200 times its size, as a decompression bomb "
     "does; a copy in quarantine"),
    ("a gzip in a gzip in a gzip of zeros", gzip.compress(gzip.compress(gzip.compress(bytes(1 << 20)))),
     "0 lines in and accounted for; problem: not a text log (compressed twice); a copy in quarantine"),
    ("a line of 3 MB", b"x" * 3_000_000 + b"\n", "1 lines in and accounted for, 1 of them cut"),
    ("20 lines of nearly 1 MB", (b"y" * 1_000_000 + b"\n") * 20,
     "20 lines in and accounted for"),
    ("a line of 100,000 brackets", b"[" * 100_000 + b"\n", "1 lines in and accounted for"),
    ("JSON with a field twice", b'{"level":"info","level":"error","msg":"a"}\n' * 3,
     "3 lines in and accounted for"),
    ("JSON with numbers that are none", b'{"time":1e999,"level":-0,"msg":NaN,"n":' + b"9" * 5_000 + b"}\n",
     "1 lines in and accounted for"),
    ("`s3://` and `file://` in a line", b"ERROR see s3://example-work/digests/x and file:///etc/passwd\n",
     "1 lines in and accounted for"),
    ("a program", b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0" * 100,
     "0 lines in and accounted for; problem: not a text log (a program); a copy in quarantine"),
    ("nothing but new lines", b"\n" * 100_000, "100000 lines in and accounted for"),
)  # fmt: skip


_ERROR = b"2026-03-01T09:15:%02dZ FATAL orders: cannot connect to database db01: connection refused %s\n"
_LARGE = (
    ("three errors of nearly 1 MB each", b"".join(_ERROR % (n, bytes([97 + n % 26]) * 900_000) for n in range(3))),
    ("errors of a service whose name is 900,000 letters",
     b"".join(json.dumps({"time": f"2026-03-01T09:15:{n:02}Z", "level": "fatal", "service": "s" * 900_000,
                          "msg": "cannot connect to database db01: connection refused"}).encode() + b"\n"
              for n in range(3))),
    ("errors of 300 services", b"".join(
        json.dumps({"time": f"2026-03-01T09:15:{n % 60:02}Z", "level": "fatal", "service": f"{n}-" + "s" * 200,
                    "msg": "cannot connect to database db01: connection refused"}).encode() + b"\n"
        for n in range(300))),
)  # fmt: skip


def cases() -> Iterator[Case]:
    """Yield the rows."""
    for key, source in _KEYS:
        shown = key.encode("unicode_escape").decode().replace("|", "\\|")
        shown = f"`{shown}`" if len(key) < 100 else "1,024 bytes"
        yield Case("object's key", shown, f"read by that very key; kept as source `{source}`", _key(key))
    for sent, data, gets in _CONTENTS:
        yield Case("object's content", sent, gets, _read(data))
    for sent, data in _LARGE:
        yield Case("object's content", sent, "an insight of less than 200 kB", _analysed(data))
    for bucket, what in _OTHER_BUCKETS:
        yield Case(
            "intake queue",
            f"an event of {what}",
            "a dead letter at once; nothing is read",
            _elsewhere(bucket),
        )
    for status in (301, 307):
        yield Case("S3", f"an answer {status}, a redirect", "tried again later; nothing is read from where it leads",
                   _s3_redirects(status))  # fmt: skip
    for text in ("<!channel> all", "<https://example.test|here>", "\u202etxt.exe"):
        shown = text.encode("unicode_escape").decode().replace("|", "\\|")
        yield Case("text in a notice", f"`{shown}`", "shown as text", _told(text))
