"""Values in this repository that look like secrets and are none. Whatever else looks like one fails the scan."""

from __future__ import annotations

# Each is made up, and says so: AWS's documented example, ascending or repeated letters, the word "synthetic".
VALUES = frozenset(
    {
        "AKIAIOSFODNN7EXAMPLE",  # AWS's own, of its documentation
        "AKIAI44QH8DHBEXAMPLE",  # another one
        "AKIAXXXXXXXXXXXXXXXX",
        "AKIASYNTHETIC2345678",
        "pw",
        "pw1x",
        "pw1x2y",
        "AKIAIOSFODNN7ABCDEFG",
        "AKIAIOSFODNN7SYNTHET",
        "AKIASYNTHETICKEY0001",
        "synthetic-Passw0rd",
        "synthetic-pw",
        # {"alg":"HS256"} with {}, {"sub":"1234"} and {"sub":"synthetic"}; the scanner leaves the signature off.
        "eyJhbGciOiJIUzI1NiJ9.e30.",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJzeW50aGV0aWMifQ.",
        "https://hooks.slack.com/services/T00000000/B00000000/aB3xY9kL2mQ7aB3xY9kL2mQ7",
        "xoxb-123456789012-abcDEF",
        "123456789:AAaB3xY9kL2mQ7aB3xY9kL2mQ7aB3xY9kL2",
    }
)
# Of these the scanner tells only how they begin, and of keys only that they do: they are let be in what is about them.
BEGINNINGS = frozenset(
    {
        "ghp", "glpat", "BEGIN PRIVATE KEY", "BEGIN RSA PRIVATE KEY", "BEGIN EC PRIVATE KEY",
        "BEGIN SSH2 ENCRYPTED PRIVATE KEY",
        # Passwords in addresses, as marks and variables.
        "«pw»", "«<h32>»", "${PASSWORD}",
    }
)  # fmt: skip
ABOUT_SECRETS = ("tests/", "layers/core/python/crosscut/redaction/", "docs/redaction.md")
PLUGINS = (
    "AWSKeyDetector", "AzureStorageKeyDetector", "BasicAuthDetector", "CloudantDetector", "DiscordBotTokenDetector",
    "GitHubTokenDetector", "GitLabTokenDetector", "JwtTokenDetector", "MailchimpDetector", "NpmDetector",
    "OpenAIDetector", "PrivateKeyDetector", "PypiTokenDetector", "SendGridDetector", "SlackDetector",
    "SquareOAuthDetector", "StripeDetector", "TelegramBotTokenDetector", "TwilioKeyDetector",
)  # fmt: skip
HASHES = ("uv.lock", "package-lock.json")
