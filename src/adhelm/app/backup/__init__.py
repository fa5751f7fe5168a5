"""Backup and restore: the whole installation as of one moment, while it goes on working."""

from adhelm.app.backup.making import make
from adhelm.app.backup.manifest import Damaged, Manifest, NoBackup, read, verify
from adhelm.app.backup.restoring import NotEmpty, restore

__all__ = ["Damaged", "Manifest", "NoBackup", "NotEmpty", "make", "read", "restore", "verify"]
