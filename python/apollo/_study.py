"""Searches that are kept in a folder."""
from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Callable, Iterable, Mapping, Sequence, Union

import numpy

from . import _arguments, _html, _native
from ._arguments import Path
from ._errors import StudyPaused

if TYPE_CHECKING:
    import pandas


class Study:
    """A search in a folder, the same as one of `apollo search`: either goes on with the other's.

    The same arguments give the same trials, whatever the number of threads. Every finished trial is kept at once;
    a run that was interrupted or killed is gone on with by run(), in this process or, after Study.open(), in
    another.
    """

    def __init__(self, folder: Path, *, space: Union[str, Path, Mapping[str, Any], _native.Space], trials: int,
                 workloads: Union[str, Path, Iterable[Union[str, Path]]] = (), optimizer: str | None = None,
                 options: Mapping[str, float] | None = None, seed: int | None = None, proposals: int | None = None,
                 lag: int | None = None, evaluator: str | None = None, minimize: bool | None = None,
                 evaluator_timeout_s: float | None = None, on_failure: str | None = None, area_mode: str | None = None, suite: str | None = None,
                 technology: str | None = None, template: str | None = None, baseline: str | None = None,
                 set: Mapping[str, Any] | None = None, objective: Union[str, Sequence[str], None] = None,
                 reference: Sequence[float] | None = None, aggregate: str | None = None, batch: int | None = None,
                 area_mm2: float | None = None, latency_ms: float | None = None, power_w: float | None = None,
                 input_shapes: Mapping[str, Sequence[int]] | None = None, skip_unsupported: bool | None = None,
                 resume: bool = False) -> None:
        """A study that run() makes; with `resume`, one that it goes on with if the folder holds it.

        optimizer, options, seed: the strategy (default "random"), see apollo.strategies(), and its seed (default 1).
        proposals: points that the strategy proposes at once (default 16).
        lag: batches by which what the strategy knows lags behind what it proposes (default 0), so that threads
            need not wait for the slowest point of a batch.
        area_mode: "blackbox" (default), or "known": points over area_mm2 are never proposed.
        evaluator: "exec:CMD", a program that scores points in place of apollo (docs/integration.md), with minimize,
            evaluator_timeout_s and on_failure.
        The others: as of Evaluator.
        """
        space = space.to_dict() if isinstance(space, _native.Space) else space
        arguments = _arguments.scoring(workloads, {
            "space": space, "trials": trials, "optimizer": optimizer, "options": options, "seed": seed,
            "proposals": proposals, "lag": lag, "evaluator": evaluator, "minimize": minimize,
            "evaluator_timeout_s": evaluator_timeout_s, "on_failure": on_failure, "area_mode": area_mode,
            "suite": suite, "technology": technology, "template": template, "baseline": baseline, "set": set,
            "objective": objective, "reference": reference, "aggregate": aggregate, "batch": batch,
            "area_mm2": area_mm2, "latency_ms": latency_ms, "power_w": power_w, "input_shapes": input_shapes,
            "skip_unsupported": skip_unsupported})
        self._study = _native.Study(os.fspath(folder), arguments, resume)

    @classmethod
    def open(cls, folder: Path) -> Study:
        """The study that is in a folder; another process may be running it."""
        study = cls.__new__(cls)
        study._study = _native.Study(os.fspath(folder))
        return study

    def run(self, threads: int | None = None, *, trials: int | None = None,
            progress: Callable[[dict[str, Any]], None] | None = None) -> Study:
        """Evaluates to the end of the budget, on so many threads (default one per processor); returns the study.

        trials: more than it had make it longer.
        progress: called after each trial with a dict: finished, total, feasible, best_reward (None while nothing is
            feasible). What it raises ends the run after the trials under way, as does Ctrl-C.
        Raises StudyPaused if trials are left that the evaluator has failed on.
        """
        result = self._study.run(_arguments.processors() if threads is None else threads, trials, progress)
        if result["pause"]:
            raise StudyPaused(f"{self.folder}: paused: {result['pause']}; run() goes on")
        if result["failed"]:
            raise StudyPaused(f"{self.folder}: {result['failed']} trials have failed; run() tries them again")
        return self

    @property
    def folder(self) -> str:
        """As it was given."""
        return self._study.folder

    @property
    def spec(self) -> dict[str, Any]:
        """All that decides what it finds, as study.json holds it."""
        return self._study.spec

    @property
    def best(self) -> dict[str, Any] | None:
        """Of the best trial so far: trial, reward, area_mm2, configuration; None if nothing is feasible."""
        return self._study.best()

    @property
    def trials(self) -> numpy.ndarray[Any, Any]:
        """The trials that have finished, a structured array with the columns of trials.csv (docs/study.md).

        Texts that a trial lacks are empty, numbers NaN.
        """
        columns = [(name, numpy.asarray(values, dtype=str if isinstance(values, list) else None))
                   for name, values in self._study.columns()]
        table = numpy.empty(len(columns[0][1]), dtype=[(name, values.dtype) for name, values in columns])
        for name, values in columns:
            table[name] = values
        return table

    def dataframe(self) -> pandas.DataFrame:
        """The trials as a pandas.DataFrame; needs pandas."""
        import pandas
        return pandas.DataFrame(dict(self._study.columns()))

    def __repr__(self) -> str:
        return f"<apollo.Study {self.folder}: {len(self._study.columns()[0][1])} of {self.spec['trials']} trials>"

    def _repr_html_(self) -> str:
        return _html.study_html(self)
