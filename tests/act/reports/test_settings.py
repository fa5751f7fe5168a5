"""What reports are made by, as each engine keeps it."""

from adhelm.act.reports import store
from adhelm.act.reports.types import Brand
from adhelm.core.db import Database


class TestTheLooks:
    def test_of_two_who_say_them_first_one_is_told_to_look_again(self, database: Database):
        with database.transaction() as connection:
            assert store.put_brand(connection, "acme", Brand("Fjord"), before=0)
        with database.transaction() as connection:
            assert not store.put_brand(connection, "acme", Brand("Otter"), before=0)
            assert store.brand_of(connection, "acme") == (Brand("Fjord"), 1)
