"""The alarms over every arrow of the river, and the topic on which they ring."""

from __future__ import annotations

from aws_cdk import Duration, Stack
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_iam as iam
from aws_cdk import aws_sns as sns
from constructs import Construct

from infra.clock import Clock
from infra.deployment import Deployment
from infra.function import Function
from infra.worker import Worker

PERIOD = Duration.minutes(5)
NEAR_TIMEOUT = 0.9  # of a Lambda's time
AWAITED_RETRIES = 2  # a message that is older than so many visibility time-outs has failed more than once


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
    ) -> None:
        super().__init__(scope, id_)
        self._deployment = deployment
        self.all: list[cloudwatch.IAlarm] = []
        self.topic = sns.Topic(self, "Topic", topic_name=deployment.name("alarms"), enforce_ssl=True)
        # A topic with a policy of its own has lost the default one, by which CloudWatch could publish.
        self.topic.add_to_resource_policy(
            iam.PolicyStatement(
                principals=[iam.ServicePrincipal("cloudwatch.amazonaws.com")],
                actions=["sns:Publish"],
                resources=[self.topic.topic_arn],
                conditions={"StringEquals": {"aws:SourceAccount": Stack.of(self).account}},
            )
        )
        self._watch_the_ledger(sanitize)
        self._watch_the_audit(reconcile)
        self._watch_quarantine(sanitize)
        self._watch_the_clock(clock, analyze)
        self._watch_the_last_look("DigestsWithheld", analyze, "A digest was not sent to the model: it seemed")
        self._watch_the_last_look("NoticesWithheld", notify, "Parts of a notice were not told: they seemed")
        self._watch_the_model(analyze)
        self._watch_presses(slack)
        for worker in (sanitize, analyze, notify, reconcile):
            self._watch_dead_letters(worker)
            self._watch_age(worker)
            self._watch_errors(worker)
            self._watch_duration(worker)
            self._watch_throttles(worker)

    def _watch_dead_letters(self, worker: Worker) -> None:
        dead_letters = worker.takes.dead_letters
        self._alarm(
            f"{worker.takes.label}-dead-letters",
            dead_letters.metric_approximate_number_of_messages_visible(period=PERIOD, statistic="Maximum"),
            above=0,
            meaning=f"Messages lie in {dead_letters.queue_name}: {worker.label} failed them every time, or "
            "EventBridge could not deliver them. They are kept for 14 days.",
            first_step=f"read the errors in {_logs(worker)}, mend the cause, then send the messages back "
            f"with 'crosscut dlq redrive {worker.takes.label} --all'.",
        )

    def _watch_age(self, worker: Worker) -> None:
        seconds = AWAITED_RETRIES * worker.takes.worker.visibility_seconds
        self._alarm(
            f"{worker.takes.label}-age",
            worker.takes.queue.metric_approximate_age_of_oldest_message(period=PERIOD, statistic="Maximum"),
            above=seconds,
            meaning=f"A message has waited in {worker.takes.queue.queue_name} for more than {seconds} s: "
            f"{worker.label} keeps failing it, or more arrives than it can take.",
            first_step=f"look for errors in {_logs(worker)}; when there are none, raise the concurrency of "
            f"{worker.label} in infra/stage.py and deploy.",
        )

    def _watch_errors(self, worker: Worker) -> None:
        self._alarm(
            f"{worker.label}-errors",
            worker.function.metric_errors(period=PERIOD, statistic="Sum"),
            above=0,
            meaning=f"{worker.function.function_name} crashed, ran out of memory or out of time. "
            "Its messages are tried again.",
            first_step=f"read the last REPORT and error lines in {_logs(worker)}; for time or memory, "
            "raise them in infra/stage.py and deploy.",
        )

    def _watch_duration(self, worker: Worker) -> None:
        limit = worker.takes.worker.timeout_seconds
        self._alarm(
            f"{worker.label}-duration",
            worker.function.metric_duration(period=PERIOD, statistic="Maximum"),
            above=NEAR_TIMEOUT * 1000 * limit,
            meaning=f"A run of {worker.function.function_name} took more than nine tenths of the {limit} s that it "
            "may: the next one may be cut off, and its message tried again.",
            first_step=f"look in {_logs(worker)} for what it was working on; raise the time-out of {worker.label} in "
            "infra/stage.py and deploy, or its memory, with which its share of a processor grows.",
        )

    def _watch_presses(self, slack: Function) -> None:
        self._alarm(
            "slack-errors",
            slack.function.metric_errors(period=PERIOD, statistic="Sum"),
            above=0,
            meaning=f"{slack.function.function_name} failed on what somebody has pressed in Slack, who saw a warning "
            "there and can press again.",
            first_step=f"read the error in {_logs(slack)}.",
        )

    def _watch_throttles(self, worker: Worker) -> None:
        self._alarm(
            f"{worker.label}-throttles",
            worker.function.metric_throttles(period=PERIOD, statistic="Sum"),
            above=0,
            periods=3,
            meaning=f"Lambda has refused to run {worker.function.function_name} for a quarter of an hour: "
            "the account's concurrency is used up. Messages wait.",
            first_step="compare ConcurrentExecutions with the quota in Service Quotas (AWS Lambda, "
            "Concurrent executions) and ask there for more, or find which other function takes it.",
        )

    def _watch_quarantine(self, sanitize: Worker) -> None:
        self._alarm(
            "quarantine",
            _counted("Quarantined", by=sanitize),
            above=0,
            meaning="Something of what was dropped could not be read to its end or could not be redacted. It lies, "
            "with the reason, under quarantine/ in the work bucket, and has not been analysed.",
            first_step="see what and why with 'crosscut quarantine list', mend the cause, then send it through "
            "again with 'crosscut quarantine retry'.",
        )

    def _watch_the_last_look(self, metric: str, worker: Worker, what: str) -> None:
        self._alarm(
            f"{worker.takes.label}-withheld",
            cloudwatch.Metric(
                namespace="Crosscut",
                metric_name=metric,
                dimensions_map={"service": worker.label},
                period=PERIOD,
                statistic="Sum",
            ),
            above=0,
            meaning=f"{what} to hold a secret that redaction has missed, or the source's context in the sources "
            "file holds one. The insight says of what kind.",
            first_step="find the line by the insight ('crosscut insights show'), then redact it by a rule of your "
            "own or let it through by an allow-list, both under 'redaction:' in the sources file, and deploy.",
        )

    def _watch_the_clock(self, clock: Clock, analyze: Worker) -> None:
        self._alarm(
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
        self._alarm(
            "budget",
            _counted("BudgetsSpent", by=analyze),
            above=0,
            meaning="Today's budget of model calls has no room for another one, of all sources or of one; this is told "
            f"once a day for each. It begins anew at 00:00 UTC. {rules_only}",
            first_step="see who spent it with 'crosscut budget', then raise budgetUsdPerDay or budgetTokensPerDay in "
            "cdk.json, or 'budget:' of the source in the sources file, and deploy; or leave it.",
            recovers=False,
        )
        self._alarm(
            "model-rejected",
            _counted("ModelRejected", by=analyze),
            above=0,
            meaning="The model's endpoint refuses requests for good (key, model, size), the model declined to analyse "
            f"a digest, or its answer was cut off. {rules_only}",
            first_step="read the note of the newest insight ('crosscut insights'): after HTTP 401 or 403 put a valid "
            "key into the secret, after 404 mend the model's id; what the model declined a person should look at.",
        )
        self._alarm(
            "batches",
            _counted("BatchesUnanswered", by=analyze),
            above=0,
            meaning="A batch, of a source that is not urgent, has ended without an answer that can be used, or has "
            "not ended within 26 hours. The rules' words stand, and each insight says why.",
            first_step="read the note of the newest insight ('crosscut insights'); where batches keep expiring, ask "
            "the model's provider, or take 'urgent: false' from the source in the sources file and deploy.",
        )
        self._alarm(
            "circuit",
            _counted("CircuitOpened", by=analyze),
            above=0,
            meaning="The model has failed several times in a row, so that nobody asks it for a minute at a time. "
            "Digests wait in their queue, and after a few deliveries the rules answer.",
            first_step=f"look at the errors in {_logs(analyze)} and at the status page of the model's provider.",
        )

    def _watch_the_ledger(self, sanitize: Worker) -> None:
        self._alarm(
            "ledger",
            _counted("LinesUnaccounted", by=sanitize),
            above=0,
            meaning="Lines that were read are neither folded nor quarantined: sanitize has lost some.",
            first_step=f"find the objects in {_logs(sanitize)} by their ledger, keep a copy of them, and "
            "report the fault with one of them.",
        )

    def _watch_the_audit(self, reconcile: Worker) -> None:
        self._alarm(
            "audit",
            _counted("LedgerDifferences", by=reconcile, period=Duration.hours(1)),
            above=0,
            meaning="Objects lie in the log bucket that never got through, were sanitized and never analysed, or lost "
            "lines: the log bucket and the ledger differ.",
            first_step="see which and why with 'crosscut ledger', look for their messages with 'crosscut dlq list', "
            "mend the cause, then send them through with 'crosscut replay'.",
        )
        self._alarm(
            "audit-missing",
            _counted("Messages", by=reconcile, period=Duration.hours(3)),
            below=1,
            meaning="Nobody has held the log bucket against the ledger for three hours: the hourly tick does not "
            "arrive, or its work fails.",
            first_step=f"read the errors in {_logs(reconcile)}, and look at the rule that ticks in EventBridge.",
        )

    def _alarm(
        self,
        name: str,
        metric: cloudwatch.IMetric,
        *,
        above: float | None = None,
        below: float | None = None,
        meaning: str,
        first_step: str,
        periods: int = 1,
        recovers: bool = True,
    ) -> None:
        """Ring when the metric is above `above`, or when it is below `below` or is not there at all."""
        compared = cloudwatch.ComparisonOperator
        alarm = cloudwatch.Alarm(
            self,
            "".join(word.capitalize() for word in name.split("-")),
            alarm_name=self._deployment.name(name),
            alarm_description=f"{meaning} First step: {first_step}",
            metric=metric,
            threshold=below if below is not None else above or 0,
            comparison_operator=(
                compared.LESS_THAN_THRESHOLD if below is not None else compared.GREATER_THAN_THRESHOLD
            ),
            evaluation_periods=periods,
            treat_missing_data=(
                cloudwatch.TreatMissingData.BREACHING
                if below is not None
                else cloudwatch.TreatMissingData.NOT_BREACHING
            ),
        )
        self.all.append(alarm)
        alarm.add_alarm_action(actions.SnsAction(self.topic))
        if recovers:  # "all is well" would be untrue of what is only told once
            alarm.add_ok_action(actions.SnsAction(self.topic))


def _logs(worker: Function) -> str:
    return f"the log group /aws/lambda/{worker.function.function_name}"


def _counted(name: str, *, by: Worker, period: Duration = PERIOD) -> cloudwatch.Metric:
    """One of the metrics that our own handlers publish."""
    return cloudwatch.Metric(
        namespace="Crosscut",
        metric_name=name,
        dimensions_map={"service": by.label},
        period=period,
        statistic="Sum",
    )
