"""Arguments of Python as the keys that apollo's files have."""
from __future__ import annotations

import os
from typing import Any, Iterable, Mapping, Sequence, Union

from ._errors import ConfigError

Path = Union[str, "os.PathLike[str]"]
LIMITS = ("area_mm2", "latency_ms", "power_w")


def processors() -> int:
    """How many this process may use."""
    return len(os.sched_getaffinity(0))


def as_list(value: Any) -> list[Any]:
    """A name alone, or several."""
    return [value] if isinstance(value, str) or not isinstance(value, Iterable) else list(value)


def shape_texts(shapes: Mapping[str, Sequence[int]]) -> list[str]:
    """{"data": (1, 3, 224, 224)} -> ["data=1x3x224x224"]"""
    return [f"{name}={'x'.join(str(size) for size in sizes)}" for name, sizes in shapes.items()]


def scoring(workloads: Any, given: Mapping[str, Any]) -> dict[str, Any]:
    """The keys of a scoring, without what is None. Limits become "constraints"."""
    keys = {key: value for key, value in given.items() if value is not None and key not in LIMITS}
    limits = {key: given[key] for key in LIMITS if given.get(key) is not None}
    names = [os.fspath(name) if hasattr(name, "__fspath__") else name for name in as_list(workloads)]
    for name in names:
        if not isinstance(name, str):
            raise ConfigError(f"workloads holds {name!r}; must be names and files of networks")
    if names:
        keys["workloads"] = names
    if limits:
        keys["constraints"] = limits
    if "input_shapes" in keys:
        keys["input_shapes"] = shape_texts(keys["input_shapes"])
    return keys
