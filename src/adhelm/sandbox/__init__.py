"""Pretend ad platforms over HTTP with a market behind them, to build and test against.

`adhelm sandbox` answers on one port as the ad platforms do, a path prefix each, with OAuth, limits,
refusals and faults on request. Behind it is a market whose truth can be asked for.
"""
