"""What the fuzzer puts into logs: bytes and values on which parsers have tripped."""

from __future__ import annotations

# Put anywhere.
TOKENS = (
    b"\0", b"\0\0\0\0", b"\xff", b"\xfe\xff", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xc3", b"\xe9", b"\x85",
    b"\xe2\x80\xa8",
    b"\r", b"\r\n", b"\n", b"\n\n", b"\t", b"\x0b", b"\x1b[31m", b'"', b"'", b"\\", b'\\"', b"\\ud800", b"\\u0000",
    b"\\x", b"{", b"}", b"[", b"]", b"(", b")", b"<", b">", b"=", b":", b",", b";", b"|", b"/", b"-", b"+", b"%", b"#",
    b"NaN", b"Infinity", b"-Infinity", b"1e999", b"-1", b"1e18", b"9" * 25, b"9" * 5_000, b"null", b"true", b"{}",
    b"[]", b"00:00:60", b"24:00:00", b"0000-00-00", b"9999-12-31T23:59:59Z", b"0001-01-01 00:00:00", b"2026-02-30",
    b"Feb 29",
    b"+99:99", b"-2359", b"+14:00", b"[[[[", b'{"a":' * 40, b"[" * 3_000, b"\xd9\xa3", b"\xe2\x91\xa0", b"\xc2\xb2",
    b"Traceback (most recent call last):\n", b"Caused by: ", b"\tat a.b(C.java:1)\n", b"panic: ", b"goroutine 1 [x]:\n",
    b"-----BEGIN PRIVATE KEY-----\n", b"-----END PRIVATE KEY-----\n", b"<34>1 ", b"<999>", b"#Fields: date time\n",
    b'{"Records":[', b'{"logEvents":[', b'{"resourceLogs":[', b'{"items":[', b'{"log":"', b"F ", b"P ",
    b"LAST SEEN   TYPE\n",
)  # fmt: skip

# Put where a JSON document has a value.
VALUES = (
    b"null", b"true", b"0", b"-1", b"1.5", b"1e400", b"-Infinity", b"NaN", b"9" * 30, b'""', b'"x"',
    b'"2026-1x-17 10:00:00.123 UTC"',
    b'"\xc2\xa0\xc2\xa0-11-17T10:00:00Z"', b"[]", b"{}", b"[null]", b'["a",1]',
    b'{"a":{"b":[1]}}', b'"\\ud800"', b'"\\u0000"', b'"\\n\\n"',
    b"1763373600000000000000", b'"99999999999999999999"', b'"' + b"z" * 600 + b'"',
)  # fmt: skip
