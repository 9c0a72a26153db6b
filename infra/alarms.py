"""The alarms over every arrow of the river, and the topic on which they ring."""

from __future__ import annotations

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from constructs import Construct

from infra.backfill import Backfill
from infra.bell import Bell, logs_of
from infra.clock import Clock
from infra.deployment import Deployment
from infra.function import Function
from infra.measured import PERIOD, counted
from infra.worker import Worker
from infra.worker_alarms import watch


class Alarms(Construct):
    """Rings on a topic of its own: who runs Crosscut need not be who is on call.

    Nothing of the pipeline that it watches stands between an alarm and its people.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        deployment: Deployment,
        sanitize: Worker,
        analyze: Worker,
        notify: Worker,
        reconcile: Worker,
        slack: Function,
        clock: Clock,
        backfill: Backfill,
    ) -> None:
        super().__init__(scope, id_)
        self._bell = Bell(self, deployment=deployment)
        self.topic, self.all = self._bell.topic, self._bell.all
        self._watch_the_ledger(sanitize)
        self._watch_the_audit(reconcile)
        self._watch_quarantine(sanitize)
        self._watch_the_clock(clock, analyze)
        self._watch_the_last_look("DigestsWithheld", analyze, "A digest was not sent to the model: it seemed")
        self._watch_the_last_look("NoticesWithheld", notify, "Parts of a notice were not told: they seemed")
        self._watch_the_model(analyze)
        self._watch_pages(analyze)
        self._watch_presses(slack)
        self._watch_backfills(backfill)
        for worker in (sanitize, analyze, notify, reconcile):
            watch(self._bell, worker)

    def _watch_backfills(self, backfill: Backfill) -> None:
        self._bell.rings(
            "backfill-failed",
            backfill.machine.metric_failed(period=PERIOD, statistic="Sum"),
            above=0,
            meaning="A backfill has ended before it was through: more than a fifth of its batches failed, or Step "
            "Functions could not read its list. What was done stays done.",
            first_step="see what and why with 'crosscut backfill status', mend the cause, then go on with 'crosscut "
            "backfill resume'.",
        )

    def _watch_presses(self, slack: Function) -> None:
        self._bell.rings(
            "slack-errors",
            slack.function.metric_errors(period=PERIOD, statistic="Sum"),
            above=0,
            meaning=f"{slack.function.function_name} failed on what somebody has pressed in Slack, who saw a warning "
            "there and can press again.",
            first_step=f"read the error in {logs_of(slack)}.",
        )

    def _watch_quarantine(self, sanitize: Worker) -> None:
        self._bell.rings(
            "quarantine",
            counted("Quarantined", by=sanitize),
            above=0,
            meaning="Something of what was dropped could not be read to its end or could not be redacted. It lies, "
            "with the reason, under quarantine/ in the work bucket, and has not been analysed.",
            first_step="see what and why with 'crosscut quarantine list', mend the cause, then send it through "
            "again with 'crosscut quarantine retry'.",
        )

    def _watch_the_last_look(self, metric: str, worker: Worker, what: str) -> None:
        self._bell.rings(
            f"{worker.takes.label}-withheld",
            counted(metric, by=worker),
            above=0,
            meaning=f"{what} to hold a secret that redaction has missed, or the source's context in the sources "
            "file holds one. The insight says of what kind.",
            first_step="find the line by the insight ('crosscut insights show'), then redact it by a rule of your "
            "own or let it through by an allow-list, both under 'redaction:' in the sources file, and deploy.",
        )

    def _watch_the_clock(self, clock: Clock, analyze: Worker) -> None:
        self._bell.rings(
            "clock",
            cloudwatch.Metric(
                namespace="AWS/Events",
                metric_name="FailedInvocations",
                dimensions_map={"RuleName": clock.rule.rule_name},
                period=PERIOD,
                statistic="Sum",
            ),
            above=0,
            meaning=f"EventBridge could not put its tick on {analyze.takes.queue.queue_name}: nobody looks whether a "
            "source has fallen silent.",
            first_step="compare the queue's policy and encryption with what 'cdk diff' says, and deploy again.",
        )

    def _watch_the_model(self, analyze: Worker) -> None:
        rules_only = "Until then the rules alone answer, and each insight says so."
        self._bell.rings(
            "budget",
            counted("BudgetsSpent", by=analyze),
            above=0,
            meaning="Today's budget of model calls has no room for another one, of all sources or of one; this is told "
            f"once a day for each. It begins anew at 00:00 UTC. {rules_only}",
            first_step="see who spent it with 'crosscut budget', then raise budgetUsdPerDay or budgetTokensPerDay in "
            "cdk.json, or 'budget:' of the source in the sources file, and deploy; or leave it.",
            recovers=False,
        )
        self._bell.rings(
            "model-rejected",
            counted("ModelRejected", by=analyze),
            above=0,
            meaning="The model's endpoint refuses requests for good (key, model, size), the model declined to analyse "
            f"a digest, or its answer was cut off. {rules_only}",
            first_step="read the note of the newest insight ('crosscut insights'): after HTTP 401 or 403 put a valid "
            "key into the secret, after 404 mend the model's id; what the model declined a person should look at.",
        )
        self._bell.rings(
            "batches",
            counted("BatchesUnanswered", by=analyze),
            above=0,
            meaning="A batch, of a source that is not urgent, has ended without an answer that can be used, or has "
            "not ended within 26 hours. The rules' words stand, and each insight says why.",
            first_step="read the note of the newest insight ('crosscut insights'); where batches keep expiring, ask "
            "the model's provider, or take 'urgent: false' from the source in the sources file and deploy.",
        )
        self._bell.rings(
            "circuit",
            counted("CircuitOpened", by=analyze),
            above=0,
            meaning="The model has failed several times in a row, so that nobody asks it for a minute at a time. "
            "Digests wait in their queue, and after a few deliveries the rules answer.",
            first_step=f"look at the errors in {logs_of(analyze)} and at the status page of the model's provider.",
        )

    def _watch_pages(self, analyze: Worker) -> None:
        self._bell.rings(
            "pages",
            counted("PagesFailed", by=analyze),
            above=0,
            meaning="The page of an insight could not be kept in the work bucket. The insight is stored and people "
            "were told, only without the link.",
            first_step=f"read the error in {logs_of(analyze)}; once it is mended, have the page made with 'crosscut "
            "replay --begin analyze'.",
        )

    def _watch_the_ledger(self, sanitize: Worker) -> None:
        self._bell.rings(
            "ledger",
            counted("LinesUnaccounted", by=sanitize),
            above=0,
            meaning="Lines that were read are neither folded nor quarantined: sanitize has lost some.",
            first_step=f"find the objects in {logs_of(sanitize)} by their ledger, keep a copy of them, and "
            "report the fault with one of them.",
        )

    def _watch_the_audit(self, reconcile: Worker) -> None:
        self._bell.rings(
            "audit",
            counted("LedgerDifferences", by=reconcile, period=Duration.hours(1)),
            above=0,
            meaning="Objects lie in the log bucket that never got through, were sanitized and never analysed, or lost "
            "lines: the log bucket and the ledger differ. Or nobody was told of an insight that people should know.",
            first_step="see which and why with 'crosscut ledger', look for their messages with 'crosscut dlq list', "
            "mend the cause, then send them through with 'crosscut replay', or with 'crosscut dlq redrive' what nobody "
            "was told of.",
        )
        self._bell.rings(
            "audit-missing",
            counted("Messages", by=reconcile, period=Duration.hours(3)),
            below=1,
            meaning="Nobody has held the log bucket against the ledger for three hours: the hourly tick does not "
            "arrive, or its work fails.",
            first_step=f"read the errors in {logs_of(reconcile)}, and look at the rule that ticks in EventBridge.",
        )
