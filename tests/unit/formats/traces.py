"""Stack traces as runtimes print them, with the exception that each is about."""

from __future__ import annotations

PYTHON = """\
Traceback (most recent call last):
  File "/app/main.py", line 12, in handler
    return charge(order)
           ^^^^^^^^^^^^^
  File "/app/pay.py", line 40, in charge
    raise CardDeclined("no")
pay.errors.CardDeclined: no"""
CHAINED = f"""\
{PYTHON}

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "/app/main.py", line 14, in handler
    raise OrderError from error
shop.OrderError"""
JAVA = """\
java.lang.IllegalStateException: cannot charge
\tat com.example.Pay.charge(Pay.java:40)
\tat com.example.Main.main(Main.java:12)
\tSuppressed: java.io.IOException: close
\t\tat com.example.Pay.close(Pay.java:50)
Caused by: java.net.ConnectException: Connection refused
\tat java.base/sun.nio.ch.Net.connect0(Native Method)
\t... 12 more"""
THREAD = 'Exception in thread "main" ' + JAVA
NODE = """\
Error: connect ECONNREFUSED 127.0.0.1:5432
    at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1555:16) {
  errno: -111,
  code: 'ECONNREFUSED'
}"""
NODE_UNCAUGHT = """\
/app/index.js:10
    throw new TypeError('x')
    ^

TypeError: Cannot read properties of undefined (reading 'id')
    at Object.<anonymous> (/app/index.js:10:7)
    at Module._compile (node:internal/modules/cjs/loader:1376:14)

Node.js v20.10.0"""
GO = """\
panic: runtime error: invalid memory address or nil pointer dereference
[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x4a1b2c]

goroutine 1 [running]:
main.(*Server).handle(0xc000010000, {0x1, 0x2})
\t/app/main.go:42 +0x1d
main.main()
\t/app/main.go:10 +0x20
created by net/http.(*Server).Serve in goroutine 1
\t/usr/local/go/src/net/http/server.go:3086 +0x5cb
exit status 2"""
DOTNET = """\
Unhandled exception. System.InvalidOperationException: boom
 ---> System.Net.Sockets.SocketException (111): Connection refused
   at System.Net.Sockets.Socket.Connect()
   --- End of inner exception stack trace ---
   at Shop.Pay.Charge() in /src/Pay.cs:line 40"""
RUBY = """\
app.rb:10:in `charge': card declined (Stripe::CardError)
\tfrom app.rb:20:in `block in <main>'
\tfrom app.rb:30:in `<main>'"""
PHP = """\
PHP Fatal error:  Uncaught RuntimeException: boom in /app/x.php:3
Stack trace:
#0 /app/y.php(4): charge()
#1 {main}
  thrown in /app/x.php on line 3"""

# Trace, exception.type, exception.message
TRACES = {
    "python": (PYTHON, "pay.errors.CardDeclined", "no"),
    "python chained": (CHAINED, "shop.OrderError", None),
    "java": (JAVA, "java.net.ConnectException", "Connection refused"),
    "java thread": (THREAD, "java.net.ConnectException", "Connection refused"),
    "node": (NODE, "Error", "connect ECONNREFUSED 127.0.0.1:5432"),
    "node uncaught": (NODE_UNCAUGHT, "TypeError", "Cannot read properties of undefined (reading 'id')"),
    "go": (GO, "panic", "runtime error: invalid memory address or nil pointer dereference"),
    "dotnet": (DOTNET, "System.InvalidOperationException", "boom"),
    "ruby": (RUBY, "Stripe::CardError", None),
    "php": (PHP, "RuntimeException", "boom in /app/x.php:3"),
}
