"""Lines as phones, desktops, clusters, proxies and batch jobs write them: what is one event is one template.

Made up in the manner of such programs; each group of lines is one event, and no two groups are.
"""

from __future__ import annotations

import pytest

from crosscut.folding import fold_lines

KINDS: dict[str, list[list[str]]] = {
    "phone": [
        [
            f'acquireWakeLock: lock={lock}, flags=0x1, tag="{tag}", name={name}, ws={source}, uid={uid}, pid=2227'
            for lock, tag, name, source, uid in (
                (233570404, "View Lock", "android", "null", 10037),
                (1887, "RILJ", "com.example.phone", "WorkSource{10113}", 1001),
                (62, "Scroll Lock", "com.example.mail", "WorkSource{10111 com.example.mail}", 1000),
                (63, "View Lock", "com.example.maps", "null", 1000),
            )
        ],
        [
            "ready=true,policy=3,wakefulness=1,summary=0x23,boot=true",
            "ready=false,policy=0,wakefulness=0,summary=0x0,boot=false",
        ],
        [
            f"onReceive action: android.intent.action.{name}"
            for name in ("SCREEN_ON", "SCREEN_OFF", "TIME_TICK")
        ],
        [
            "caller 10113 does not hold REAL_TASKS; limiting output",
            "caller 7 does not hold REAL_TASKS; limiting output",
        ],
    ],
    "desktop": [
        [
            "ARPT: 620701.011328: wl0: Original Seq: 3253446376, Ack: 2651586798",
            "ARPT: 6.9: wl0: Original Seq: 32, Ack: 2",
        ],
        ["en0: channel changed to 36,+1", "en0: channel changed to 1"],
        [
            f"Session: {n}_4261722401 initialized by client {who}."
            for n, who in ((7, "WindowsUpdateAgent"), (89, "SPP"), (9, "CbsTask"))
        ],
        [
            "Loaded Servicing Stack v6.1.7601.23505 with Core: C:\\Windows\\winsxs\\x\\core.dll",
            "Loaded Servicing Stack v6.2.1 with Core: C:\\Windows\\winsxs\\y\\core.dll",
        ],
    ],
    "cluster": [
        ["ambient=38", "ambient=36"],
        ["Fan speeds ( 3552 3534 3375 4245 3515 )", "Fan speeds ( 3552 3534 **** 4245 )"],
        [
            "boot (command 1911) Error: Machine Check, node: node-D7",
            "boot (command 2) Error: Machine Check, node: node-D13",
        ],
        ["PSU status ( on off )"],
        ["PSU status ( off on )"],
    ],
    "steps": [
        ["setToday=1514038440000##7007##548365##8661", "setToday=15##7##5##8"],
        ["onExtend:1514038530000 14 0 4", "onExtend:1 1 1 1"],
        ["REPORT : 7007 5002 150089 240", "REPORT : 7 5 1 2"],
    ],
    "proxy": [
        [
            "www.example.com:80 close, 403 bytes sent, 426 bytes received, lifetime <1 sec",
            "p.example.net:5070 close, 0 bytes sent, 0 bytes received, lifetime 00:01",
        ],
        ["w.example.com:443 close, 1190 bytes (1.16 KB) sent, 1671 bytes (1.63 KB) received, lifetime 00:02"],
        [
            "proxy.example.com:5070 open through proxy proxy.example.com:5070 HTTPS",
            "a.example.org:443 open through proxy p.example.com:80 HTTPS",
        ],
    ],
    "batch": [
        [
            "Finished task 7.0 in stage 3.0 (TID 77). 2128 bytes result sent to driver",
            "Finished task 17.0 in stage 13.0 (TID 7). 21 bytes result sent to driver",
        ],
        [
            "Block rdd_2_0 stored as bytes in memory (estimated size 1048.0 B, free 1 GB)",
            "Block broadcast_5_piece0 stored as bytes in memory (estimated size 5.2 KB, free 317.5 KB)",
        ],
        [
            "Input split: hdfs://h.example.test:9000/p/x.log:21876+7292",
            "Input split: hdfs://h.example.test:9000/p/y.log:0+7292",
        ],
        [
            "job 12.batch: exit 0:0 elapsed 00:01:02 state COMPLETED -> node[1-3]",
            "job 7.batch: exit 1:0 elapsed 1-00:01:02 state COMPLETED -> node[4,7]",
        ],
        ["main.c:77 alloc(4096) = 0x7f00 [tid 12] (pid 9)", "main.c:101 alloc(16) = 0x0 [tid 7] (pid 91)"],
    ],
}


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_one_event_is_one_template(kind: str) -> None:
    groups = KINDS[kind]
    folded = fold_lines([line for group in groups for line in group], assign=True)
    ids = iter(folded.template_ids())
    found = [{next(ids) for _ in group} for group in groups]

    assert [len(group) for group in found] == [1] * len(groups), [t.text for t in folded.templates]
    assert len(set.union(*found)) == len(groups), [t.text for t in folded.templates]
