"""Customers' addresses come out as the platforms hash them."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adhelm.connectors.wire import hashed, normal_email, normal_phone


class TestNormalEmail:
    @pytest.mark.parametrize(
        ("written", "normal"),
        [
            (" Jane.Doe+x@Gmail.com ", "jane.doe+x@gmail.com"),
            ("a@b.co.uk", "a@b.co.uk"),
            ("no address", ""),
            ("a@b", ""),
            ("a@b@c.com", ""),
            ("a b@c.com", ""),
            ("@c.com", ""),
            ("a@.com", ""),
            ("a@c.com.", ""),
            ("", ""),
        ],
    )
    def test_is_trimmed_and_in_lower_case(self, written: str, normal: str) -> None:
        assert normal_email(written) == normal

    @pytest.mark.parametrize(
        ("written", "normal"),
        [
            ("Jane.Doe+x@Gmail.com", "janedoe@gmail.com"),
            ("j.d@googlemail.com", "jd@googlemail.com"),
            ("jane.doe+x@example.com", "jane.doe+x@example.com"),
            (".+x@gmail.com", ""),
        ],
    )
    def test_drops_what_gmail_does_not_read(self, written: str, normal: str) -> None:
        assert normal_email(written, gmail_dots=False) == normal

    @given(st.text(max_size=40) | st.emails())
    def test_of_a_normal_address_is_the_same(self, written: str) -> None:
        for dots in (True, False):
            normal = normal_email(written, gmail_dots=dots)
            assert normal_email(normal, gmail_dots=dots) == normal


class TestNormalPhone:
    @pytest.mark.parametrize(
        ("written", "normal"),
        [
            ("+49 (151) 234-567 89", "+4915123456789"),
            ("+49 (0) 151 23456789", "+4915123456789"),
            ("0049 151 23456789", "+4915123456789"),
            ("49 151 23456789", "+4915123456789"),
            ("(+1) 650-555-0100", "+16505550100"),
            ("0151 23456789", ""),
            ("+0151 23456789", ""),
            ("12", ""),
            ("1234567890123456", ""),
            ("none", ""),
            ("+٤٩١٥١٢٣٤٥٦٧٨٩", "+4915123456789"),
        ],
    )
    def test_is_e164_or_nothing(self, written: str, normal: str) -> None:
        assert normal_phone(written) == normal
        assert normal_phone(written, plus=False) == normal.removeprefix("+")

    @given(st.text(alphabet="+0123456789 ()-x٣", max_size=25))
    def test_of_a_normal_number_is_the_same(self, written: str) -> None:
        normal = normal_phone(written)
        assert normal_phone(normal) == normal
        assert normal == "" or (normal[0] == "+" and 7 <= len(normal[1:]) <= 15)


class TestHashed:
    def test_is_sha256_in_lower_case(self) -> None:
        assert hashed("jane@example.com") == hashlib.sha256(b"jane@example.com").hexdigest()

    def test_of_nothing_is_nothing(self) -> None:
        assert hashed("") == ""
