"""Stack traces fold on their exception and on where it was raised, not on line numbers."""

from __future__ import annotations

import pytest

from crosscut.folding import Fold
from crosscut.folding.frames import top_frames
from tests.unit.folding.building import record

JAVA = """could not pay
java.lang.IllegalStateException: no answer
\tat com.example.shop.{top}(Orders.java:{line})
\tat com.example.shop.Shop.pay(Shop.java:{line})
\tat java.base/java.lang.Thread.run(Thread.java:840)"""
PYTHON = """Traceback (most recent call last):
  File "/srv/app/web.py", line 10, in handle
    pay(order)
  File "/srv/app/orders.py", line 77, in pay
    raise TimeoutError
TimeoutError"""
NODE = """Error: boom
    at Orders.pay (/srv/app/orders.js:7:13)
    at async /srv/app/index.js:3:1"""
GO = "panic: boom\n\ngoroutine 1:\nmain.pay(0x7, 0x1)\n\t/srv/main.go:7 +0x1d\nmain.main()\n\t/srv/main.go:3 +0x2"
DOTNET = (
    "boom\n   at Shop.Orders.Pay(Int32 id) in /srv/Orders.cs:line 7\n   at Shop.Program.Main(String[] args)"
)


@pytest.mark.parametrize(
    ("trace", "frames"),
    [
        (JAVA.format(top="Orders.find", line=7), ("Orders.find", "Shop.pay")),
        (
            f"{JAVA.format(top='A.b', line=7)}\nCaused by: X: y\n\tat c.d.E.f(E.java:1)\n\t... 9 more",
            ("E.f",),
        ),
        (PYTHON, ("orders.pay", "web.handle")),
        (NODE, ("Orders.pay",)),
        (GO, ("main.pay", "main.main")),
        (DOTNET, ("Orders.Pay", "Program.Main")),
        ("no trace\nat all", ()),
    ],
)
def test_the_innermost_frames_are_found(trace: str, frames: tuple[str, ...]) -> None:
    assert top_frames(trace) == frames


def test_traces_fold_on_where_they_were_raised() -> None:
    fold = Fold()
    failing = {"exception.type": "java.lang.IllegalStateException"}
    bodies = [
        JAVA.format(top=f"Orders.{name}", line=line) for name in ("find", "sum", "drop") for line in (7, 9)
    ]
    fold.add([record(body, line=i, attributes=failing) for i, body in enumerate(bodies)], file="a.log")

    assert sorted((t.text, t.count) for t in fold.templates()) == [
        (f"could not pay [java.lang.IllegalStateException ↳Orders.{name} ↳Shop.pay]", 2)
        for name in ("drop", "find", "sum")
    ]
