"""Bringing the local AWS up and taking it down; doing either again mends whatever was left half done."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from crosscut.aws.local import LocalAws
from crosscut.cli.local import emulator
from crosscut.cli.local.deploy import Deployer, context_for, fingerprint
from crosscut.cli.local.environment import tools
from crosscut.cli.local.errors import LocalError
from crosscut.cli.local.places import Places, checkout
from crosscut.cli.local.processes import alive, end
from crosscut.cli.local.slack_stand_in import BOT_TOKEN, SIGNING_SECRET
from crosscut.cli.local.state import Deployment, State, locked, read_state, write_state
from crosscut.cli.local.steps import say, step
from crosscut.cli.local.toolchain import toolchain


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """What the person at the terminal asked for."""

    port: int | None = None
    enforce_iam: bool = False  # False leaves one that runs as it is
    claude_url: str | None = None
    api_key: str = ""

    @property
    def provider(self) -> str:
        """The context value: who analyses."""
        return "anthropic" if self.claude_url or self.api_key else "offline"

    @property
    def analyst(self) -> str:
        """The same in words."""
        if self.claude_url:
            return f"Claude at {self.claude_url}"
        return "Claude" if self.api_key else "offline (rules only)"


def up(where: Places, wishes: Wishes) -> State:
    """Bring everything up that is not up yet, deploy if anything has changed, and return what there is.

    Raises `LocalError`.
    """
    root = checkout()
    with locked(where):
        return _Up(where, root, wishes).run()


def down(where: Places) -> bool:
    """End what was started, and return whether anything was running. The data goes with it."""
    with locked(where):
        state = read_state(where)
        found = [process for process in (state.emulator, state.slack) if process is not None]
        running = [process for process in found if alive(process)]
        for process in found:  # also one that died: it may have left Lambdas behind
            end(process, below=where.home)
        write_state(where, State())
        where.slack_messages.unlink(missing_ok=True)
        return bool(running)


class _Up:
    def __init__(self, where: Places, root: Path, wishes: Wishes) -> None:
        self._where = where
        self._root = root
        self._wishes = wishes
        self._state = read_state(where)
        self._log = where.deploy_log

    def run(self) -> State:
        self._where.scratch.mkdir(parents=True, exist_ok=True)
        self._clear_away()
        self._choose_ports()
        context = context_for(
            slack_url=self._state.slack_url,
            claude_url=self._wishes.claude_url,
            provider=self._wishes.provider,
        )
        wanted = fingerprint(self._root, context)
        if (
            not self._state.emulator
            or not self._state.deployment
            or self._state.deployment.fingerprint != wanted
        ):
            self._log.write_bytes(b"")
            self._deploy(context, wanted)
        if self._state.slack is None:
            self._start_slack()
        self._fill_in_secrets()
        return self._state

    def _clear_away(self) -> None:
        """Forget what is no longer there, and end what no longer answers."""
        state = self._state
        if state.emulator and not _emulator_is_well(state):
            say("the local AWS was not shut down properly; starting it again")
            end(state.emulator, below=self._where.home)
            state = state.model_copy(update={"emulator": None, "bootstrapped": False, "deployment": None})
        if state.slack and not (alive(state.slack) and emulator.healthy(f"{state.slack_url}/health")):
            end(state.slack, below=self._where.home)
            state = state.model_copy(update={"slack": None})
        self._save(state)

    def _choose_ports(self) -> None:
        state, asked = self._state, self._wishes.port
        if state.emulator and asked not in (None, state.port):
            raise LocalError(
                f"the local AWS is up on port {state.port}: `crosscut local down` before another port"
            )
        port = state.port if state.emulator else asked or emulator.DEFAULT_PORT
        if not state.emulator and not emulator.port_is_free(port):
            raise LocalError(
                f"port {port} of 127.0.0.1 is in use by another program: stop it, or choose another by --port"
            )
        slack_port = state.slack_port if state.slack else 0
        if not slack_port:
            candidates = [state.slack_port, port + 1]
            slack_port = (
                next((p for p in candidates if p and emulator.port_is_free(p)), 0) or emulator.free_port()
            )
        found = {"port": port, "slack_port": slack_port, "checkout": str(self._root)}
        self._save(state.model_copy(update={**found, "certificate": self._certificate()}))

    def _certificate(self) -> str:
        state = self._state
        if state.emulator and self._wishes.enforce_iam and not state.certificate:
            raise LocalError(
                "the local AWS is up and does not enforce IAM: `crosscut local down` before --enforce-iam"
            )
        return str(self._where.certificate) if self._wishes.enforce_iam else state.certificate

    def _deploy(self, context: dict[str, str], wanted: str) -> None:
        environment = tools(self._where.scratch)
        found = toolchain(self._root, environment=environment, log=self._log)
        environment = tools(self._where.scratch, path=found.uv.parent)
        deployer = Deployer(
            where=self._where, root=self._root, tools=found, environment=environment,
            certificate=self._state.certificate,
        )  # fmt: skip
        with ThreadPoolExecutor(max_workers=1) as side:
            synth = side.submit(self._synthesize, deployer, context)  # needs no emulator, so both at once
            if self._state.emulator is None:
                with step("install the AWS emulator"):
                    emulator.install_emulator(self._where, self._root, uv=found.uv, environment=environment)
                self._start_emulator()
            if not self._state.bootstrapped:
                with step("bootstrap"):
                    deployer.bootstrap(self._state.endpoint)
                self._save(self._state.model_copy(update={"bootstrapped": True}))
            synth.result()
        # Until it has ended well there is no deployment to rely on.
        self._save(self._state.model_copy(update={"deployment": None}))
        with step("deploy (cdk deploy)"):
            outputs = deployer.deploy(self._state.endpoint)
        deployment = Deployment(fingerprint=wanted, outputs=outputs, analyst=self._wishes.analyst)
        state = self._state.model_copy(update={"deployment": deployment})
        if state.certificate:
            connect(state).suit_roles_to_emulator()
        self._save(state)

    def _synthesize(self, deployer: Deployer, context: dict[str, str]) -> None:
        with step("synthesize (cdk synth)"):
            deployer.synthesize(context)

    def _start_emulator(self) -> None:
        with step("start the AWS emulator"):
            enforcing = bool(self._state.certificate)
            process = emulator.start_emulator(self._where, self._state.port, enforce_iam=enforcing)
            self._save(self._state.model_copy(update={"emulator": process}))
            emulator.await_healthy(
                process,
                _health(self._state),
                what="the AWS emulator",
                log=self._where.emulator_log,
                below=self._where.home,
                certificate=self._state.certificate,
            )

    def _start_slack(self) -> None:
        with step("start the Slack stand-in"):
            process = emulator.start_slack(self._where, self._state.slack_port)
            self._save(self._state.model_copy(update={"slack": process}))
            url = f"{self._state.slack_url}/health"
            emulator.await_healthy(
                process, url, what="the Slack stand-in", log=self._where.slack_log, below=self._where.home
            )

    def _fill_in_secrets(self) -> None:
        aws = connect(self._state)
        aws.put_secret("crosscut/local/slack", {"bot_token": BOT_TOKEN, "signing_secret": SIGNING_SECRET})
        key = "local-stand-in" if self._wishes.claude_url else self._wishes.api_key
        aws.put_secret("crosscut/local/anthropic", {"api_key": key} if key else {})

    def _save(self, state: State) -> None:
        if state != self._state:
            write_state(self._where, state)
            self._state = state


def connect(state: State) -> LocalAws:
    """Return the deployed stack. Raises `LocalError` when nothing is up or deployed."""
    if state.deployment is None or not alive(state.emulator):
        raise LocalError("the local AWS is not up: `crosscut local up` starts it")
    return LocalAws(state.endpoint, state.deployment.outputs, certificate=state.certificate)


def _emulator_is_well(state: State) -> bool:
    return alive(state.emulator) and emulator.healthy(_health(state), certificate=state.certificate)


def _health(state: State) -> str:
    return f"{state.endpoint}/_ministack/health"
