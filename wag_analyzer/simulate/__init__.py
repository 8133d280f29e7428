"""Synthetic exports with planted truth: ``simulate(Spec(...))`` gives a chat, its export and what is true of it."""

from wag_analyzer.simulate.generate import Simulation, simulate
from wag_analyzer.simulate.spec import Spec

__all__ = ["Simulation", "Spec", "simulate"]
