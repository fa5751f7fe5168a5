"""How we speak with each platform; strangers to each other, sharing `contract.py`."""
