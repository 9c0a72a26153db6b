"""What validations and databases say of a value of a field shows no value, whichever of the two stands first."""

from __future__ import annotations

import pytest

from crosscut.redaction import Redactor
from crosscut.redaction.matching import Engine, available

ENGINES: list[Engine] = [available(), "pcre2", "re"]
# {v} is somebody's last name.
_SAID = r"""
django.core.exceptions.ValidationError: {'last_name': ['Value “{v}” is not valid.']}
{'last_name': ['“{v}” value must be shorter.']}
{"age":["\"7x\" is not a valid choice."],"last_name":["\"{v}\" is not a valid choice."]}
{'last_name': [ErrorDetail(string='“{v}” is not a valid choice.', code='invalid')]}
{"errors":{"last_name":["The value '{v}' does not match."]}}
Duplicate entry '{v}' for key 'customers.last_name'
Duplicate entry '{v}' for key 'users.users_last_name_unique'
Incorrect string value: '{v}' for column `shop`.`users`.`last_name` at row 1
The value '{v}' is not valid for LastName.
Cast to string failed for value "{v}" (type string) at path "lastName" for model "User"
from String "{v}": Failed to deserialize (through reference chain: com.example.User["person"]->com.example.Person["lastName"])
for property 'lastName'; nested exception is ConversionFailedException: Failed to convert from type [java.lang.String] to type [com.example.Name] for value [{v}]
Field error in object 'user' on field 'lastName': rejected value [{v}]; codes [x]
"last_name" with value "{v}" fails to match the required pattern: /^x$/
ValidationError { target: User {}, value: '{v}', property: 'lastName', children: [], constraints: { isShort: 'no' } }
{"value":"{v}","property":"lastName","constraints":{"isShort":"no"}}
{"type":"field","value":"{v}","msg":"Invalid value","path":"lastName","location":"body"}
{"value":"{v}","msg":"too long","param":"last_name","location":"body"}
{"field":"lastName","rejectedValue":"{v}","message":"no"}
{"rejectedValue":"{v}","field":"user.lastName","message":"no"}
{"propertyPath":"lastName","invalidValue":"{v}","message":"no"}
{"PropertyName":"LastName","ErrorMessage":"too long","AttemptedValue":"{v}"}
{"code":"invalid_type","path":["body","lastName"],"received":"{v}"}
{"instancePath":"/user/lastName","keyword":"pattern","value":"{v}"}
1 validation error for User\nlast_name\n  String should be shorter [type=string_too_long, input_value='{v}', input_type=str]
1 validation error for Account last_name String should be shorter [type=string_too_long, input_value='{v}', input_type=str]
#<ActiveModel::Error attribute=last_name, type=too_long, options={:value=>"{v}"}>
Invalid value '{v}' for field 'last_name'
invalid value "{v}" for parameter last_name
Parameter 'lastName' has invalid value '{v}'
Variable "$lastName" got invalid value "{v}"; Expected type
The attribute last_name with value {v} is invalid
Unable to coerce '{v}' for parameter 'lastName'
Could not parse "{v}" as last_name
column "last_name" value "{v}" too long
Path `lastName` (`{v}`) is longer than the maximum allowed length (3).
Cannot insert duplicate key row in object 'dbo.Users' with unique index 'IX_Users_LastName'. The duplicate key value is ({v}).
Failed validating 'pattern' in schema['properties']['last_name']:\n\nOn instance['last_name']:\n    '{v}'
"""
SAID = _SAID.strip().split("\n")


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("form", SAID)
def test_the_value_goes_and_the_rest_stays(form: str, engine: Engine) -> None:
    before, _, behind = form.partition("{v}")

    text = Redactor(b"synthetic-key", engine=engine).text(f"{before}Exampleton{behind}")

    assert text.startswith(before + "<") and text.endswith(">" + behind)


@pytest.mark.parametrize("form", SAID)
def test_a_field_that_is_nobodys_stays(form: str) -> None:
    for name in ("last_name", "lastName", "LastName"):
        form = form.replace(name, "colour")
    text = form.replace("{v}", "turquoise")

    assert Redactor(b"synthetic-key").text(text) == text


@pytest.mark.parametrize("name", ["last_name_1", "@__lastName_0", "user_last_name_12", "'last_name_1'"])
def test_a_number_behind_a_name_hides_no_value(name: str) -> None:
    text = Redactor(b"synthetic-key").text(f"[parameters: {name}='Exampleton', limit_1=5]")

    assert text.startswith(f"[parameters: {name}='<NAME:") and text.endswith(">', limit_1=5]")
