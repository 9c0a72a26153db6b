"""How programs say that a login failed or succeeded: daemons, directories, identity providers, VPNs, databases, Windows."""

# ruff: noqa: E501 - patterns and sentences are easier to read and to compare when they are not cut
from __future__ import annotations

import re

FAILED_LOGIN = re.compile(
    r"failed password|authentication fail|login fail|failed login|failed to log ?in"
    r"|invalid (?:password|credentials|user)\b"
    r"|incorrect password|bad password|password mismatch|logon failure|account locked"
    r"|login_error|login_fail|logon failed|invalid_user_credentials|wrong password|password incorrect"
    r"|authentication (?:unsuccessful|error)|authentication_fail|invalid login|bad login|login (?:denied|rejected)"
    r"|login attempt failed|user login \w+ rejected"
    # Okta, Auth0, Cognito, Entra ID, Google
    r"|user\.session\.start.{0,200}(?:FAILURE|INVALID_CREDENTIALS)|\bINVALID_CREDENTIALS\b|NotAuthorizedException|UserNotFoundException"
    r"|sign-?in (?:failed|failure|was unsuccessful)|login_failure|failed sign-?in|\b50126\b|InvalidPassword|invalid_password|invalid_grant"
    # Kerberos, LDAP, Active Directory
    r"|pre-?auth(?:entication)? failed|PREAUTH_FAILED|(?:RESULT|BIND).{0,40}err=49\b|invalid credentials \(49\)"
    r"|event_?id\W{1,4}(?:4625|4771|4776)\b|an account failed to log ?on"
    # Mail, FTP, VPN, remote desktops, panels
    r"|sasl \w+ authentication failed|auth failed|FAIL LOGIN|\bno such user found|user authentication failed|auth-failed|AUTH_FAILED"
    r"|login unsuccessful|invalid username|invalid api[ _-]?key|unsuccessful login|bad credentials|authenticat\w+ rejected",
    re.IGNORECASE,
)
GOOD_LOGIN = re.compile(
    r"accepted (?:password|publickey)|login succe|login_succe|logged in\b|authentication succe|session opened for user"
    r"|\btype=\"?LOGIN\b\"?|sign-?in succe|event_?id\W{1,4}4624\b|\bOK LOGIN\b|user\.session\.start.{0,200}SUCCESS|successful(?:ly)? (?:log(?:ged )?in|login|auth)",
    re.IGNORECASE,
)


def may_be_login(lowered: str) -> bool:
    """Whether a message in lower case holds a word that stands in whatever the patterns find. For each record of a log."""
    return (
        "auth" in lowered
        or (
            "log" in lowered
            and (
                "login" in lowered
                or "logged in" in lowered
                or "log in" in lowered
                or "logon" in lowered
                or "log on" in lowered
            )
        )
        or "invalid" in lowered
        or "passw" in lowered
        or ("sign" in lowered and ("sign-in" in lowered or "signin" in lowered or "sign in" in lowered))
        or "accepted p" in lowered
        or "session" in lowered
        or "credential" in lowered
        or "account locked" in lowered
        or "err=49" in lowered
    )
