"""Optuna searches apollo's space: python3 optuna_search.py [TRIALS]"""
import sys
import warnings

import optuna

import apollo

AREA_MM2 = 6.8
optuna.logging.set_verbosity(optuna.logging.WARNING)
warnings.simplefilter("ignore", optuna.exceptions.ExperimentalWarning)  # constraints
evaluator = apollo.Evaluator(workloads=["rnnt_encoder"], area_mm2=AREA_MM2)
parameters = apollo.Space("apollo").parameters


def design_of(indices):
    return {p["name"]: p["values"][indices[p["name"]]] for p in parameters}


def objective(trial):
    # Values are in ascending order: by an index Optuna knows which are near each other.
    evaluation = evaluator.evaluate(design_of({p["name"]: trial.suggest_int(p["name"], 0, len(p["values"]) - 1) for p in parameters}))
    trial.set_user_attr("area_mm2", evaluation.area_mm2)
    trial.set_user_attr("feasible", evaluation.feasible)
    return evaluation.reward  # 0 if it is infeasible


# Few designs of the space are small enough: by how much the others miss the limit tells Optuna where to look, as does a design to begin with.
sampler = optuna.samplers.TPESampler(seed=1, constraints_func=lambda trial: [trial.user_attrs["area_mm2"] - AREA_MM2])
study = optuna.create_study(direction="maximize", sampler=sampler)
study.enqueue_trial({p["name"]: p["values"].index(evaluator.baseline[p["name"]]) for p in parameters})
study.optimize(objective, n_trials=int(sys.argv[1]) if len(sys.argv) > 1 else 100)
best = study.best_trial
print(sum(trial.user_attrs["feasible"] for trial in study.trials), "of", len(study.trials), "designs are feasible")
print(f"best reward {best.value:.3f} {evaluator.reward_unit}, {best.user_attrs['area_mm2']:.2f} mm2")
print(design_of(best.params))
