"""Optuna searches apollo's space: python3 optuna_search.py [TRIALS]"""
import sys

import optuna

import apollo

optuna.logging.set_verbosity(optuna.logging.WARNING)
evaluator = apollo.Evaluator(workloads=["rnnt_encoder"], area_mm2=6.8)
space = apollo.Space("apollo")


def objective(trial):
    design = {p["name"]: trial.suggest_categorical(p["name"], p["values"]) for p in space.parameters}
    evaluation = evaluator.evaluate(design)
    trial.set_user_attr("area_mm2", evaluation.area_mm2)
    return evaluation.reward  # 0 if it is infeasible


study = optuna.create_study(direction="maximize", sampler=optuna.samplers.TPESampler(seed=1))
study.optimize(objective, n_trials=int(sys.argv[1]) if len(sys.argv) > 1 else 100)
print(f"reward {study.best_value:.3f} {evaluator.reward_unit}, {study.best_trial.user_attrs['area_mm2']:.2f} mm2")
print(study.best_params)
