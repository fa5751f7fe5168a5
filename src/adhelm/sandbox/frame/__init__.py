"""What all pretend platforms share: one port, calls and replies, tokens, faults, a journal."""

from adhelm.sandbox.frame.app import Frame
from adhelm.sandbox.frame.calls import Call, Outcome, Platform, Reply, json_reply
from adhelm.sandbox.frame.pages import Kept, Rows
from adhelm.sandbox.frame.passage import Ask, Front
from adhelm.sandbox.frame.server import Server
from adhelm.sandbox.frame.tokens import Credential, Tokens
from adhelm.sandbox.frame.world import World

__all__ = [
    "Ask",
    "Call",
    "Credential",
    "Frame",
    "Front",
    "Kept",
    "Outcome",
    "Platform",
    "Reply",
    "Rows",
    "Server",
    "Tokens",
    "World",
    "json_reply",
]
