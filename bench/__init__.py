"""Benchmarks: figures and ratios from one run, never asserted on in tests.

`python -m bench import|query|replace|scale|all` prints what it measures and keeps it as JSON in
`bench/results`. Every contender runs in a process of its own; runs are interleaved, medians are
reported, and memory is the peak resident set of that process.
"""
