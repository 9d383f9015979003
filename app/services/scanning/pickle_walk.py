"""Follows the opcodes of pickles without running them, and collects what they would import."""

from __future__ import annotations

import io
import math
import pickletools
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

MAX_OPCODES = 2_000_000
MAX_NESTED = 50  # object arrays inside object arrays

_CALLS = frozenset({"REDUCE", "INST", "OBJ", "NEWOBJ", "NEWOBJ_EX"})
_CONSTANTS = {"NONE": None, "NEWTRUE": True, "NEWFALSE": False}
_VALUES = frozenset(
    {
        "SHORT_BINUNICODE", "BINUNICODE", "BINUNICODE8", "UNICODE", "STRING", "BINSTRING",
        "SHORT_BINSTRING", "INT", "BININT", "BININT1", "BININT2", "LONG", "LONG1", "LONG4",
    }
)  # fmt: skip
_GETS = frozenset({"GET", "BINGET", "LONG_BINGET"})
_PUTS = frozenset({"PUT", "BINPUT", "LONG_BINPUT"})
_TUPLES = frozenset({"TUPLE", "TUPLE1", "TUPLE2", "TUPLE3", "EMPTY_TUPLE"})

_GLOBAL = re.compile(rb"[ci]([A-Za-z_][\w.]{0,100})\n([A-Za-z_][\w.]{0,100})\n")
_MEMO = rb"(?:\x94|q.|r....)?"
_WORD = rb"(?:\x8c.([A-Za-z_][\w.]{0,100})|X.\x00\x00\x00([A-Za-z_][\w.]{0,100})|h(.))"
_STACK_GLOBAL = re.compile(_WORD + _MEMO + _WORD + _MEMO + rb"\x93", re.S)


@dataclass(slots=True)
class Walk:
    """What was seen on the way: imports as "module name", "?" for what is made up on the way."""

    imports: set[str] = field(default_factory=set)
    calls: bool = False
    is_whole: bool = True  # every byte was understood


@dataclass(frozen=True, slots=True)
class _Name:
    module: str
    attribute: str


@dataclass(slots=True)
class _Made:
    """What calling `maker` would give."""

    maker: Any
    arguments: Any
    state: Any = None


_UNKNOWN = object()


def walk_pickle(data: bytes) -> Walk:
    """Follow all pickles in `data`; behind what can't be followed, look for imports by form."""
    walk = Walk()
    position = 0
    while position < len(data):
        machine = _Machine(walk)
        end = _follow(data, position, machine)
        if end is None:
            walk.is_whole = False
            _search(data[position:], machine.memo, walk)
            return walk
        position = end
    return walk


def _follow(data: bytes, start: int, machine: _Machine) -> int | None:
    """The position after the pickle at `start`, or None where the opcodes make no sense."""
    stream = io.BytesIO(data)
    stream.seek(start)
    try:
        _run(stream, machine, len(data), 0)
    # What the readers of genops stumble over on invented lengths and bad text, and our own
    # machine on an empty stack or a state of the wrong kind.
    except (ValueError, EOFError, OverflowError, MemoryError, IndexError, TypeError):
        return None
    return stream.tell()


def _run(stream: io.BytesIO, machine: _Machine, size: int, depth: int) -> None:
    for count, (opcode, argument, _position) in enumerate(pickletools.genops(stream)):
        if count > MAX_OPCODES or depth > MAX_NESTED:
            raise ValueError("too long")
        machine.step(opcode, argument)
        if opcode.name == "BUILD" and _is_joblib_array(machine.stack[-1]):
            _skip_array(stream, machine, size, depth)


class _Machine:
    """The pickle machine without the running: it keeps names, numbers, tuples and states.

    A stack, not "the last two strings": a pickle may push harmless strings and drop them again.
    """

    def __init__(self, walk: Walk) -> None:
        self.walk = walk
        self.stack: list[Any] = []
        self.memo: dict[int, Any] = {}

    def step(self, opcode: Any, argument: Any) -> None:
        name = opcode.name
        if name in _CALLS:
            self.walk.calls = True
        if name == "MEMOIZE":
            self.memo[len(self.memo)] = self.stack[-1]
        elif name in _PUTS:
            self.memo[int(argument)] = self.stack[-1]
        elif name == "DUP":
            self.stack.append(self.stack[-1])
        else:
            popped = self._pop(opcode)
            self.stack.extend(self._push(opcode, argument, popped))

    def _pop(self, opcode: Any) -> list[Any]:
        """What the opcode takes, without a mark."""
        before, mark = opcode.stack_before, pickletools.markobject
        popped: list[Any] = []
        count = len(before)
        if mark in before or (opcode.name == "POP" and self.stack[-1] is mark):
            while (item := self.stack.pop()) is not mark:
                popped.append(item)
            count = before.index(mark) if mark in before else 0
        popped.extend(self.stack.pop() for _ in range(count))
        return popped[::-1]

    def _push(self, opcode: Any, argument: Any, popped: list[Any]) -> list[Any]:
        name = opcode.name
        if name in _CONSTANTS:
            return [_CONSTANTS[name]]
        make = _MAKERS.get(name)
        if make is not None:
            return [make(self, argument, popped)]
        mark = pickletools.markobject
        return [item if item is mark else _UNKNOWN for item in opcode.stack_after]

    def value(self, argument: Any, _popped: list[Any]) -> Any:
        return _plain(argument)

    def fetch(self, argument: Any, _popped: list[Any]) -> Any:
        return self.memo.get(int(argument), _UNKNOWN)

    def collect(self, _argument: Any, popped: list[Any]) -> Any:
        return tuple(popped)

    def open_dict(self, _argument: Any, _popped: list[Any]) -> Any:
        return {}

    def import_text(self, argument: Any, _popped: list[Any]) -> Any:
        module, _, attribute = str(_plain(argument)).partition(" ")
        return self._imported(module, attribute)

    def import_stack(self, _argument: Any, popped: list[Any]) -> Any:
        module, attribute = popped
        return self._imported(_text(module), _text(attribute))

    def call(self, _argument: Any, popped: list[Any]) -> Any:
        return _Made(popped[0], popped[1])

    def build(self, _argument: Any, popped: list[Any]) -> Any:
        thing, state = popped
        if isinstance(thing, _Made):
            thing.state = state
        return thing

    def set_items(self, _argument: Any, popped: list[Any]) -> Any:
        target, *items = popped
        if isinstance(target, dict):
            pairs = zip(items[::2], items[1::2], strict=False)
            target.update({key: value for key, value in pairs if isinstance(key, str)})
        return target

    def _imported(self, module: str, attribute: str) -> _Name:
        self.walk.imports.add(f"{module} {attribute}")
        return _Name(module, attribute)


_MAKERS: dict[str, Callable[[_Machine, Any, list[Any]], Any]] = {
    "GLOBAL": _Machine.import_text,
    "INST": _Machine.import_text,
    "STACK_GLOBAL": _Machine.import_stack,
    "REDUCE": _Machine.call,
    "NEWOBJ": _Machine.call,
    "BUILD": _Machine.build,
    "SETITEM": _Machine.set_items,
    "SETITEMS": _Machine.set_items,
    "EMPTY_DICT": _Machine.open_dict,
    **dict.fromkeys(_VALUES, _Machine.value),
    **dict.fromkeys(_GETS, _Machine.fetch),
    **dict.fromkeys(_TUPLES, _Machine.collect),
}


def _is_joblib_array(thing: Any) -> bool:
    return (
        isinstance(thing, _Made)
        and isinstance(thing.maker, _Name)
        and thing.maker.attribute == "NumpyArrayWrapper"
    )


def _skip_array(stream: io.BytesIO, machine: _Machine, size: int, depth: int) -> None:
    """joblib puts the bytes of an array between the opcodes; other scanners get lost there."""
    state = machine.stack[-1].state
    kind = state["dtype"].arguments[0]
    if state.get("numpy_array_alignment_bytes") is not None and kind[0] != "O":
        stream.seek(int.from_bytes(stream.read(1), "little"), 1)
    if kind[0] == "O":  # an array of objects is a pickle of its own
        _run(stream, _Machine(machine.walk), size, depth + 1)
        return
    width = int(kind[1:]) * (4 if kind[0] == "U" else 1)
    end = stream.tell() + math.prod(state["shape"]) * width
    if not stream.tell() <= end <= size:
        raise ValueError("an array longer than the file")
    stream.seek(end)


def _search(data: bytes, memo: dict[int, Any], walk: Walk) -> None:
    """Imports by their form, wherever they stand; some bytes only look like one."""
    for match in _GLOBAL.finditer(data):
        walk.imports.add(f"{match[1].decode()} {match[2].decode()}")
    for match in _STACK_GLOBAL.finditer(data):
        module = _word(match[1] or match[2], match[3], memo)
        attribute = _word(match[4] or match[5], match[6], memo)
        if module and attribute:
            walk.imports.add(f"{module} {attribute}")
    walk.calls = True


def _word(literal: bytes | None, place: bytes | None, memo: dict[int, Any]) -> str:
    if literal is not None:
        return literal.decode()
    kept = memo.get(place[0]) if place else None
    return kept if isinstance(kept, str) else ""


def _text(item: Any) -> str:
    return item if isinstance(item, str) else "?"


def _plain(argument: Any) -> Any:
    return argument.decode("utf-8", errors="replace") if isinstance(argument, bytes) else argument
