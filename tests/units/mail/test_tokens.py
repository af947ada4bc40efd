import string

from hypothesis import given
from hypothesis import strategies as st

from ombud.mail.tokens import (
    Named,
    encoded_id,
    message_id,
    reply_address,
    ticket_of_address,
    ticket_of_message_id,
    tickets_named,
)
from ombud.values.sealing import Seal

OURS, THEIRS = Seal(b"ours"), Seal(b"theirs")
TICKETS = st.integers(min_value=1, max_value=2**52 - 1)
LOCALS = st.text(string.ascii_letters + string.digits + "._-+", min_size=1, max_size=20)
DOMAINS = st.sampled_from(
    ["desk.example", "Mail.Desk.Example", "localhost", "xn--bcher-kva.example"]
)
KEYS = st.text("0123456789ABCDEFGHJKMNPQRSTVWXYZ", min_size=26, max_size=26)


def swapped(text: str, position: int) -> str:
    """The text with another letter or digit at a position."""
    place = position % len(text)
    other = "b" if text[place].lower() != "b" else "c"
    return text[:place] + other + text[place + 1 :]


class TestReplyAddresses:
    @given(local=LOCALS, domain=DOMAINS, ticket=TICKETS, for_staff=st.booleans())
    def test_an_address_leads_back_to_its_ticket(
        self, local: str, domain: str, ticket: int, *, for_staff: bool
    ) -> None:
        address = reply_address(OURS, f"{local}@{domain}", ticket, for_staff=for_staff)
        assert address.startswith(f"{local}+id{ticket}-")
        assert address.endswith(f"@{domain}")
        assert len(address.partition("@")[0]) <= 64
        assert ticket_of_address(OURS, address) == Named(ticket, for_staff)

    @given(local=LOCALS, domain=DOMAINS, ticket=TICKETS, for_staff=st.booleans())
    def test_case_says_nothing(
        self, local: str, domain: str, ticket: int, *, for_staff: bool
    ) -> None:
        address = reply_address(OURS, f"{local}@{domain}", ticket, for_staff=for_staff)
        assert ticket_of_address(OURS, address.upper()) == Named(ticket, for_staff)
        assert ticket_of_address(OURS, address.lower()) == Named(ticket, for_staff)

    @given(local=LOCALS, domain=DOMAINS, ticket=TICKETS, for_staff=st.booleans())
    def test_another_desk_knows_nothing_of_it(
        self, local: str, domain: str, ticket: int, *, for_staff: bool
    ) -> None:
        address = reply_address(THEIRS, f"{local}@{domain}", ticket, for_staff=for_staff)
        assert ticket_of_address(OURS, address) is None

    @given(TICKETS, st.integers(min_value=0, max_value=200))
    def test_nothing_of_it_can_be_changed(self, ticket: int, position: int) -> None:
        address = reply_address(OURS, "support@desk.example", ticket, for_staff=False)
        assert ticket_of_address(OURS, swapped(address, position)) is None

    def test_the_token_of_one_address_is_nothing_at_another(self) -> None:
        address = reply_address(OURS, "support@desk.example", 7, for_staff=False)
        token = address.partition("+")[2].partition("@")[0]
        assert ticket_of_address(OURS, f"sales+{token}@desk.example") is None
        assert ticket_of_address(OURS, f"support+{token}@other.example") is None
        assert ticket_of_address(OURS, f"support+{token}@desk.example") == Named(7, of_staff=False)

    @given(st.text(max_size=80))
    def test_any_text_is_an_answer_of_nothing(self, text: str) -> None:
        assert ticket_of_address(OURS, text) is None

    def test_customers_and_staff_have_different_ones(self) -> None:
        addresses = [
            reply_address(OURS, "support@desk.example", 7, for_staff=for_staff)
            for for_staff in (False, True)
        ]
        assert addresses[0] != addresses[1]
        found = [ticket_of_address(OURS, address) for address in addresses]
        assert found == [Named(7, of_staff=False), Named(7, of_staff=True)]

    def test_an_address_without_room_stays_as_it_is(self) -> None:
        address = f"{'long' * 15}@desk.example"
        assert reply_address(OURS, address, 12, for_staff=False) == address


class TestMessageIds:
    @given(KEYS, TICKETS, DOMAINS)
    def test_a_message_id_leads_back_to_its_ticket(
        self, key: str, ticket: int, domain: str
    ) -> None:
        found = message_id(OURS, key, ticket, domain)
        assert found.startswith(f"<{key}.{ticket}.")
        assert found.endswith(f"@{domain}>")
        assert ticket_of_message_id(OURS, found) == ticket
        assert ticket_of_message_id(OURS, found.strip("<>").lower()) == ticket
        assert ticket_of_message_id(OURS, f" {found.upper()}\t") == ticket

    @given(KEYS, TICKETS, st.integers(min_value=0, max_value=200))
    def test_forged_and_foreign_ones_do_not(self, key: str, ticket: int, position: int) -> None:
        theirs = message_id(THEIRS, key, ticket, "desk.example")
        ours = message_id(OURS, key, ticket, "desk.example").strip("<>")
        assert ticket_of_message_id(OURS, theirs) is None
        assert ticket_of_message_id(OURS, swapped(ours, position)) is None

    @given(st.text(max_size=80))
    def test_any_text_is_no_message_id(self, text: str) -> None:
        assert ticket_of_message_id(OURS, text) is None


class TestEncodedIds:
    @given(TICKETS)
    def test_a_text_leads_back_to_its_ticket(self, ticket: int) -> None:
        token = encoded_id(OURS, ticket)
        assert tickets_named(OURS, token) == (ticket,)
        assert tickets_named(OURS, f"Re: [{token.lower()}] it broke again") == (ticket,)

    @given(st.integers(min_value=1, max_value=2**32 - 1))
    def test_it_has_six_and_four_characters(self, ticket: int) -> None:
        first, dash, last = encoded_id(OURS, ticket).partition("-")
        assert (len(first), dash, len(last)) == (6, "-", 4)
        assert (first + last).isalnum()

    @given(st.lists(st.integers(min_value=1, max_value=2**40), unique=True, max_size=4))
    def test_several_are_found_in_their_order_and_each_once(self, tickets: list[int]) -> None:
        text = " and ".join(encoded_id(OURS, ticket) for ticket in [*tickets, *tickets])
        assert tickets_named(OURS, text) == tuple(tickets)

    def test_neighbours_look_nothing_alike(self) -> None:
        tokens = {encoded_id(OURS, ticket)[:3] for ticket in range(1, 200)}
        assert len(tokens) > 150

    def test_what_is_joined_to_other_letters_is_no_token(self) -> None:
        token = encoded_id(OURS, 12)
        assert tickets_named(OURS, f"X{token}") == ()
        assert tickets_named(OURS, f"{token}9") == ()

    def test_forged_and_foreign_ones_are_nothing(self) -> None:
        foreign = " ".join(encoded_id(THEIRS, ticket) for ticket in range(1, 500))
        assert tickets_named(OURS, foreign) == ()
        assert tickets_named(OURS, "please-take AAAAAA-AAAA reopen-soon 234567-2345") == ()
