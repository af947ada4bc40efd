"""Which addresses may be connected to."""

import pytest

from ombud.outgoing.networks import Networks

PUBLIC = ("8.8.8.8", "93.184.216.34", "172.32.0.1", "192.169.0.1", "2606:4700::1111", "2a00::1")
CLOSED = (
    "127.0.0.1",
    "127.255.255.254",
    "0.0.0.0",  # noqa: S104 (an address to refuse)
    "0.1.2.3",
    "10.0.0.1",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "169.254.169.254",
    "100.100.100.200",
    "168.63.129.16",
    "192.0.0.192",
    "192.0.2.1",
    "198.18.0.1",
    "198.51.100.7",
    "203.0.113.9",
    "192.88.99.1",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:a9fe:a9fe",
    "64:ff9b::7f00:1",
    "64:ff9b::10.0.0.1",
    "64:ff9b:1::8.8.8.8",
    "2002:7f00:1::",
    "2002:808:808::1",
    "2001:0:4136:e378::1",
    "2001:db8::1",
    "3fff::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%eth0",
    "2a00::1%eth0",
    "fec0::1",
    "ff02::1",
    "100::1",
    "5f00::1",
)


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_open(address: str) -> None:
    assert Networks().allows(address)


@pytest.mark.parametrize("address", CLOSED)
def test_all_others_are_closed(address: str) -> None:
    assert not Networks().allows(address)


@pytest.mark.parametrize("address", ["::ffff:8.8.8.8", "64:ff9b::8.8.8.8"])
def test_other_forms_of_a_public_address_are_that_address(address: str) -> None:
    assert Networks().allows(address)


@pytest.mark.parametrize(
    "text", ["", "localhost", "2130706433", "0x7f000001", "0177.0.0.1", "127.1"]
)
def test_what_is_not_an_address_is_not_allowed(text: str) -> None:
    assert not Networks().allows(text)


def test_an_operator_opens_networks() -> None:
    networks = Networks.of(" 127.0.0.0/8, 10.1.2.3 ,fd00::/8,, ")

    assert networks.allows("127.0.0.1")
    assert networks.allows("::ffff:127.0.0.1")
    assert networks.allows("10.1.2.3")
    assert networks.allows("fd00::1")
    assert networks.allows("8.8.8.8")
    assert not networks.allows("10.1.2.4")
    assert not networks.allows("::1")


def test_a_wrong_network_is_named() -> None:
    with pytest.raises(ValueError, match=r"10\.0\.0/8"):
        Networks.of("127.0.0.0/8,10.0.0/8")
