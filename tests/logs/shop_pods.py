"""shop-pods/checkout-pod.log: a JVM with an unbounded cache, in the CRI log format, until it is OOMKilled."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from dice import Dice

START = datetime(2026, 11, 17, 20, 58, tzinfo=UTC)
POD = "checkout-7c9d8f6b5-x2lqz"
LIMIT = 768  # MiB, the container's memory limit; the heap may grow to 1024, which is the mistake
REQUESTS = (("POST /cart/total", 200), ("POST /cart/items", 201), ("GET /cart", 200), ("POST /checkout", 202))
TRACE = (
    "java.util.concurrent.TimeoutException: price lookup did not finish within 2000 ms",
    "\tat com.example.checkout.pricing.PriceClient.await(PriceClient.java:118)",
    "\tat com.example.checkout.pricing.PriceCache.load(PriceCache.java:64)",
    "\tat com.example.checkout.CartController.total(CartController.java:203)",
    "\tat java.base/java.lang.Thread.run(Thread.java:1583)",
    "Caused by: java.io.IOException: connection to prices:8080 idle during a 1874 ms GC pause",
    "\tat com.example.checkout.pricing.PriceClient.read(PriceClient.java:87)",
    "\t... 3 more",
)


class Pod:
    """Writes CRI lines: time, stream, F for a full line, then what the container printed."""

    def __init__(self) -> None:
        self.dice = Dice("shop-pods")
        self.lines: list[str] = []
        self._at = 0.0
        self._collections = 0

    def wait(self, low: float, high: float) -> None:
        self._at += self.dice.spread(low, high)

    def write(self, text: str, stream: str = "stdout") -> None:
        nanoseconds = self.dice.between(100, 999)
        self.lines.append(f"{self._time():%Y-%m-%dT%H:%M:%S.%f}{nanoseconds}Z {stream} F {text}")

    def app(self, level: str, logger: str, message: str) -> None:
        stamp = f"{self._time():%Y-%m-%d %H:%M:%S.%f}"[:-3]
        thread = f"nio-8080-exec-{self.dice.between(1, 10)}"
        self.write(f"{stamp} {level:>5} 1 --- [{thread}] c.e.checkout.{logger:<22} : {message}")

    def collect(self, used: int, *, full: bool = False) -> None:
        """A line of the JVM's own garbage collection log (-Xlog:gc)."""
        self._collections += 1
        stamp = self._time().isoformat(timespec="milliseconds").replace("+00:00", "+0000")
        kind = "Full (G1 Compaction Pause)" if full else "Young (Normal) (G1 Evacuation Pause)"
        pause = self.dice.spread(600, 1900) if full else self.dice.spread(4, 20) * (1 + used / 400)
        freed = self.dice.between(1, 4) if full else self.dice.between(12, 40)
        number = self._collections
        self.write(
            f"[{stamp}][info][gc] GC({number}) Pause {kind} {used}M->{used - freed}M(1024M) {pause:.3f}ms"
        )

    def event(self, kind: str, reason: str, message: str) -> None:
        """An event of the kubelet, as the node's event exporter adds it to the pod's stream."""
        self.write(f"kubelet {kind} {reason} pod/{POD}: {message}", "stderr")

    def _time(self) -> datetime:
        return START + timedelta(seconds=self._at)


def lines() -> list[str]:
    """All lines in the order of time: two lives of the container, and the back-off after each."""
    pod = Pod()
    _life(pod, steps=630, first=True)
    _killed(pod, seconds=10)
    _restarted(pod, count=1)
    _life(pod, steps=225, first=False)
    _killed(pod, seconds=20)
    return pod.lines


def _life(pod: Pod, *, steps: int, first: bool) -> None:
    """From start-up to the last line before the kill; memory goes from a third of the limit to all of it."""
    pod.app(
        "INFO", "CheckoutApplication", f"Starting CheckoutApplication 3.18.0 on {POD}, Java 21.0.5, -Xmx1024m"
    )
    pod.app("INFO", "pricing.PriceCache", "price cache enabled: eviction=none maximumSize=unlimited")
    dsn = "jdbc:postgresql://checkout:synthetic-Passw0rd@checkout-db.shop.invalid:5432/carts"
    pod.app("INFO", "CheckoutApplication", f"connecting to {dsn}")
    pod.wait(2, 4)
    pod.app(
        "INFO", "CheckoutApplication", f"Started CheckoutApplication in {pod.dice.spread(5, 8):.3f} seconds"
    )
    trace_at = int(steps * 0.91) if first else -1
    for step in range(steps):
        pod.wait(1.0, 7.6)
        fill = step / steps
        used = int(240 + fill * (LIMIT - 245))
        _served(pod, fill)
        if step % 12 == 7:
            pod.collect(used, full=fill > 0.82)
        if step % 40 == 20:
            _cache_report(pod, used, fill)
        if fill > 0.6 and step % 14 == 5:
            share = 100 * used // LIMIT
            pod.app("WARN", "MemoryWatch", f"container memory {used} MiB of {LIMIT} MiB ({share}%)")
        if step == trace_at:
            pod.app("ERROR", "CartController", f"cart total failed after {pod.dice.between(2_000, 2_090)} ms")
            for line in TRACE:
                pod.wait(2e-6, 9e-6)
                pod.write(line, "stderr")


def _served(pod: Pod, fill: float) -> None:
    slower = 1 if fill < 0.5 else 1 + (fill - 0.5) * 40
    took = int(pod.dice.skewed(18, 90) * slower)
    if took > 1_000:
        pod.app("WARN", "CartController", f"slow request: POST /cart/total took {took} ms")
        return
    request, status = pod.dice.pick(REQUESTS)
    customer = ""
    if request == "POST /checkout" and pod.dice.chance(0.3):
        customer = f" for customer{pod.dice.between(1, 400)}@example.com"
    pod.app("INFO", "CartController", f"{request} {status} cart={pod.dice.hex(12)} took {took} ms{customer}")


def _cache_report(pod: Pod, used: int, fill: float) -> None:
    entries, size = int(20_000 + fill * 310_000), int(used * 0.72)
    hits = f"hit rate 0.{pod.dice.between(31, 38)}, evicted 0"
    level = "WARN" if fill > 0.5 else "INFO"
    pod.app(level, "pricing.PriceCache", f"price cache holds {entries} entries, {size} MiB, {hits}")


def _killed(pod: Pod, *, seconds: int) -> None:
    pod.wait(0.5, 1.5)
    rss = LIMIT * 1024 - pod.dice.between(200, 900)
    process = f"Killed process {pod.dice.between(20_000, 29_999)} (java)"
    memory = f"anon-rss:{rss}kB limit:{LIMIT}Mi"
    pod.event("Warning", "OOMKilling", f"Memory cgroup out of memory: {process} {memory}")
    pod.wait(0.2, 0.6)
    pod.event("Warning", "ContainerDied", "container checkout terminated: reason=OOMKilled exitCode=137")
    pod.wait(1, 2)
    name = f"checkout in pod {POD}_shop(4b1d0c52-synthetic)"
    pod.event("Warning", "BackOff", f"Back-off {seconds}s restarting failed container {name}")


def _restarted(pod: Pod, *, count: int) -> None:
    pod.wait(10, 11)
    image = "registry.shop.invalid/checkout:3.18.0"
    pod.event("Normal", "Pulled", f"Container image {image} already present on machine")
    pod.wait(0.3, 0.6)
    pod.event("Normal", "Started", f"Started container checkout, restart count {count}")
