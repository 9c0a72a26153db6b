"""Pages about insights, in the work bucket under `reports/`, and links to them that end by themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crosscut.aws.failures import code_of, translated

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

    from crosscut.model import Insight

_GONE = {"404", "NoSuchKey", "NotFound"}


class PageStore:
    """Implements `reporting.port.Pages`. Analyze writes, notify links, each with a role of its own:

        url = PageStore(clients.s3(), settings.work_bucket).url(insight, seconds=settings.page_url_seconds)
        render_message(insight, source, page_url=url)  # "" where there is no page: then the message has no link

    A link is a secret: who has it sees the page. It is never logged and never stored.
    """

    def __init__(self, s3: S3Client, bucket: str) -> None:
        self._s3 = s3
        self._bucket = bucket

    def write(self, insight: Insight, html: str) -> str:
        """Keep the page about an insight, in place of an earlier one, and return its key."""
        key = page_key(insight)
        with translated(f"writing s3://{self._bucket}/{key}"):
            self._s3.put_object(
                Bucket=self._bucket,
                Key=key,
                Body=html.encode("utf-8"),
                ContentType="text/html; charset=utf-8",
                CacheControl="private, no-store",
            )
        return key

    def url(self, insight: Insight, *, seconds: int) -> str:
        """Return a link to the page that works for `seconds`, or "" where there is no page.

        It ends earlier where the credentials that sign it do, as those of a Lambda's role
        (https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-presigned-url.html).
        """
        from botocore.exceptions import ClientError

        where = {"Bucket": self._bucket, "Key": page_key(insight)}
        with translated(f"looking for s3://{self._bucket}/{where['Key']}"):
            try:
                self._s3.head_object(Bucket=self._bucket, Key=where["Key"])
            except ClientError as error:
                if code_of(error) in _GONE:
                    return ""
                raise
            return self._s3.generate_presigned_url("get_object", Params=where, ExpiresIn=seconds)


def page_key(insight: Insight) -> str:
    """Return the key of an insight's page, always the same one."""
    return f"reports/{insight.source}/{insight.id}.html"
