"""The Kubernetes API server's audit log: one request to the API a document.

https://kubernetes.io/docs/reference/config-api/apiserver-audit.v1/
"""

from __future__ import annotations

from datetime import datetime

from crosscut.formats import severities
from crosscut.formats.documents import Document, JsonDocument, filled, mapping, text, whole
from crosscut.formats.kubernetes_events import named_object
from crosscut.formats.parsed import Parsed
from crosscut.formats.timestamps import parse_timestamp


class KubernetesAudit(JsonDocument):
    """Who asked the API for what, and whether it was allowed."""

    name = "kubernetes_audit"

    def parse_document(self, document: Document, received: datetime) -> Parsed | None:
        """Return the request, with "verb resource/name status reason" as its body; its severity is the status's."""
        verb, uri = text(document, "verb"), text(document, "requestURI")
        if "auditID" not in document or not verb or not (uri or "objectRef" in document):
            return None
        about, answer = mapping(document, "objectRef"), mapping(document, "responseStatus")
        status = whole(answer, "code")
        reason = text(answer, "reason")
        path, _, query = uri.partition("?")
        resource, name = text(about, "resource"), text(about, "name")
        what = "/".join(part for part in (resource, name, text(about, "subresource")) if part) or path
        addresses = document.get("sourceIPs")
        return Parsed(
            " ".join(str(part) for part in (verb, what, status, reason) if part),
            parse_timestamp(document.get("stageTimestamp"), received)
            or parse_timestamp(document.get("requestReceivedTimestamp"), received),
            severities.from_status(status) if status else severities.INFO,
            "",
            filled(
                url__path=path,
                url__query=query,
                http__response__status_code=status,
                client__address=str(addresses[0]) if isinstance(addresses, list) and addresses else "",
                user__name=text(mapping(document, "user"), "username"),
                user_agent__original=text(document, "userAgent"),
                k8s__audit__verb=verb,
                k8s__audit__resource=resource,
                k8s__audit__stage=text(document, "stage"),
                k8s__audit__decision=text(mapping(document, "annotations"), "authorization.k8s.io/decision"),
                error__message=text(answer, "message"),
            ),
            named_object(resource.removesuffix("s"), name, text(about, "namespace"))
            | filled(service__name="kube-apiserver"),
        )
