"""What notebooks show of designs and studies."""
from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any, Iterable

if TYPE_CHECKING:
    from ._native import Evaluation
    from ._study import Study


def number(value: Any) -> str:
    """Four digits of a float; anything else as it is."""
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def table(rows: Iterable[Iterable[Any]], head: Iterable[str] = ()) -> str:
    """Cells are escaped; numbers stand at the right."""
    def cell(value: Any, tag: str) -> str:
        side = "right" if isinstance(value, (int, float)) else "left"
        return f'<{tag} style="text-align:{side}">{html.escape(number(value))}</{tag}>'

    lines = ["".join(cell(value, "th") for value in head)] if head else []
    lines += ["".join(cell(value, "td") for value in row) for row in rows]
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
        return (f"infeasible: {infeasible['reason']}{' in ' + where if where else ''}, "
                f"{number(infeasible['needed'])} needed, {number(infeasible['available'])} available")
    if evaluation.reward is None:
        return "feasible, without a reward"
    return f"reward {number(evaluation.reward)} {evaluation.reward_unit}"


def evaluation_html(evaluation: Evaluation) -> str:
    networks = [(w["name"], w["cycles"], w["latency_ms"], w["energy_mj"], w["power_w"], w["utilization"])
                for w in evaluation.workloads]
    head = ("network", "cycles", "latency ms", "energy mJ", "power W", "utilization")
    return (f"<p><b>{html.escape(verdict(evaluation))}</b>, {number(evaluation.area_mm2)} mm²</p>"
            + (table(networks, head) if networks else "") + table(flat(evaluation.configuration).items()))


def study_html(study: Study) -> str:
    spec, trials, best = study.spec, study.trials, study.best
    facts = [("optimizer", f"{spec['optimizer']}, seed {spec['seed']}"),
             ("trials", f"{len(trials)} of {spec['trials']}"), ("feasible", int(trials["feasible"].sum()))]
    page = f"<p><b>{html.escape(study.folder)}</b></p>" + table(facts)
    if best is None:
        return page
    searched = {parameter["name"] for parameter in spec["space"]["parameters"]}
    rows = [(key, value) for key, value in flat(best["configuration"]).items() if key in searched]
    return (page + f"<p>best: trial {best['trial']}, reward {number(best['reward'])}, "
            f"{number(best['area_mm2'])} mm²</p>" + table(rows))
