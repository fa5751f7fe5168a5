"""The platforms' own exports, in any language, encoding and layout, read into our tables.

`ExportReader` is the `FileReader` of `connectors.contract`; `lexicon.yaml` holds the words.
"""

from adhelm.connectors.files.connector import ExportReader

__all__ = ["ExportReader"]
