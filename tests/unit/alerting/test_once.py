"""Each thing is told once."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from crosscut.alerting.once import OnceChannel
from crosscut.config import Source
from crosscut.errors import DeliveryError, PermanentError
from crosscut.model import Insight, Severity

MakeInsight = Callable[..., Insight]


class BusyError(Exception):
    """Raised by the memory below."""


class MemoryOnce:
    """Remembers deliveries, as the table does in AWS."""

    def __init__(self) -> None:
        self.done: set[str] = set()
        self.busy = False

    def __call__(self, *, delivery: str, send: Callable[[], None]) -> None:
        if self.busy:
            raise BusyError
        if delivery not in self.done:
            send()
            self.done.add(delivery)


class Pager:
    name = "pager"

    def __init__(self) -> None:
        self.told: list[Insight] = []
        self.broken = False

    def deliver(self, insight: Insight, source: Source) -> None:
        if self.broken:
            raise DeliveryError("the pager is out of paper")
        self.told.append(insight)


def test_the_same_finding_is_told_once_and_again_when_it_grows_worse(
    make_insight: MakeInsight, source: Source
) -> None:
    pager = Pager()
    channel = OnceChannel(pager, once=MemoryOnce(), held_up=(BusyError,))

    for severity in (Severity.HIGH, Severity.HIGH, Severity.CRITICAL):
        channel.deliver(make_insight(severity=severity), source)

    assert [insight.severity for insight in pager.told] == [Severity.HIGH, Severity.CRITICAL]


def test_a_failed_delivery_is_tried_again(make_insight: MakeInsight, source: Source) -> None:
    pager = Pager()
    channel = OnceChannel(pager, once=MemoryOnce(), held_up=(BusyError,))
    pager.broken = True
    with pytest.raises(DeliveryError, match="out of paper"):
        channel.deliver(make_insight(), source)

    pager.broken = False
    channel.deliver(make_insight(), source)

    assert len(pager.told) == 1


def test_what_cannot_help_by_itself_is_tried_again_too(make_insight: MakeInsight, source: Source) -> None:
    class Unplugged(Pager):
        def deliver(self, insight: Insight, source: Source) -> None:
            raise PermanentError("the pager is unplugged")

    with pytest.raises(DeliveryError, match="the pager is unplugged"):
        OnceChannel(Unplugged(), once=MemoryOnce(), held_up=()).deliver(make_insight(), source)


def test_what_another_run_delivers_is_waited_for(make_insight: MakeInsight, source: Source) -> None:
    once = MemoryOnce()
    once.busy = True

    with pytest.raises(DeliveryError, match="pager: insight 3f9ac2d17be04d55 waits for its turn"):
        OnceChannel(Pager(), once=once, held_up=(BusyError,)).deliver(make_insight(), source)
