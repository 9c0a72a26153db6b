"""On which line of a YAML file a field stands."""

from __future__ import annotations

from collections.abc import Sequence


def line_of(text: str, place: Sequence[str | int]) -> int:
    """Return the line on which the field stands, or the last of its parents that stands anywhere; 0 if none does."""
    import yaml  # in a Lambda nothing is read from YAML

    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except (ValueError, yaml.YAMLError):
        return 0
    line = 0
    for part in place:
        found = None
        if isinstance(node, yaml.MappingNode):
            found = next(((key, value) for key, value in node.value if key.value == part), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            found = (node.value[part], node.value[part])
        if found is None:
            break
        line, node = int(found[0].start_mark.line) + 1, found[1]
    return line
