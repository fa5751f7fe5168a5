"""Pretend platforms with a market behind them: the demo's, the tests' and a newcomer's first data.

`adhelm sandbox` answers on one port as the ad platforms do, a path prefix each, with OAuth, limits,
refusals and faults on request. Behind it is a market whose truth can be asked for.
"""
