"""A model's JSON Schema as the pages in docs/ have it."""

from __future__ import annotations

import json

from pydantic import BaseModel


def printed_schema(model: type[BaseModel]) -> str:
    """Return the JSON Schema of what the model prints; objects may gain fields in later versions."""
    schema = model.model_json_schema(mode="serialization")
    for definition in (schema, *schema["$defs"].values()):
        definition.pop("additionalProperties", None)
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    return json.dumps(schema, indent=2, sort_keys=True, ensure_ascii=True) + "\n"
