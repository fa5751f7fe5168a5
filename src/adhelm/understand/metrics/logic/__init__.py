"""The catalogue's mind: names to formulas, questions to plans, plans to Ibis expressions.

Pure throughout: text, dates and numbers in, values and expressions out. Nothing runs here.
"""
