"""The languages that an account can offer, with names from the Unicode locale data."""

import functools
from dataclasses import dataclass

from babel import Locale as Babel
from sqlalchemy import select

from ombud.db import Transaction
from ombud.tables import account_locales

__all__ = [
    "ENGLISH",
    "LOCALES",
    "Locale",
    "by_code",
    "by_id",
    "code_of",
    "id_of",
    "is_offered",
    "offered_ids",
]

ENGLISH = 1
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})
# Numbers are stored in accounts and sent by clients: they never change.
CODES: tuple[tuple[int, str], ...] = (
    (1, "en-US"),
    (2, "es"),
    (8, "de"),
    (9, "zh-TW"),
    (10, "zh-CN"),
    (16, "fr"),
    (19, "pt-BR"),
    (22, "it"),
    (27, "ru"),
    (30, "he"),
    (34, "no"),
    (66, "ar"),
    (67, "ja"),
    (69, "ko"),
    (81, "th"),
    (84, "fi"),
    (88, "tr"),
    (90, "cs"),
    (92, "sv"),
    (93, "el"),
    (94, "ro"),
    (95, "hu"),
    (96, "sk"),
    (97, "sl"),
    (98, "bg"),
    (99, "hr"),
    (1000, "da"),
    (1001, "sr"),
    (1002, "uk"),
    (1003, "ca"),
    (1004, "et"),
    (1005, "nl"),
    (1006, "lv"),
    (1007, "lt"),
    (1008, "is"),
    (1009, "hi"),
    (1010, "id"),
    (1011, "pt"),
    (1012, "ms"),
    (1013, "vi"),
    (1014, "fil"),
    (1015, "fa"),
    (1016, "ur"),
    (1017, "bn"),
    (1018, "pl"),
    (1019, "es-419"),
    (1020, "es-ES"),
    (1021, "es-MX"),
    (1022, "fr-CA"),
    (1023, "fr-FR"),
    (1024, "fr-BE"),
    (1025, "fr-CH"),
    (1026, "de-AT"),
    (1027, "de-CH"),
    (1028, "nl-BE"),
    (1029, "en-AU"),
    (1030, "en-IN"),
    (1031, "en-IE"),
    (1032, "en-NZ"),
    (1033, "en-ZA"),
    (1034, "en-SG"),
    (1035, "zh-HK"),
    (1036, "sw"),
    (1037, "af"),
    (1038, "ta"),
    (1039, "te"),
    (1040, "ka"),
    (1041, "hy"),
    (1042, "az"),
    (1043, "kk"),
    (1044, "mk"),
    (1045, "sq"),
    (1046, "bs"),
    (1047, "mt"),
    (1048, "ga"),
    (1049, "cy"),
    (1050, "eu"),
    (1051, "gl"),
    (1052, "mn"),
    (1053, "ne"),
    (1054, "si"),
    (1055, "km"),
    (1056, "lo"),
    (1057, "my"),
    (1058, "am"),
    (1059, "zu"),
    (1176, "en-GB"),
    (1181, "en-CA"),
)


@dataclass(frozen=True, slots=True)
class Locale:
    """One language, maybe as it is used in one country."""

    id: int
    code: str

    @property
    def name(self) -> str:
        """Its name in English."""
        return _names(self.code)[0]

    @property
    def native_name(self) -> str:
        """Its name in the language itself."""
        return _names(self.code)[1]

    @property
    def rtl(self) -> bool:
        """Whether it is written from right to left."""
        return self.code.partition("-")[0] in RIGHT_TO_LEFT


LOCALES: tuple[Locale, ...] = tuple(Locale(*entry) for entry in CODES)
BY_ID = {locale.id: locale for locale in LOCALES}
BY_CODE = {locale.code.lower(): locale for locale in LOCALES}


def by_id(locale_id: int) -> Locale | None:
    """The locale of a number."""
    return BY_ID.get(locale_id)


def by_code(code: str) -> Locale | None:
    """The locale of a BCP 47 code, in any case and with `_` as well as `-`."""
    return BY_CODE.get(code.replace("_", "-").lower())


def code_of(locale_id: int | None) -> str:
    """`en-US` for 1, and for what is no locale."""
    return BY_ID.get(locale_id or ENGLISH, LOCALES[0]).code


def id_of(code: str) -> int | None:
    """1 for `en-US`; None for what is no locale."""
    found = by_code(code)
    return found.id if found else None


def is_offered(db: Transaction, locale_id: int) -> bool:
    """Whether a person of this account may use the locale."""
    return locale_id in db.cached(offered_ids)


def offered_ids(db: Transaction) -> frozenset[int]:
    """The locales that the account offers; read with `db.cached`."""
    return frozenset(db.values(select(account_locales.c.locale_id)))


@functools.cache
def _names(code: str) -> tuple[str, str]:
    """Read when first needed: Babel takes a while for each language."""
    babel = Babel.parse(code, sep="-")
    native = babel.get_display_name(babel) or code
    # Not upper(), which would put Georgian into a script for headlines.
    return babel.get_display_name("en") or code, native[:1].title() + native[1:]
