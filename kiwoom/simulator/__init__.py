"""A simulated broker that speaks Kiwoom's protocol, for trying out and for tests."""

from kiwoom.simulator.simulator import Simulator
from kiwoom.simulator.truth import SimTrade

__all__ = ["SimTrade", "Simulator"]
