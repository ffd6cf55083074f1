"""A simulated broker that speaks Kiwoom's protocol, for trying out and for tests."""

from kiwoom.simulator.simulator import SimTrade, Simulator

__all__ = ["SimTrade", "Simulator"]
