"""The whole loop to look at: on platforms played on this machine, or on bundled exports.

`live` starts the sandbox, connects it and lets ninety days pass; `exports` imports files of six
platforms. Both use the services of the product; `showing` prints what came of it.
"""
