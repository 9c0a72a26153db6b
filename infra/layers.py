"""The Lambda layers: our core as it is, third-party wheels, and this deployment's sources."""

from __future__ import annotations

import tempfile
from pathlib import Path

from aws_cdk import AssetHashType, Stack
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from crosscut import accelerator
from crosscut.config import DEPLOYED_SOURCES
from infra import wheels
from infra.deployment import ROOT, Deployment
from infra.uv import Wheels
from native import glances, probes
from native.build import build, build_matching


class Layers(Construct):
    """`common` is what every Lambda has, in the order in which Lambda lays them over each other.

    `claude` is the model's SDK besides; None when the provider is `offline`.
    """

    def __init__(self, scope: Construct, id_: str, *, deployment: Deployment) -> None:
        super().__init__(scope, id_)
        self._deployment = deployment
        self.common = [self._core(), self._wheels("vendor"), self._sources()]
        self.claude = None if deployment.context.provider == "offline" else self._wheels("claude")

    def _core(self) -> lambda_.LayerVersion:
        unused = ["**/__pycache__", "**/*.pyc", "python/crosscut/cli"]  # the command line stays at home
        # Of the accelerator what runs there, not what runs here.
        machine = self._deployment.context.architecture
        library = accelerator.file_name("linux", machine)
        matching = accelerator.file_name("linux", machine, of=accelerator.MATCHING)
        unused.append("python/crosscut/accelerator/*.so")
        unused += [f"!python/crosscut/accelerator/{name}" for name in (library, matching)]
        if Stack.of(self).bundling_required:
            build(library)
            build_matching(matching)
            probes.build()
            glances.build()
        return self._layer("core", lambda_.Code.from_asset(str(ROOT / "layers" / "core"), exclude=unused))

    def _wheels(self, name: Wheels) -> lambda_.LayerVersion:
        if not Stack.of(self).bundling_required:  # `cdk ls`, `cdk destroy`, tests of the template
            folder, hash_, unused = wheels.CACHE, f"{name}-not-built", ["*"]
        else:
            context = self._deployment.context
            folder = wheels.build(name, wheels.Target(context.python, context.architecture))
            hash_, unused = folder.name, []
        code = lambda_.Code.from_asset(
            str(folder), exclude=unused, asset_hash=hash_, asset_hash_type=AssetHashType.CUSTOM
        )
        return self._layer(name, code)

    def _sources(self) -> lambda_.LayerVersion:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "python" / DEPLOYED_SOURCES
            file.parent.mkdir(parents=True)
            file.write_text(self._deployment.sources.model_dump_json(indent=1), encoding="utf-8")
            return self._layer("deployment", lambda_.Code.from_asset(folder))

    def _layer(self, name: str, code: lambda_.Code) -> lambda_.LayerVersion:
        return lambda_.LayerVersion(
            self,
            name.capitalize(),
            layer_version_name=self._deployment.name(name),
            code=code,
            compatible_runtimes=[self._deployment.runtime],
            compatible_architectures=[self._deployment.architecture],
        )
