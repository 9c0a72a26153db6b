"""The tree of errors: what is permanent, and what is worth a retry.

    CrosscutError
    ├── PermanentError               the same input gives the same failure: dead-letter or quarantine it
    │   ├── UnreadableInputError     bytes that are not what they claim to be (a damaged gzip, no such file)
    │   ├── RedactionError           a block that could not be redacted; quarantined, never passed on
    │   ├── ConfigurationError       the sources file or the environment is wrong
    │   ├── NoSuchInsightError       no insight has this id
    │   ├── NoSuchIncidentError      no incident has this id
    │   └── AnalysisRejectedError    the model's endpoint will not take this request (bad key, too large)
    │       ├── DigestWithheldError  what would be sent seems to hold a secret; nothing was sent
    │       ├── BudgetSpentError     the day's budget has no room for the call; nothing was sent
    │       └── NoAnswerError        a batch has ended, or does not end, without an answer that can be used
    └── RetryableError               the same input may work later: leave it in its queue
        ├── NewerStateError          a newer release has written it: after a rollback, or while one is deployed
        ├── AnalystUnavailableError  overload, throttling, time-outs and broken answers of the endpoint
        └── DeliveryError            a notice that Slack or SNS did not take; in alerting/port.py those that say more

Messages name what, where and how to mend it. They never carry raw log text or a secret.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crosscut.model import Usage


class CrosscutError(Exception):
    """Base of every error that Crosscut raises on purpose."""


class PermanentError(CrosscutError):
    """Trying again with the same input cannot help."""


class RetryableError(CrosscutError):
    """Trying again later may help."""


class NewerStateError(RetryableError):
    """What was read was written by a newer release. It is not guessed at; that release can read it."""

    def __init__(self, what: str, *, newest: int) -> None:
        super().__init__(
            f"{what} was written by a newer release of Crosscut (this one reads up to schema version {newest}); "
            "it stays as it is until that release is deployed again"
        )


class UnreadableInputError(PermanentError):
    """The bytes cannot be read as a log."""


class RedactionError(PermanentError):
    """A block could not be redacted. `texts` are the numbers of those to blame, from 0, where that is known."""

    def __init__(self, message: str, *, texts: Sequence[int] = ()) -> None:
        super().__init__(message)
        self.texts = texts


class ConfigurationError(PermanentError):
    """The sources file, a setting or the environment is wrong."""


class NoSuchInsightError(PermanentError):
    """No insight has this id; it may have expired."""

    def __init__(self, insight_id: str) -> None:
        super().__init__(f"there is no insight {insight_id!r}; `crosscut insights` lists their ids")
        self.insight_id = insight_id


class NoSuchIncidentError(PermanentError):
    """No incident has this id; it may have expired."""

    def __init__(self, incident_id: str) -> None:
        super().__init__(f"there is no incident {incident_id!r}; `crosscut incidents` lists their ids")
        self.incident_id = incident_id


class AnalysisRejectedError(PermanentError):
    """The model's endpoint refuses this request for good.

    `usage` is what the call took, if it cost anything; `status` the HTTP status, 0 where there was none.
    """

    def __init__(self, message: str, *, usage: Usage | None = None, status: int = 0) -> None:
        super().__init__(message)
        self.usage = usage
        self.status = status


class DigestWithheldError(AnalysisRejectedError):
    """What would be sent to the model seems to hold a secret, so it was not asked."""


class BudgetSpentError(AnalysisRejectedError):
    """The day's budget of a scope has no room for one more call. `first` is true once a day and scope."""

    def __init__(self, scope: str, limit: str, *, first: bool) -> None:
        """`scope` is "*" (all sources together) or a source's name, `limit` words such as "$10.00 a day"."""
        whose = "the deployment" if scope == "*" else f"source {scope}"
        super().__init__(f"the budget of {whose} ({limit}) has no room for another call")
        self.scope = scope
        self.first = first


class NoAnswerError(AnalysisRejectedError):
    """A batch has ended, or does not end, without an answer that can be used."""


class AnalystUnavailableError(RetryableError):
    """The model cannot answer now."""


class DeliveryError(RetryableError):
    """A notice was not taken by its channel."""
