"""Environments of child processes: a bare one for what must behave like AWS, this user's for the tools."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from crosscut.aws.local import ACCESS_KEY, REGION, SECRET_KEY

# What the way to the internet may hang on; everything else of the host would leak into the Lambdas.
_NETWORK = ("HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy", "SSL_CERT_FILE", "SSL_CERT_DIR")


def bare(scratch: Path, environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Return an environment without anything of this user's, with HOME and TMPDIR below `scratch`."""
    home, temporary = scratch / "home", scratch / "tmp"
    for folder in (home, temporary):
        folder.mkdir(parents=True, exist_ok=True)
    kept = {name: environ[name] for name in _NETWORK if name in environ}
    path = environ.get("PATH", os.defpath)
    return {
        **kept,
        "PATH": path,
        "HOME": str(home),
        "TMPDIR": str(temporary),
        "LANG": "C.UTF-8",
        "PYTHONUTF8": "1",
    }


def tools(
    scratch: Path, *, path: Path | None = None, environ: Mapping[str, str] = os.environ
) -> dict[str, str]:
    """Return this user's environment (caches, registries, proxies) without what selects an AWS account.

    `path` is put first on PATH.
    """
    unwanted = (
        "AWS_",
        "CDK_",
        "ANTHROPIC_",
        "VIRTUAL_ENV",
        "PYTHONPATH",
        "PYTHONHOME",
        "UV_PROJECT_ENVIRONMENT",
    )
    kept = {name: value for name, value in environ.items() if not name.startswith(unwanted)}
    if path is not None:
        kept["PATH"] = f"{path}{os.pathsep}{kept.get('PATH', os.defpath)}"
    return {
        **kept,
        # The CDK CLI's cache remembers an account for each access key: not among this user's own.
        "CDK_HOME": str(scratch / "cdk"),
        "CDK_DISABLE_CLI_TELEMETRY": "true",
        "JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION": "1",
        "NO_COLOR": "1",
    }


def aws(endpoint: str, *, certificate: str = "") -> dict[str, str]:
    """Return the variables that point any AWS tool at the emulator, and let it believe its `certificate`."""
    trust = {"AWS_CA_BUNDLE": certificate, "NODE_EXTRA_CA_CERTS": certificate} if certificate else {}
    return {
        **trust,
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
    }
