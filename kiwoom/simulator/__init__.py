"""A simulated broker that speaks Kiwoom's protocol, for trying out and for tests."""

from kiwoom.simulator.faults import check_fault
from kiwoom.simulator.simulator import Simulator
from kiwoom.simulator.truth import SimTrade

__all__ = ["SimTrade", "Simulator", "check_fault"]
