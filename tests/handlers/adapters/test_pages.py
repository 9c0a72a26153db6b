"""Pages about insights in the work bucket, and links to them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from crosscut.aws import clients
from crosscut.aws.pages import PageStore, page_key
from crosscut.errors import CrosscutError
from crosscut.model import Insight
from tests.handlers.conftest import WORK_BUCKET

MakeInsight = Callable[..., Insight]
HTML = "<!doctype html><p>Zürich</p>"


def test_a_page_is_kept_as_html_that_no_cache_keeps(aws: Any, make_insight: MakeInsight) -> None:
    insight = make_insight()
    key = PageStore(clients.s3(), WORK_BUCKET).write(insight, HTML)

    kept = clients.s3().get_object(Bucket=WORK_BUCKET, Key=key)
    assert key == page_key(insight) == f"reports/{insight.source}/{insight.id}.html"
    assert kept["Body"].read().decode() == HTML
    assert kept["ContentType"] == "text/html; charset=utf-8"
    assert kept["CacheControl"] == "private, no-store"


def test_a_link_to_a_page_works_for_as_long_as_it_is_told(aws: Any, make_insight: MakeInsight) -> None:
    insight = make_insight()
    pages = PageStore(clients.s3(), WORK_BUCKET)
    pages.write(insight, HTML)

    url = urlsplit(pages.url(insight, seconds=3600))

    assert url.scheme == "https"
    assert url.path.endswith(page_key(insight))
    signed = parse_qs(url.query)
    assert signed["X-Amz-Expires"] == ["3600"]
    assert signed["X-Amz-Algorithm"] == ["AWS4-HMAC-SHA256"]


def test_there_is_no_link_to_a_page_that_is_not_there(aws: Any, make_insight: MakeInsight) -> None:
    insight = make_insight()
    assert PageStore(clients.s3(), WORK_BUCKET).url(insight, seconds=60) == ""


def test_a_bucket_that_is_missing_is_said(aws: Any, make_insight: MakeInsight) -> None:
    insight = make_insight()
    with pytest.raises(CrosscutError, match="example-gone"):
        PageStore(clients.s3(), "example-gone").write(insight, HTML)
