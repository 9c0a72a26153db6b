"""What documentation, templates and code write in place of a secret: variables, look-ups, parameters, marks that hide one."""

from __future__ import annotations

import re

_NAMED = r"(?:pass(?:word|wd|phrase|code)?|pwd|secrets?|tokens?|(?:api|access|private|secret|auth|encryption|signing|account|storage)[_\-]?key|credentials?)"
_PLACEHOLDER = re.compile(
    r"(?:\\*(?:u00|x)(?:2[27]|5[cC]))+|<[A-Za-z][A-Za-z _|\-]{1,40}>?|\(sensitive|\(known|\[secret\]?|YOUR[_\-][A-Z_\-]{2,40}|your[_\-][a-z_\-]{2,40}"
    # ${DB_PASSWORD}, $DB_PASSWORD, $1, $env:X, ${env:X}, {{ x }}, ${{ x }}, %DB_PASSWORD%, %(x)s, %s, #{x}, @{x}
    r"|\$\{?(?:[A-Z_][A-Z0-9_]{1,60}|[0-9]{1,3}|(?:env|var|local|secrets?|vault|ssm|cf|stageVariables)[.:][\w.:/\-]{1,120})\}?|\$|\$\{|\$\([a-z][\w\-/.]{0,40}"
    r"|[$#@%]?\{\{?\{?[\w .:|\-'\"/\[\]()]{1,80}\}{0,3}|[#@$]\{[\w.:\-]{1,60}\}?|%\(?\w{0,30}\)?[sd]|%[A-Za-z_]\w{1,40}%"
    # :password, @Password, @p0, ?1, &pw
    r"|:[A-Za-z_]{2,40}[0-9]{0,2}|@[A-Za-z_]{1,40}[0-9]{0,2}|\?[0-9]{0,2}|&[A-Za-z_]{2,40}"
    # Code: os.environ, process.env.X, System.getenv, config.password, self.token, var.db_password, req.body.password
    r"|(?:os\.environ|os\.getenv|process\.env|System\.getenv|System\.getProperty|std::getenv|std::env::var|env::var|Deno\.env|Environment\.GetEnvironmentVariable|getenv|getpass(?:\.getpass)?|ENV\.fetch|os\.Getenv|viper\.GetString|\$_(?:ENV|SERVER|POST|GET|REQUEST)|request\.(?:form|json|POST|data)|params|lookup|ENV)(?:\.\w{1,60}){0,3}[\[(]?"
    rf"|\$[A-Za-z_]{{0,30}}(?i:{_NAMED})[0-9]?"
    r"|(?:random_password|data|module|var|local|vault_\w{1,40}|aws_\w{1,40}|azurerm_\w{1,40}|google_\w{1,40})\.[\w.\-\[\]\"]{1,120}"
    rf"|(?:[A-Za-z_$][\w$]{{0,40}}(?:\.|->|::|\[:?[\"']?)){{1,6}}\w{{0,40}}(?i:{_NAMED})(?:\(\)?|[\"']?\])?"
    # The name of a variable, or of a setting: DB_PASSWORD, spring.datasource.password
    rf"|(?:[A-Z][A-Z0-9]{{0,20}}_){{1,6}}(?:{_NAMED.upper()})(?:_[A-Z0-9]{{1,16}}){{0,3}}"
    # Where it is kept: !Ref x, arn:aws:secretsmanager:..., op://..., vault:..., {{resolve:...}}, @Microsoft.KeyVault(...)
    r"|vault:[\w\-]{1,60}/[^\s]{1,200}|!(?:Ref|Sub|GetAtt|ImportValue|vault|secret|env_var)|arn:aws[\w\-]{0,8}:[\w\-]{1,20}:[^\s]{0,200}|(?:op|vault|ref\+\w{1,20}|sm|gcp-sm|awssm|azkv|secretref|keyvault|doppler|bws|env|ssm)://?[^\s]{1,200}"
    r"|@Microsoft\.KeyVault\([^\s]{0,200}|/run/secrets/[\w.\-]{1,60}|/var/run/secrets/[\w.\-/]{1,120}|projects/[\w\-]{1,40}/secrets/[\w\-/]{1,80}",
)  # fmt: skip
# Types and traits where a language writes them behind a name: `password: SecretString`, `Password: Serialize`, `$password: String!`.
_TYPE = re.compile(
    r"(?:Option|Maybe|Optional|Vec|Box|Arc|Rc|Secret|SecretBox|Zeroizing|Cow|List|Set|Promise|Array|Nullable|Annotated|Union|Mapped|Column)(?:[<\[].{0,80})?"
    r"|(?:&(?:'\w{1,16} ?)?(?:mut )?)?(?:str|\[u8\]?|String)|(?:std::)?string(?:_view)?|u8|byte\[\]?|char\[\]?|string\[\]?|\*?string"
    r"|Serialize|Deserialize(?:Owned|<.{0,20})?|Debug|Clone|Copy|Send|Sync|PartialEq|Eq|Hash|PartialOrd|Ord|Display|Default|FromStr|ToString|AsRef(?:<.{0,40})?|From(?:<.{0,40})?|Into(?:<.{0,40})?|Sized|Encode|Decode|Type|FromRow|Validate"
    r"|String!?|ID!?|Int!?|Boolean!?|SecretStr|SecretString|SecureString|SecretBytes|CharArray|CharSequence|Unit|Any|Never|Nothing|Uuid|UUID|Integer|Bytes|ByteString|Text|Varchar|CharField|TextField|StringField|PasswordField|StringType|DataTypes\.STRING"
)
# Words behind the name of an option that speak of it: "--password via the command line is insecure".
SAID_OF_OPTIONS = frozenset((
    "via", "flag", "flags", "option", "options", "argument", "arguments", "parameter", "parameters", "switch", "instead", "on", "or", "and", "as", "will", "may", "which", "when", "without", "using", "has", "can", "cannot", "should", "must", "is", "was", "was-", "are", "being", "deprecated", "insecure", "unsafe", "requires", "required", "before", "after", "because", "in", "directly", "takes", "expects", "value", "values",
))  # fmt: skip
_MARKS = " \t<>()[]{}.,!?:;\\\"'“”‘’„‚«»‹›"
# What documentation writes behind a provider's prefix: ghp_xxxxxxxx, AKIAXXXXXXXX, sk-your-api-key-here.
_FILLED = re.compile(
    r"(?:(?:[A-Za-z0-9]{1,8}[_\-.]){1,3}|A[A-Z]{3})(?:([xX*#•])\1{5,}+[\-_.]?)++"
    r"|(?:[A-Za-z0-9]{1,6}[_\-]){1,3}(?:your|YOUR|insert|replace)[_\-][A-Za-z_\-]{2,40}"
)
# Keys that AWS publishes: https://docs.aws.amazon.com/IAM/latest/UserGuide/security-creds.html
_PUBLISHED = re.compile(r"A[A-Z]{3}[A-Z0-9]{5,14}EXAMPLE|[A-Za-z0-9/+]{20,40}EXAMPLEKEY")
# Nothing that another rule may replace stands between the word and the key.
_SHOWN = re.compile(
    rb"(?<![A-Za-z])(?:examples?|samples?|docs?|documentation|readme|e\.g\.|such as|format of)[,:]?[ ]"
    rb"(?:(?:export|set)[ ])?(?:[a-z_]{3,40}[ ]?[:=][ ]?)?[\"'`]?\Z",
    re.IGNORECASE,
)
SHOWN_BYTES = 70  # before a key
_SHOWING = (b"ample", b"doc", b"readme", b"e.g.", b"such as", b"format of")  # in lower case, one of them


def is_placeholder(value: str) -> bool:
    """Whether `value` stands for a secret and is none: a variable, a look-up, a parameter, or signs that hide it."""
    bare = value.strip(_MARKS).lower()
    if not bare.strip("*x•#-_ ") or _PLACEHOLDER.fullmatch(value) or is_filled(value):
        return True
    return _TYPE.fullmatch(value.rstrip("`,;")) is not None


# What a validation says of a value, which may be in it.
_COMPLAINT = re.compile(
    r"(?:^|[\s”\"'>»])(?:is|are|must|can't|cannot|should|does|has|value) (?:not|be|too|at|already|valid|invalid|required|blank|an?|no|have|has|contain|match|exceed|must|is)\b"
)


def is_complaint(value: str) -> bool:
    """Whether `value` is a sentence about a value: `“x” is not valid.`"""
    return " " in value and _COMPLAINT.search(value) is not None


def is_filled(token: str) -> bool:
    """Whether `token` is the form of a provider's token, filled in with no random characters."""
    return _FILLED.fullmatch(token) is not None


def is_published(value: str) -> bool:
    """Whether `value` is a key that documentation publishes: nobody's, but a way to try whether a key would go."""
    return value.endswith(("EXAMPLE", "EXAMPLEKEY")) and _PUBLISHED.fullmatch(value) is not None


def is_shown(before: bytes) -> bool:
    """Whether what stands before a published key says that it is shown as an example."""
    lowered = before.lower()
    return any(word in lowered for word in _SHOWING) and _SHOWN.search(before) is not None
