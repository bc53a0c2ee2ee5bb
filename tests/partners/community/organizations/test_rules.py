"""An organisation is found again however people write it."""

import pytest

from services.partners.community.organizations import rules


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Boys & Girls Club of Flint", "Flint Boys and Girls Clubs, Inc.", True),
        ("Clínica Familiar del Río", "CLINICA FAMILIAR RIO", True),
        ("St. Mary's Church", "St Marys Church", True),
        ("YMCA", "Y.M.C.A.", False),
        ("Riverside Clinic", "Riverside Dental Clinic", False),
        ("The Company", "La Co.", False),
        ("北京 Clinic", "上海 Clinic", False),
        ("Центр Надежда", "ЦЕНТР «Надежда»", True),
        ("हिन्दी सेवा", "हन्द सव", False),
    ],
)
def test_names(one: str, other: str, same: bool) -> None:
    assert (rules.matching_name(one) == rules.matching_name(other)) is same


def test_a_name_of_signs_alone_is_a_name_too() -> None:
    assert rules.matching_name("小学") == "小学"


@pytest.mark.parametrize(
    ("website", "host"),
    [
        ("https://www.riverside.example/en?x=1", "riverside.example"),
        ("HTTP://Riverside.example:8080", "riverside.example"),
        ("https://www.facebook.com/riverside", None),
        ("https://riverside.wixsite.com/clinic", None),
        (None, None),
    ],
)
def test_websites(website: str | None, host: str | None) -> None:
    assert rules.matching_host(website) == host


@pytest.mark.parametrize(
    ("street", "postal_code", "city", "address"),
    [
        ("12 N. River Street", "48502-1234", "Flint", "12 n river st 48502"),
        ("12 North River St", "48502", None, "12 n river st 48502"),
        ("12 River St", None, "Flint", "12 river st flint"),
        ("12 River St", None, None, None),
        (None, "48502", "Flint", None),
    ],
)
def test_addresses(street: str | None, postal_code: str | None, city: str | None, address: str | None) -> None:
    assert rules.matching_address({"street": street, "postal_code": postal_code, "city": city}) == address


@pytest.mark.parametrize(
    ("scheme", "value", "bare"),
    [
        ("ein", "12-3456789", "123456789"),
        ("ein", "12-345678", None),
        ("uei", "abc1 def2 ghi3", "ABC1DEF2GHI3"),
        ("npi", "1234567893", "1234567893"),
        ("ipeds", "170976", "170976"),
        ("other", "mi-0042", "MI0042"),
        ("other", "a b&c", None),
    ],
)
def test_identifiers(scheme: str, value: str, bare: str | None) -> None:
    assert rules.bare_identifier(scheme, value) == bare
