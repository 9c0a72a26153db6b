"""Healthy logs of machines and clusters, full of words that sound bad."""

from __future__ import annotations

from tests.unit.writing import Log, klog, plain, syslog


def a_machine_boots() -> str:
    lines = (
        "Command line: BOOT_IMAGE=/vmlinuz root=UUID=x ro quiet panic=10",
        "ACPI BIOS Error (bug): Could not resolve symbol [\\_SB.PC00], AE_NOT_FOUND",
        "MCE: In-kernel MCE decoding enabled.",
        "GHES: Generic hardware error source: 0 notified via NMI",
        "pci 0000:00:1f.0: BAR 13: failed to assign [io size 0x1000]",
        "usb 1-3: device descriptor read/64, error -71",
        "EXT4-fs (sda1): mounted filesystem with ordered data mode. Opts: errors=remount-ro",
        "RAS: Correctable Errors collector initialized.",
        "watchdog: Delayed init of the lockup detector failed: -19",
    )
    log = Log()
    for i, line in enumerate(lines):
        log.add(i, syslog(i, "kernel", f"[    {i}.000000] {line}"))
    log.every(
        1, lambda s, i: syslog(s, "systemd[1]", f"Started unit-{i}.service - Example."), start=10, stop=200
    )
    for s, line in (
        (60, "apt-daily.service: Deactivated successfully."),
        (61, "motd-news.service: Main process exited, code=exited, status=1/FAILURE"),
        (62, "motd-news.service: Failed with result 'exit-code'."),
        (63, "motd-news.service: Scheduled restart job, restart counter is at 1."),
    ):
        log.add(s, syslog(s, "systemd[1]", line))
    return log.text()


def a_mail_server_meets_dead_hosts() -> str:
    log = Log().every(
        7,
        lambda s, i: syslog(s, "postfix/smtp[2211]", f"4F{i:06X}: to=<a@example.com>, relay=mx, status=sent"),
    )
    for i, s in enumerate(range(0, 3500, 140)):
        log.add(
            s,
            syslog(
                s,
                "postfix/smtp[2213]",
                f"connect to mx{i % 5}.example.org[203.0.113.{i}]:25: Connection timed out",
            ),
        )
        log.add(
            s + 1,
            syslog(
                s + 1,
                "postfix/smtp[2213]",
                f"5A{i:06X}: to=<b@example.org>, status=deferred (connect to mx.example.org: Connection refused)",
            ),
        )
    return log.text()


def the_internet_knocks_at_ssh() -> str:
    log = Log().every(60, lambda s, i: syslog(s, f"CRON[{i}]", "(root) CMD (run-parts /etc/cron.hourly)"))
    log.every(
        18,
        lambda s, i: syslog(
            s,
            f"sshd[{2000 + i}]",
            f"Failed password for invalid user admin from 203.0.113.{i % 120} port {40_000 + i} ssh2",
        ),
    )
    for s in (100, 900, 2200):
        log.add(s, syslog(s, "sshd[77]", "Failed password for alice from 198.51.100.4 port 50122 ssh2"))
        log.add(
            s + 6, syslog(s + 6, "sshd[77]", "Accepted publickey for alice from 198.51.100.4 port 50122 ssh2")
        )
    log.every(
        90,
        lambda s, i: syslog(
            s,
            "sshd[78]",
            f"reverse mapping checking getaddrinfo for host{i}.example.net [203.0.113.{i}] failed - "
            "POSSIBLE BREAK-IN ATTEMPT!",
        ),
    )
    gone = "error: Received disconnect from 203.0.113.9: 14: No more user authentication methods available. [preauth]"
    log.every(3, lambda s, i: syslog(s, "sshd[79]", gone), start=1500, stop=1800)
    return log.text()


def pods_are_replaced() -> str:
    log = Log().every(4, lambda s, i: klog(s, "I", "controller.go:114", f"Reconciling Deployment {i}"))
    event = '"Event occurred" object="shop/api-{}" kind="Pod" type="Normal" reason="{}" message="{} container api"'
    refused = (
        '"Probe failed" probeType="Readiness" pod="shop/api-{}" probeResult="failure" output="Get '
        'http://203.0.113.4:8080/ready: dial tcp 203.0.113.4:8080: connect: connection refused"'
    )
    for pod in range(4):
        s = 800 + pod * 25
        log.add(s, klog(s, "I", "event.go:294", event.format(pod, "Killing", "Stopping")))
        log.add(s + 3, klog(s + 3, "I", "event.go:294", event.format(pod, "Started", "Started")))
        log.add(s + 5, klog(s + 5, "W", "prober.go:107", refused.format(pod)))
    return log.text()


def disks_are_checked() -> str:
    log = Log()
    for i, s in enumerate(range(0, 3600, 30)):
        log.add(
            s,
            f"{plain(s)} smartd: /dev/sd{'abcd'[i % 4]}: 0 uncorrectable errors, 0 pending sectors",
            f"{plain(s)} disk-report: /data {40 + i % 9} % used; no OOMKilled containers; would warn if disk is full",
        )
    return log.text()


def an_nginx_is_reloaded() -> str:
    log = Log()
    for s in range(0, 3600, 600):
        for i, line in enumerate(
            (
                "[notice] 1#1: signal 1 (SIGHUP) received, reconfiguring",
                "[notice] 29#29: gracefully shutting down",
                "[notice] 29#29: exiting",
                "[notice] 1#1: signal 17 (SIGCHLD) received from 29",
                "[notice] 1#1: worker process 29 exited with code 0",
            )
        ):
            log.add(s + i, f"{plain(s + i).replace('-', '/')} {line}")
    return log.text()


LOGS = {
    write.__name__: write
    for write in (
        a_machine_boots,
        a_mail_server_meets_dead_hosts,
        the_internet_knocks_at_ssh,
        pods_are_replaced,
        disks_are_checked,
        an_nginx_is_reloaded,
    )
}
