"""The event that is published of each insight, as a schema: docs/event-schema.json.

`python -m crosscut.aws.event_schema` writes it to standard output.
"""

from __future__ import annotations

import sys
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from crosscut.aws.events import DETAIL_TYPE, SOURCE
from crosscut.model import Insight
from crosscut.schemas import printed_schema


class InsightEvent(BaseModel):
    """EventBridge's envelope (https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html)."""

    model_config = ConfigDict(frozen=True, populate_by_name=True)

    version: Literal["0"] = "0"
    id: str = Field(description="of the event; another one for the same insight published again")
    detail_type: Literal["Insight"] = Field(default=DETAIL_TYPE, alias="detail-type")
    source: Literal["crosscut"] = SOURCE
    account: str
    time: datetime
    region: str
    resources: tuple[str, ...] = ()
    detail: Insight


def json_schema() -> str:
    """Return the JSON Schema of `InsightEvent` as it is printed."""
    return printed_schema(InsightEvent)


if __name__ == "__main__":
    sys.stdout.write(json_schema())
