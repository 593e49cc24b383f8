"""What notebooks show of designs and studies."""
from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any, Iterable

if TYPE_CHECKING:
    from ._native import Evaluation
    from ._study import Study


UNITS = {"area": "mm²", "reticle": "mm²", "latency": "ms", "power": "W", "instruction_memory": "entries"}  # others: bytes


def number(value: Any) -> str:
    """Four digits of a float that is not whole; anything else as it is."""
    if not isinstance(value, float):
        return str(value)
    return f"{value:.0f}" if value.is_integer() and abs(value) < 2**53 else f"{value:.4g}"


def table(rows: Iterable[Iterable[Any]], head: Iterable[str] = ()) -> str:
    """Cells are escaped; all but a row's first stand at the right."""
    def line(values: Iterable[Any], tag: str) -> str:
        return "".join(f'<{tag} style="text-align:{"right" if at else "left"}">{html.escape(number(value))}</{tag}>'
                       for at, value in enumerate(values))

    lines = [line(head, "th")] if head else []
    lines += [line(row, "td") for row in rows]
    return "<table>" + "".join(f"<tr>{line}</tr>" for line in lines) + "</table>"


def flat(configuration: dict[str, Any]) -> dict[str, Any]:
    """Constants beside the parameters; of a technology that is a file's content its name."""
    values = {key: value for key, value in configuration.items() if key != "constants"}
    values.update(configuration.get("constants", {}))
    return {key: value.get("name", "unknown") if isinstance(value, dict) else value for key, value in values.items()}


def verdict(evaluation: Evaluation) -> str:
    infeasible = evaluation.infeasible
    if infeasible:
        where = ", ".join(part for part in (infeasible["workload"], infeasible["layer"]) if part)
        unit = UNITS.get(infeasible["reason"], "bytes")
        return (f"infeasible: {infeasible['reason']}{' in ' + where if where else ''}, "
                f"{number(infeasible['needed'])} {unit} needed, {number(infeasible['available'])} {unit} available")
    if evaluation.reward is None:
        return "feasible, without a reward"
    each = ", ".join(f"{name} {number(reward)}" for name, reward in evaluation.rewards.items())
    return f"reward {number(evaluation.reward)} {evaluation.reward_unit}" + (f" ({each})" if len(evaluation.rewards) > 1 else "")


def evaluation_html(evaluation: Evaluation) -> str:
    networks = [(w["name"], w["cycles"], w["latency_ms"], w["energy_mj"], w["power_w"], w["utilization"])
                for w in evaluation.workloads]
    head = ("network", "cycles", "latency ms", "energy mJ", "power W", "utilization")
    return (f"<p><b>{html.escape(verdict(evaluation))}</b>, {number(evaluation.area_mm2)} mm²</p>"
            + (table(networks, head) if networks else "") + table(flat(evaluation.configuration).items()))


def scoring_facts(spec: dict[str, Any]) -> list[tuple[str, Any]]:
    """What the designs of a study are scored by: a program, or networks, objectives and limits."""
    if "evaluator" in spec["evaluation"]:
        return [("evaluator", spec["evaluation"]["evaluator"])]
    objectives = [spec["objective"]] if isinstance(spec["objective"], str) else spec["objective"]
    limits = [f"{name} {number(limit)}" for name, limit in spec["constraints"].items()]
    return [("networks", ", ".join(spec["workloads"])), ("objective", ", ".join(objectives)),
            ("limits", ", ".join(limits) or "none")]


def study_html(study: Study) -> str:
    spec, trials, best = study.spec, study.trials, study.best
    facts = [*scoring_facts(spec), ("optimizer", f"{spec['optimizer']}, seed {spec['seed']}"),
             ("trials", f"{len(trials)} of {spec['trials']}"), ("feasible", int(trials["feasible"].sum()))]
    if "hypervolume" in (trials.dtype.names or ()) and len(trials):
        facts.append(("hypervolume", float(trials["hypervolume"][-1])))
    page = f"<p><b>{html.escape(study.folder)}</b></p>" + table(facts)
    if best is None:
        return page
    searched = {parameter["name"] for parameter in spec["space"]["parameters"]}
    rows = [(key, value) for key, value in flat(best["configuration"]).items() if key in searched]
    return (page + f"<p>best: trial {best['trial']}, reward {number(best['reward'])}, "
            f"{number(best['area_mm2'])} mm²</p>" + table(rows))
