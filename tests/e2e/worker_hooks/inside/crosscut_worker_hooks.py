"""What runs inside a Lambda's worker in tests: writes down each external effect, and does what the plan says to one.

An effect is a call to AWS, a request to Slack or to the model. Nothing of Crosscut is imported, and nothing of it knows
of this; the emulator's Python loads it by a .pth file (`install` in the package around this folder).
"""

from __future__ import annotations

import http.client
import importlib.abc
import importlib.util
import json
import os
import sys
import threading
import time
from collections import Counter
from pathlib import Path

_KILLED = 137  # the exit status of a process that was killed


class Invocation:
    """What the worker is at: one event, its plans, and how often each effect was there."""

    def __init__(self, text, plans):
        self.text = text
        self.plans = [plan for plan in plans if plan["about"] in text]
        self.seen = Counter()

    def next(self, label):
        """Return the label of an effect with its number: "s3:PutObject chunks #1"."""
        self.seen[label] += 1
        return f"{label} #{self.seen[label]}"


class Hooks:
    """One for the process."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.function = os.environ["AWS_LAMBDA_FUNCTION_NAME"]
        self.invocation = Invocation("", [])
        self.here = threading.local()  # the call to AWS that is under way in this thread

    def begin(self, event):
        """A new event: read the plan anew."""
        try:
            plans = json.loads((self.folder / "plan.json").read_text(encoding="utf-8"))
        except FileNotFoundError:
            plans = []
        mine = [plan for plan in plans if self.function.endswith(plan["function"])]
        self.invocation = Invocation(json.dumps(event), mine)
        self.write("invoked", about=_about(event), event=self.invocation.text[:20_000])

    def write(self, kind, **fields):
        """Append one line, whole even when the process ends next."""
        record = {"kind": kind, "at": time.time(), "pid": os.getpid(), "function": self.function, **fields}
        with (self.folder / f"effects-{os.getpid()}.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(record, default=str) + "\n")

    def effect(self, label, parameters):
        """Write an effect down before it happens, and return it with its number."""
        numbered = self.invocation.next(label)
        self.write("effect", effect=numbered, parameters=parameters)
        return numbered

    def planned(self, effect, *faults):
        """Return the fault that is due at this effect, if it is one of these; it is then used up."""
        for plan in self.invocation.plans:
            if plan["fault"] in faults and effect == plan["effect"] and self._take(plan, effect):
                return plan["fault"]
        return None

    def _take(self, plan, effect):
        for turn in range(plan.get("times", 1)):
            try:
                with (self.folder / "fired" / f"{plan['id']}.{turn}").open("x", encoding="utf-8") as file:
                    file.write(effect)
            except FileExistsError:
                continue
            self.write("fault", effect=effect, fault=plan["fault"], plan=plan["id"])
            return True
        return False

    def before(self, effect):
        """What may happen instead of any effect."""
        if self.planned(effect, "kill before"):
            os._exit(_KILLED)
        if self.planned(effect, "hang"):
            time.sleep(3_600)  # until the Lambda's own time is over

    def after(self, effect):
        """What may happen once an effect has taken place."""
        if self.planned(effect, "kill after"):
            os._exit(_KILLED)


def start(folder):
    """Hook this process, if it is a Lambda's worker."""
    if "AWS_LAMBDA_FUNCTION_NAME" not in os.environ or getattr(sys, "crosscut_hooked", False):
        return  # a .pth file may be read twice: lib64 is lib
    sys.crosscut_hooked = True
    hooks = Hooks(folder)
    skew = hooks.folder / "skew"
    if skew.exists():
        _skew(float(skew.read_text(encoding="utf-8")))
    _hook_aws(hooks)
    _hook_http(hooks)
    sys.meta_path.insert(
        0,
        _Afterwards(
            {
                "handler": lambda module: _hook_handler(hooks, module),
                "httpx2": lambda module: _hook_httpx(hooks, module),
            }
        ),
    )


def _skew(seconds):
    """Set this process's clock wrong, before anything else asks for the time."""
    import datetime

    right, right_time = datetime.datetime, time.time
    wrong = datetime.timedelta(seconds=seconds)

    class _Kind(type):
        def __instancecheck__(cls, instance):
            return isinstance(instance, right)

        def __subclasscheck__(cls, subclass):
            return issubclass(subclass, right)

    class _Skewed(right, metaclass=_Kind):
        @classmethod
        def now(cls, tz=None):
            return right.now(tz) + wrong

        @classmethod
        def utcnow(cls):
            return right.now(datetime.UTC).replace(tzinfo=None) + wrong

    datetime.datetime = _Skewed
    time.time = lambda: right_time() + seconds


# AWS ---------------------------------------------------------------------------------------------------------------


def _hook_aws(hooks):
    import botocore.awsrequest
    import botocore.exceptions
    import botocore.handlers

    def parameters_known(params, model, context, **_):
        context["crosscut_parameters"] = params
        if context.get(
            "is_presign_request"
        ):  # no call, but whoever has the link makes it in this role's name
            signed = f"{model.service_model.service_name}:{model.name}"
            hooks.write("signed", effect=signed, parameters=_told(params))

    def before_call(model, params, context, **_):
        given = context.get("crosscut_parameters", {})
        service, operation = model.service_model.service_name, model.name
        label = f"{service}:{operation} {_resource(given)}".rstrip()
        effect = hooks.effect(label, _told(given))
        context["crosscut_effect"] = effect
        hooks.before(effect)
        hooks.here.refused = hooks.planned(effect, "throttled", "error 500")

    def before_send(request, **_):
        """Each attempt of a call that is refused is refused, so that the SDK's own retries take place."""
        refused = getattr(hooks.here, "refused", None)
        if refused is None:
            return None
        service = request.headers.get("X-Amz-Target") or request.url
        service = service.decode() if isinstance(service, bytes) else service
        status, body, headers = _refusal(service, refused)
        return botocore.awsrequest.AWSResponse(request.url, status, headers, _Body(body))

    def after_call(http_response, parsed, context, **_):
        refused, hooks.here.refused = getattr(hooks.here, "refused", None), None
        effect = context.get("crosscut_effect")
        if effect is None or refused:
            return
        if http_response.status_code >= 300:
            code = (parsed or {}).get("Error", {}).get("Code") or str(http_response.status_code)
            told = _told(context.get("crosscut_parameters", {}))
            hooks.write("refused", effect=effect, parameters=told, error=code)
            return
        hooks.after(effect)
        if hooks.planned(effect, "answer lost"):
            raise botocore.exceptions.ReadTimeoutError(endpoint_url="http://synthetic.invalid")

    def failed(**_):
        hooks.here.refused = None

    botocore.handlers.BUILTIN_HANDLERS.extend(
        [
            ("before-parameter-build", parameters_known),
            ("before-call", before_call),
            ("before-send", before_send),
            ("after-call", after_call),
            ("after-call-error", failed),
        ]
    )


class _Body:
    """A response's body, as botocore reads one."""

    def __init__(self, data):
        self.data = data

    def stream(self, *_, **__):
        yield self.data

    def read(self, *_, **__):
        data, self.data = self.data, b""
        return data


def _refusal(service, fault):
    """Return status, body and headers as the service would refuse a call
    (https://docs.aws.amazon.com/general/latest/gr/api-retries.html, and each service's list of errors)."""
    throttled = fault == "throttled"
    json_codes = {
        "DynamoDB": ("ProvisionedThroughputExceededException", "InternalServerError"),
        "AmazonSQS": ("RequestThrottled", "InternalFailure"),
        "AWSEvents": ("ThrottlingException", "InternalException"),
        "secretsmanager": ("ThrottlingException", "InternalServiceError"),
        "AWSStepFunctions": ("ThrottlingException", "InternalFailure"),
    }
    for prefix, codes in json_codes.items():
        if service.startswith(prefix):
            status = 400 if throttled else 500
            body = json.dumps({"__type": codes[0 if throttled else 1], "message": "synthetic"}).encode()
            return status, body, {"Content-Type": "application/x-amz-json-1.0"}
    code, status = ("SlowDown", 503) if throttled else ("InternalError", 500)
    if "s3" not in service and "Throttl" not in code and throttled and service.endswith("/"):
        code, status = "Throttling", 400  # SNS and STS
        body = (
            f"<ErrorResponse><Error><Code>{code}</Code><Message>synthetic</Message></Error></ErrorResponse>"
        )
    else:
        body = f"<Error><Code>{code}</Code><Message>synthetic</Message></Error>"
    return status, body.encode(), {"Content-Type": "application/xml"}


def _resource(parameters):
    """Return what of the deployment a call is about, without the names that change from run to run."""
    if "TableName" in parameters:
        index = f"/{parameters['IndexName']}" if "IndexName" in parameters else ""
        return parameters["TableName"].rpartition("-")[2] + index
    if "RequestItems" in parameters:
        return "+".join(sorted(table.rpartition("-")[2] for table in parameters["RequestItems"]))
    if "TransactItems" in parameters:
        return "+".join(f"{kind} {table.rpartition('-')[2]}" for kind, table in _transacted(parameters))
    if "Key" in parameters:
        return f"{parameters['Key'].partition('/')[0]}" if "-work-" in parameters["Bucket"] else "a log"
    if "Bucket" in parameters:
        return parameters["Bucket"].split("-")[2]
    if "QueueUrl" in parameters:
        return parameters["QueueUrl"].rpartition("/")[2].split("-", 2)[2]
    if "QueueName" in parameters:
        return parameters["QueueName"].split("-", 2)[2]
    if "SecretId" in parameters:
        return parameters["SecretId"].rpartition("/")[2]
    return ""


def _transacted(parameters):
    return [(kind, item[kind]["TableName"]) for item in parameters["TransactItems"] for kind in item]


def _told(parameters):
    """Return the parameters that say what a call is about: short texts, and the tables, items and buses in it."""
    told = {
        name: value for name, value in parameters.items() if isinstance(value, str) and len(value) < 1_200
    }
    for hidden in ("MessageBody", "SecretString", "Message"):
        told.pop(hidden, None)
    if "RequestItems" in parameters:
        told["tables"] = sorted(parameters["RequestItems"])
    if "TransactItems" in parameters:
        told["transaction"] = _transacted(parameters)
    if "CopySource" in parameters:
        told["copied"] = parameters["CopySource"]
    if isinstance(parameters.get("Entries"), list):
        told["buses"] = sorted({e["EventBusName"] for e in parameters["Entries"] if "EventBusName" in e})
    return told


# Slack and the model -----------------------------------------------------------------------------------------------


def _hook_http(hooks):
    """Slack is spoken to by http.client; urllib3, below botocore, has methods of its own and is not met here."""
    request, getresponse = http.client.HTTPConnection.request, http.client.HTTPConnection.getresponse

    def hooked_request(self, method, url, *arguments, **more):
        effect = hooks.effect(f"slack {url.rpartition('/')[2]}", {"host": self.host, "port": self.port})
        hooks.before(effect)
        if hooks.planned(effect, "unreachable"):
            raise ConnectionRefusedError("synthetic")
        self.crosscut_effect = effect
        return request(self, method, url, *arguments, **more)

    def hooked_getresponse(self):
        response = getresponse(self)
        effect = self.__dict__.pop("crosscut_effect", None)
        if effect is not None:
            hooks.after(effect)
            if hooks.planned(effect, "answer lost"):
                raise TimeoutError("synthetic")
        return response

    http.client.HTTPConnection.request = hooked_request
    http.client.HTTPConnection.getresponse = hooked_getresponse


def _hook_httpx(hooks, httpx):
    """The model's SDK speaks by httpx2."""
    send = httpx.Client.send

    def hooked_send(self, request, **more):
        effect = hooks.effect(
            f"model {request.url.path}", {"host": request.url.host, "port": request.url.port}
        )
        hooks.before(effect)
        if hooks.planned(effect, "unreachable"):
            raise httpx.ConnectError("synthetic", request=request)
        response = send(self, request, **more)
        hooks.after(effect)
        if hooks.planned(effect, "answer lost"):
            response.close()
            raise httpx.ReadTimeout("synthetic", request=request)
        return response

    httpx.Client.send = hooked_send


# The handler -------------------------------------------------------------------------------------------------------


def _hook_handler(hooks, module):
    handler = module.handler

    def hooked(event, context):
        hooks.begin(event)
        if any(plan.get("cold") for plan in hooks.invocation.plans):
            _forget(module)
        result = handler(event, context)
        hooks.write("returned", effect="", result=result)
        return result

    module.handler = hooked


def _forget(module):
    """Make the container as new: what it has made once and kept is made again."""
    for value in vars(module).values():
        if hasattr(value, "cache_clear") and getattr(value, "__module__", "") == module.__name__:
            value.cache_clear()


class _Afterwards(importlib.abc.MetaPathFinder):
    """Does something to a module right after it was imported."""

    def __init__(self, things):
        self.things = things

    def find_spec(self, name, path=None, target=None):
        then = self.things.pop(name, None)
        spec = importlib.util.find_spec(name) if then else None
        if spec is None:
            return None
        execute = spec.loader.exec_module

        def executed(module):
            execute(module)
            then(module)

        spec.loader.exec_module = executed
        return spec


def _about(event):
    """Return the source, or what else a request, a backfill's task or the first message of an event is about."""
    if "backfill" in event:
        return str(event["backfill"].get("source", ""))
    if "headers" in event:
        return str(event["headers"].get("x-about", ""))  # as tests send it
    try:
        attributes = event["Records"][0].get("messageAttributes") or {}
        if "about" in attributes:
            return str(attributes["about"]["stringValue"])
        body = json.loads(event["Records"][0]["body"])
    except (KeyError, IndexError, TypeError, ValueError, RecursionError):  # the last: brackets without end
        return ""
    if not isinstance(body, dict):
        return ""
    created = body.get("created", body)
    detail = created.get("detail") if isinstance(created, dict) else None
    if isinstance(detail, dict):
        written = detail.get("object")
        return written.get("key", "") if isinstance(written, dict) else str(detail.get("source", ""))
    look = body.get("look")
    if isinstance(look, dict):
        return str(look.get("source", ""))
    return str(body.get("source") or body.get("listen") or ("tick" if "tick" in body else ""))
