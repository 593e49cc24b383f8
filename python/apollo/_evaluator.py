"""Designs and what they are worth."""
from __future__ import annotations

from typing import Any, Iterable, Mapping, Sequence, Union

from . import _arguments, _native
from ._arguments import Path
from ._native import Evaluation, Network

Configuration = Union[Mapping[str, Any], Path]


class Evaluator(_native.Evaluator):
    """Scores designs on networks, to the cycle. May be used by several threads at once."""

    def __init__(self, workloads: Union[str, Path, Network, Iterable[Union[str, Path, Network]]] = (), *,
                 suite: str | None = None, technology: str | None = None, template: str | None = None,
                 baseline: str | None = None, set: Mapping[str, Any] | None = None,
                 objective: Union[str, Sequence[str], None] = None, reference: Sequence[float] | None = None,
                 aggregate: str | None = None, batch: int | None = None, area_mm2: float | None = None,
                 latency_ms: float | None = None, power_w: float | None = None,
                 input_shapes: Mapping[str, Sequence[int]] | None = None, skip_unsupported: bool | None = None) -> None:
        """
        workloads: built-in networks, network files, ONNX models, Networks; or `suite`, a built-in one or a file.
        technology: "7nm" (default), "16nm", "28nm" or a technology file.
        template: constants that designs have unless they say otherwise, by name or file.
        baseline: the configuration file of the design that scores 1 (default the built-in edge design), or
            "none": rewards are absolute, in the objective's unit.
        set: values that designs have instead of the baseline's, by name.
        objective: what the reward measures (default "throughput_per_area"), or up to four; reference, aggregate:
            as the options of `apollo search`.
        batch: inferences one after the other that share the host's time.
        area_mm2, latency_ms, power_w: limits, in mm2, in ms of each network's inference or batch, in W.
        input_shapes, skip_unsupported: how ONNX models are read, as of apollo.import_onnx: dimensions of inputs,
            {"data": (1, 3, 224, 224)}; whether operators that are not supported are left out.
        """
        networks = [given for given in _arguments.as_list(workloads) if isinstance(given, Network)]
        names = [given for given in _arguments.as_list(workloads) if not isinstance(given, Network)]
        super().__init__(_arguments.scoring(names, {
            "suite": suite, "technology": technology, "template": template, "baseline": baseline, "set": set,
            "objective": objective, "reference": reference, "aggregate": aggregate, "batch": batch,
            "area_mm2": area_mm2, "latency_ms": latency_ms, "power_w": power_w, "input_shapes": input_shapes,
            "skip_unsupported": skip_unsupported}), networks)

    def evaluate(self, configuration: Configuration, layers: bool = False) -> Evaluation:
        """Of a dict or a configuration file. `layers`: also each network's layers and bounds, in to_dict().

        An infeasible design is a result, not an error.
        """
        return super().evaluate(configuration, layers)

    def evaluate_many(self, configurations: Iterable[Configuration], threads: int | None = None,
                      layers: bool = False) -> list[Evaluation]:
        """Of each, in their order, on so many threads (default one per processor); the number changes no result.

        Ctrl-C ends it after the designs that are under way.
        """
        threads = _arguments.processors() if threads is None else threads
        return super().evaluate_many(configurations, threads, layers)
