"""Completion scripts: click's own for bash, zsh and fish, and one for PowerShell."""

from __future__ import annotations

import click
from click.shell_completion import CompletionItem, ShellComplete, add_completion_class

_POWERSHELL = """\
Register-ArgumentCompleter -Native -CommandName %(prog_name)s -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $env:%(complete_var)s = "powershell_complete"
    $env:COMP_WORDS = $commandAst.ToString()
    $env:COMP_WORD = $wordToComplete
    %(prog_name)s | ForEach-Object {
        $value, $help = $_ -split "`t", 2
        if (-not $help) { $help = $value }
        [System.Management.Automation.CompletionResult]::new(
            $value, $value, 'ParameterValue', $help)
    }
    Remove-Item Env:%(complete_var)s, Env:COMP_WORDS, Env:COMP_WORD
}
"""


class PowerShellComplete(ShellComplete):
    """Completion for PowerShell 5 and later."""

    name = "powershell"
    source_template = _POWERSHELL

    def get_completion_args(self) -> tuple[list[str], str]:
        """Return the words before the cursor, and the one being typed."""
        import os
        import shlex

        words = shlex.split(os.environ["COMP_WORDS"])  # noqa: TID251 - the protocol of completion
        incomplete = os.environ.get("COMP_WORD", "")  # noqa: TID251
        return words[1 : len(words) - bool(incomplete)], incomplete

    def format_completion(self, item: CompletionItem) -> str:
        """Return one proposal with its help."""
        return f"{item.value}\t{item.help}" if item.help else str(item.value)


def script(shell: str) -> str:
    """Return the script that teaches `shell` to complete `adhelm`."""
    from click.shell_completion import get_completion_class

    from adhelm.app.cli import cli

    chosen = get_completion_class(shell)
    if chosen is None:
        raise click.BadParameter(f"no completion for {shell}")
    return chosen(cli, {}, "adhelm", "_ADHELM_COMPLETE").source()


add_completion_class(PowerShellComplete)
