"""What feeds decide without touching anything: the contract, plans, SQL texts, places."""
