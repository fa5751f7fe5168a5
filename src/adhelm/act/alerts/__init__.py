"""Tell a person now: alerts that live until they are over, and messages that arrive once."""
