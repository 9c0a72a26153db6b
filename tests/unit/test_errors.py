"""The tree of errors: every one is either permanent or worth a retry."""

from __future__ import annotations

import inspect

import pytest

from crosscut import errors
from crosscut.errors import CrosscutError, PermanentError, RetryableError

ALL = [
    error
    for _, error in inspect.getmembers(errors, inspect.isclass)
    if error not in (CrosscutError, PermanentError, RetryableError)
]


@pytest.mark.parametrize("error", ALL)
def test_an_error_is_permanent_or_retryable_and_not_both(error: type[Exception]) -> None:
    assert issubclass(error, PermanentError) != issubclass(error, RetryableError)
    assert issubclass(error, CrosscutError)


@pytest.mark.parametrize("error", ALL)
def test_the_drawing_of_the_tree_names_every_error(error: type[Exception]) -> None:
    assert error.__name__ in (errors.__doc__ or "")


def test_what_the_model_and_the_channels_cannot_do_now_is_worth_a_retry() -> None:
    assert issubclass(errors.AnalystUnavailableError, RetryableError)
    assert issubclass(errors.DeliveryError, RetryableError)
    assert issubclass(errors.AnalysisRejectedError, PermanentError)
