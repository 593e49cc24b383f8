#!/usr/bin/env bash
# Optuna 3.1.0 (Debian 12: python3-optuna 3.1.0-4): what a study calls best need not keep the constraints that its sampler was given.
#
# A good guess: with `constraints_func`, which marks a trial as infeasible by a positive number, study.best_trial and, of several objectives,
# study.best_trials (the Pareto front) are the best of the feasible trials, as the sampler ranks them.
# Seen: the constraints guide the samplers alone. best_trial is the infeasible trial with the highest objective, and all members of the front
# are infeasible, although half of all trials are feasible. Who compares searches by them credits Optuna with designs over the budget;
# the feasible trials have to be picked from study.trials.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get download -q -o APT::Sandbox::User=root python3-optuna=3.1.0-4 python3-alembic python3-cmaes python3-colorlog python3-greenlet python3-mako python3-markupsafe python3-numpy \
  python3-packaging python3-scipy python3-sqlalchemy python3-tqdm python3-typing-extensions python3-yaml libblas3 liblapack3 libgfortran5 libyaml-0-2 >/dev/null
for package in *.deb; do dpkg -x "$package" root; done
libraries=root/usr/lib/$(dpkg-architecture -qDEB_HOST_MULTIARCH 2>/dev/null || echo x86_64-linux-gnu)

PYTHONPATH=root/usr/lib/python3/dist-packages LD_LIBRARY_PATH=$libraries:$libraries/blas:$libraries/lapack /usr/bin/python3 - <<'END'
import warnings

import optuna

warnings.simplefilter("ignore")
optuna.logging.set_verbosity(optuna.logging.ERROR)
assert optuna.__version__ == "3.1.0", optuna.__version__
print("Optuna", optuna.__version__)


def excess(trial):
    return trial.user_attrs["excess"]


def is_feasible(trial):
    return excess(trial)[0] <= 0


def one(trial):  # the largest x of at most 0.5
    x = trial.suggest_float("x", 0, 1)
    trial.set_user_attr("excess", (x - 0.5,))
    return x


def two(trial):  # both large, in a budget of 0.8
    x, y = trial.suggest_float("x", 0, 1), trial.suggest_float("y", 0, 1)
    trial.set_user_attr("excess", (x + y - 0.8,))
    return x, y


for name, sampler in (("TPE", optuna.samplers.TPESampler), ("NSGA-II", optuna.samplers.NSGAIISampler)):
    study = optuna.create_study(direction="maximize", sampler=sampler(seed=1, constraints_func=excess))
    study.optimize(one, n_trials=200)
    feasible = [trial.value for trial in study.trials if is_feasible(trial)]
    print(f"{name}: best_trial {study.best_value:.3f}, feasible: {is_feasible(study.best_trial)}; best of {len(feasible)} feasible trials {max(feasible):.3f}")
    assert not is_feasible(study.best_trial) and len(feasible) > 20

sampler = optuna.samplers.NSGAIISampler(seed=1, population_size=20, constraints_func=excess)
study = optuna.create_study(directions=["maximize", "maximize"], sampler=sampler)
study.optimize(two, n_trials=200)
kept = sum(is_feasible(trial) for trial in study.best_trials)
print(f"NSGA-II, two objectives: {kept} of {len(study.best_trials)} best_trials are feasible, {sum(map(is_feasible, study.trials))} of 200 trials are")
assert kept == 0 and sum(map(is_feasible, study.trials)) > 20
END
