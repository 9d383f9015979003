"""YAML of others, hardened: its library is loaded where there is some to read."""

from __future__ import annotations

from typing import Any

import yaml

from app.errors import InputError


class _PlainLoader(yaml.SafeLoader):
    """Safe YAML without aliases: nine lines of them unfold to a billion nodes."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.events.AliasEvent):
            event = self.peek_event()  # type: ignore[no-untyped-call]  # untyped in its stubs
            raise yaml.MarkedYAMLError(
                problem="aliases (*name) are not allowed", problem_mark=event.start_mark
            )
        return super().compose_node(parent, index)


def parse_yaml(text: str, name: str) -> Any:
    """The value that `text` holds; `name` is for the error's sentence."""
    try:
        return yaml.load(text, Loader=_PlainLoader)  # _PlainLoader is a SafeLoader
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise InputError(f"{name} line {line} is not YAML: {error.problem}.") from error
    except yaml.YAMLError as error:
        raise InputError(f"{name} can't be read: {str(error).splitlines()[0]}.") from error
