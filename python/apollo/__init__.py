"""apollo: finds the best accelerator for a set of neural networks.

    import apollo

    evaluator = apollo.Evaluator(workloads=["mobilenet_v2"], area_mm2=6.8)
    print(evaluator.evaluate({"pes_x": 2, "pes_y": 1}))

    study = apollo.Study("results/first", space="apollo", workloads=["mobilenet_v2"], area_mm2=6.8,
                         optimizer="evolutionary", trials=200)
    study.run()
    print(study.best["configuration"])

Configurations are dicts as configuration files hold them; what they leave out is the baseline's. Every figure
has its unit in its name or is a count. Anything wrong raises apollo.ConfigError, in one line. See docs/python.md.
"""
from ._errors import ConfigError, Error, StudyPaused
from ._evaluator import Evaluator
from ._html import evaluation_html
from ._native import (Evaluation, Network, Optimizer, Space, __version__, import_onnx, network_names, space_names,
                      strategies, suite_names)
from ._report import report
from ._study import Study

setattr(Evaluation, "_repr_html_", evaluation_html)  # which is in Python

__all__ = ["ConfigError", "Error", "Evaluation", "Evaluator", "Network", "Optimizer", "Space", "Study", "StudyPaused",
           "__version__", "import_onnx", "network_names", "report", "space_names", "strategies", "suite_names"]
