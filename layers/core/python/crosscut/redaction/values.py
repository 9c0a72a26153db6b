"""How logs write a name and its value: key=value, JSON (also in strings), YAML, XML, forms, URLs, headers, arrays.

Pieces of patterns in lower case, for rules that look for a value under a name that says what it is.
"""

from __future__ import annotations

# Where a name may begin: not inside of a word, but after an escaped line end, an URL-encoded character, the colour of a
# terminal, and `-D` of Java.
EDGE = rb"(?:(?<![a-z0-9])|(?<=[\\0-9\-][nrtmd])(?:(?<=\\[nrt])|(?<=\[[0-9]m)|(?<=[0-9]{2}m)|(?<=[ \"']-d))|(?<=%[0-9a-f]{2}))"
_QUOTE = rb"\\{0,16}+[\"']"
# Between a name and its value, in lower case, as most programs write it: `=`, `: `, `"=>"`, `%3D`, `%22%3A%22`, and
# `[password]=` of forms. A terminal's colours may follow, and the type of the value: `Some("`, `string(12) "`, `[`.
_SIGN = (
    rb"(?:" + _QUOTE + rb"|`|%(?:25)?2[27])?(?:\]|%(?:25)?5d)?[ \t]{0,40}+"
    rb"(?>:=|=>|->|={1,3}|:(?!:)|%(?:25)?3[ad])(?:[ \t]{1,40}+|\\{1,4}+t(?=[^\s\x1e])|%20|\+(?=\\|%22|\"))?+"
    rb"(?:(?:\x1b|\\{1,4}+(?:u001b|x1b|e|033))\[[0-9;]{0,12}+m){0,3}+"
    rb"(?:[\[(]?(?!(?:[\w.]{0,24}\.|std::)?(?:environ|getenv|env|_env|_post|_get|_request|get_?property|lookup|form|params|args|body|headers|cookies)\b)[a-z][\w:.]{1,40}+(?:\([0-9]{1,6}\)[ ]|[(\[]{1,2}+)(?="
    + _QUOTE
    + rb"))?+"
)
# What else is said of a variable between its name and its value: nothing in which another name could have one.
SAID_OF = rb"(?:(?:variable_?)?type|masked|protected|environment_scope|enabled|hidden|raw|scope|required|overwrite|disabled|version)"
_MEMBER = (
    _QUOTE
    + rb"(?:"
    + SAID_OF
    + _QUOTE
    + rb"[ ]?:[ ]?(?:"
    + _QUOTE
    + rb"[\w ./*\-]{0,64}+"
    + _QUOTE
    + rb"|[a-z0-9.]{1,20}+)"
    rb"|(?:is_?)?(?:secret|secure|sensitive)" + _QUOTE + rb"[ ]?:[ ]?(?:true|false)),[ ]?"
)
# The pairs of Kubernetes, `"name": "DB_PASSWORD", "value": "..."`, also in YAML. Bounded, for floods of blanks.
_PAIRED = (
    rb"\\{0,16}+[\"']?(?:[ \t,;]|\r?\n){1,40}+(?:"
    + _MEMBER
    + rb"){0,3}+\\{0,16}+[\"']?[\w.\-]{0,64}?value(?:\\{0,16}+[\"'])?[ \t]{0,40}+[:=]"
    rb"[ \t]{0,40}+"
)
# `"password":{"value":"..."}`, as Spring, Terraform, DynamoDB, Avro and many others write it.
_WRAPPED = (
    _QUOTE
    + rb"[ \t]{0,8}+[:=]>?[ \t]{0,8}+\{[ \t]{0,8}+"
    + _QUOTE
    + rb"(?:value|s|stringvalue|string|plain_?text|text|secure|data|_value|raw|content|\$t|#text|_text)"
    + _QUOTE
    + rb"[ \t]{0,8}+[:=]>?[ \t]{0,8}+(?="
    + _QUOTE
    + rb")"
)
# `["password","..."]` and `('password', '...')`: nothing else in it.
# But for two names of fields, at the end of a path or a list of these.
_FIELDS = (
    rb"(?:(?:first|last|full|middle|given|family|display|nick|sur|user)?[_\-]?name|phone(?:[_\-]?number)?|mobile|e-?mail(?:[_\-]?address)?|(?:street|postal|home)?[_\-]?address(?:[_\-]?line)?[_\-]?[0-9]?"
    rb"|street|zip(?:[_\-]?code)?|post(?:al)?[_\-]?code|plz|city|town|state|country|region|birth[_\-]?da(?:y|te)|date[_\-]of[_\-]birth|dob|age|gender|(?:new[_\-]?|old[_\-]?)?password[_\-]?confirm(?:ation)?"
    rb"|(?:first|last|new|old|current)[_\-]?(?:password|token)|(?:api|access)[_\-]?(?:key|token)|roles?|u?u?id|(?:user|tax|customer|created|updated)[_\-]?(?:id|at)|status|settings|profile|preferences|contacts?|location|avatar|locale|language|time[_\-]?zone|iban|ssn|card[_\-]?number|cvv|cvc|expiry|amount|currency|quantity|value|description|title)"
)
_LISTED = (
    rb"(?:\\{0,16}+[\"'])?(?<=[\"']),(?![ \t]?\\{0,16}+[\"']"
    + _FIELDS
    + rb"\\{0,16}+[\"'])[ \t]{0,8}+(?=[bu]?(?:\\{0,16}+\"[^\"\r\n\x1e]{1,1024}+\"|'[^'\r\n\x1e]{1,1024}+')[ \t]?[\])])"
)
# `<password type="x">...</`, `Key (password)=(...)` of PostgreSQL, a part of a form.
_TAG = rb"(?:[ ][\w:.\-]{1,40}+=[^<>\r\n\x1e]{1,160}+)?>(?=[^<>\r\n\x1e]{1,1024}+</)"
_IN_BRACKETS = rb"\)[ ]?=[ ]?\((?=[^()\r\n\x1e]{1,256}+\))"
_PART = rb"(?:\\{0,16}+[\"'])?(?<=[\"'])(?:\\{1,8}+[rn]|\r?\n){2,4}+"
IS = rb"(?:" + b"|".join((_WRAPPED, _SIGN, _PAIRED, _LISTED, _TAG, _IN_BRACKETS, _PART)) + rb")"
# `could not verify password 'x'`: a quote stands for the sign.
SAID = rb"[ ](?=\\{0,16}+[\"'](?!\w{0,16}[ ]?\())"
# A value that is not quoted ends at a delimiter, but for one that something other than the next name follows.
BARE = (
    rb"(?:[^\s\"'&;,<>{}()\[\]\\\x1e%]++|%(?!2[267]|3b)|%2[27](?=[\w!@#$^*])"
    rb"|%(?:26|3b)(?![\w.\-\[\]]{1,64}+%3d)"
    rb"|[&;,](?=[^\s\"'&;,<>{}()\[\]\\\x1e])(?!(?:amp;)?[\w.\-\[\]%]{1,64}+\\{0,16}+[\"']?[ \t]{0,8}+[:=])"
    rb"|[(\[{](?=\w)(?![\w.\-]{1,64}+[:=])|[)\]}](?=[\w!@#$^*])|[\"'>](?=\w)"
    rb"|<(?=\w)(?![a-z0-9_]{2,20}:[a-z2-7]{8}>)|\\(?!\\{0,16}+(?:[nrt\"'\s\x1e]|(?![\s\S]))))"
)
# "invalid token: password=...": the value is the second one's. Nor is one what PHP says of a member, nor an entity.
NO_NAME = rb"(?!(?:token|secret|credential|pwd|pass(?:wd|word|phrase)?|user(?:name)?|login|host|port|email)s?[\"']?[ \t]{0,8}+[:=])(?!(?:protected|private)\]|\[?errordetail\()(?!(?:secrets?|configmaps?)[ ]\\{0,16}[\"'])(?!&(?:amp;){0,2}+(?:quot|apos|#34|#39|#x27|lt);)"
# What a tag or brackets end: all of it, whatever is in it.
_ENCLOSED = (
    rb"(?<=[^=\-]>)([^<>\r\n\x1e]{1,1024}+)(?=</)|(?<==\()([^()\r\n\x1e]{1,256}+)(?=\))"
    rb"|(?<== \()([^()\r\n\x1e]{1,256}+)(?=\))"
)
# An opening quote needs no closing one: lines are cut off.
QUOTED = (
    rb"[brun]?(?P<_e>\\{1,16}+)\"((?:[^\\\r\n\x1e]++|(?!(?<!\\)(?P=_e)\")\\)++)"
    rb"|[brun]?\"((?:[^\"\\\r\n\x1e]++|\\[^\r\n\x1e])++)"
    rb"|[brun]?'((?:[^'\\\r\n\x1e]++|\\[^\r\n\x1e]|'(?=\w))++)"
    rb"|%(?:25)?2[27](?!%)((?:[^\s\"'&;,<>{}()\[\]\\\x1e%]++|%(?!(?:25)?2[27]))++)"
)
VALUE = (
    rb"(?:" + _ENCLOSED + rb"|" + QUOTED
    + rb"|\[[ \t]{0,8}+(\\{0,16}+[\"'][^\]\r\n\x1e]*+)|(" + NO_NAME + BARE + rb"++)(?!\(\[))"
)  # fmt: skip
# For values that nobody writes long, so that floods of names do not make each of them run to the end of the line.
_FIRST_OF_LIST = rb"(?:\[[ \t]?(?=\\{0,16}+[\"']))?+"
SHORT_QUOTED = (
    _ENCLOSED
    + rb"|"
    + _FIRST_OF_LIST
    + rb"[brun]?(?:(?P<_e>\\{1,16}+)\"((?:[^\\\"\r\n\x1e]{1,256}+(?:(?!(?P=_e)\")\\{1,16}+[^\r\n\x1e]?)?+){1,3}+)"
    rb"|\"((?:(?:[^\"\\\r\n\x1e]{1,256}+|(?:\\u[0-9a-f]{4})++)(?:\\{1,16}+[^\r\n\x1e]?)?+){1,3}+)"
    rb"|\\{0,16}+'(?:'(?=\w))?((?:[^'\\\r\n\x1e]{1,256}+(?:'(?=['\w])'?|\\{1,16}+[^\r\n\x1e]?)?+){1,3}+))"
    rb"|%(?:25)?2[27](?!%)([^\s\"'&;,<>{}()\[\]\\\x1e%]{1,128}+(?:%(?!(?:25)?2[27])[^\s\"'&;,<>{}()\[\]\\\x1e%]{0,128}+){0,3}+)"
)
# What follows the kind in a pseudonym, in lower case.
PSEUDONYM = rb":[a-z2-7]{8}>"
# Before a number of which the rule gives the form: a quote, a bracket, both.
OPENED = rb"(?:[\[(][ ]?)?(?:[bun]?\\{0,16}+[\"'])?"
