"""The client's own books: shop orders with refunds, stages of leads, GA4's BigQuery export.

What a platform claims stands beside what the client's books say. Each book's rows become
`own_events`, with the click and the UTM parameters that led there; who gets the credit is settled
when it is asked, not here.
"""

from adhelm.connectors.files.connector.books.reading import BOOKS, inspect_book, sought, stage_book

__all__ = ["BOOKS", "inspect_book", "sought", "stage_book"]
