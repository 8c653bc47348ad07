"""What the post of each country wants to see in an address."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

# ISO 3166-1 alpha-2.
_CODES = (
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA "
    "CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA "
    "GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP "
    "KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS "
    "MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS "
    "RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW "
    "TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW"
)
COUNTRIES = frozenset(_CODES.split())


@dataclass(frozen=True, slots=True)
class CountryRule:
    """How addresses of one country look.

    `postcode` matches the whole code in capitals, and `example` shows one; `regions` maps every accepted spelling, in
    lower case, to the one we keep (none: any text).
    """

    postcode: re.Pattern[str]
    example: str
    postcode_required: bool = False
    region_required: bool = False
    regions: Mapping[str, str] = field(default_factory=dict)


def rule_of(country: str) -> CountryRule:
    """The rule of a country; a lenient one where we know no better."""
    return _RULES.get(country, _LENIENT)


def _by_name(names: str) -> Mapping[str, str]:
    """Regions known by their names, separated by commas."""
    return MappingProxyType({name.strip().lower(): name.strip() for name in names.split(",")})


def _by_code(pairs: str) -> Mapping[str, str]:
    """Regions known by code and name, `code name` separated by commas; we keep the code."""
    spellings: dict[str, str] = {}
    for pair in pairs.split(","):
        code, name = pair.strip().split(" ", 1)
        spellings[code.lower()] = spellings[name.lower()] = code
    return MappingProxyType(spellings)


_NIGERIA = {
    **_by_name(
        "Abia, Adamawa, Akwa Ibom, Anambra, Bauchi, Bayelsa, Benue, Borno, Cross River, Delta, Ebonyi, Edo, Ekiti,"
        " Enugu, Gombe, Imo, Jigawa, Kaduna, Kano, Katsina, Kebbi, Kogi, Kwara, Lagos, Nasarawa, Niger, Ogun, Ondo,"
        " Osun, Oyo, Plateau, Rivers, Sokoto, Taraba, Yobe, Zamfara, Federal Capital Territory"
    ),
    "fct": "Federal Capital Territory",
    "abuja": "Federal Capital Territory",
}
_UNITED_STATES = _by_code(
    "AL Alabama, AK Alaska, AZ Arizona, AR Arkansas, CA California, CO Colorado, CT Connecticut, DE Delaware,"
    " DC District of Columbia, FL Florida, GA Georgia, HI Hawaii, ID Idaho, IL Illinois, IN Indiana, IA Iowa,"
    " KS Kansas, KY Kentucky, LA Louisiana, ME Maine, MD Maryland, MA Massachusetts, MI Michigan, MN Minnesota,"
    " MS Mississippi, MO Missouri, MT Montana, NE Nebraska, NV Nevada, NH New Hampshire, NJ New Jersey, NM New Mexico,"
    " NY New York, NC North Carolina, ND North Dakota, OH Ohio, OK Oklahoma, OR Oregon, PA Pennsylvania,"
    " RI Rhode Island, SC South Carolina, SD South Dakota, TN Tennessee, TX Texas, UT Utah, VT Vermont, VA Virginia,"
    " WA Washington, WV West Virginia, WI Wisconsin, WY Wyoming, PR Puerto Rico, GU Guam, VI Virgin Islands,"
    " AS American Samoa, MP Northern Mariana Islands, AA Armed Forces Americas, AE Armed Forces Europe,"
    " AP Armed Forces Pacific"
)
_CANADA = _by_code(
    "AB Alberta, BC British Columbia, MB Manitoba, NB New Brunswick, NL Newfoundland and Labrador, NS Nova Scotia,"
    " NT Northwest Territories, NU Nunavut, ON Ontario, PE Prince Edward Island, QC Quebec, SK Saskatchewan, YT Yukon"
)
_SOUTH_AFRICA = _by_name(
    "Eastern Cape, Free State, Gauteng, KwaZulu-Natal, Limpopo, Mpumalanga, North West, Northern Cape, Western Cape"
)


def _digits(count: int, *, required: bool, example: str) -> CountryRule:
    return CountryRule(re.compile(rf"[0-9]{{{count}}}"), example, postcode_required=required)


_LENIENT = CountryRule(re.compile(r"[A-Z0-9][A-Z0-9 -]{0,10}"), "12345")
_RULES: Mapping[str, CountryRule] = MappingProxyType(
    {
        "NG": CountryRule(re.compile(r"[0-9]{6}"), "100001", region_required=True, regions=_NIGERIA),
        "GH": CountryRule(re.compile(r"[A-Z][A-Z0-9]-[0-9]{3,4}-[0-9]{4}"), "GA-184-1234"),
        "KE": _digits(5, required=False, example="00100"),
        "ZA": CountryRule(
            re.compile(r"[0-9]{4}"), "8001", postcode_required=True, region_required=True, regions=_SOUTH_AFRICA
        ),
        "MA": _digits(5, required=True, example="20000"),
        "SN": _digits(5, required=False, example="11000"),
        "EG": _digits(5, required=False, example="11511"),
        "TN": _digits(4, required=True, example="1000"),
        "ET": _digits(4, required=False, example="1000"),
        "GB": CountryRule(
            re.compile(
                r"GIR 0AA|[A-PR-UWYZ](?:[0-9]{1,2}|[A-HK-Y][0-9]{1,2}|[0-9][A-Z]|[A-HK-Y][0-9][A-Z]) [0-9][A-Z]{2}"
            ),
            "SW1A 1AA",
            postcode_required=True,
        ),
        "US": CountryRule(
            re.compile(r"[0-9]{5}(?:-[0-9]{4})?"),
            "10001",
            postcode_required=True,
            region_required=True,
            regions=_UNITED_STATES,
        ),
        "CA": CountryRule(
            re.compile(r"[ABCEGHJ-NPRSTVXY][0-9][ABCEGHJ-NPRSTV-Z] [0-9][ABCEGHJ-NPRSTV-Z][0-9]"),
            "K1A 0B1",
            postcode_required=True,
            region_required=True,
            regions=_CANADA,
        ),
        "FR": _digits(5, required=True, example="75001"),
        "DE": _digits(5, required=True, example="10115"),
        "IT": _digits(5, required=True, example="00118"),
        "ES": _digits(5, required=True, example="28001"),
        "BE": _digits(4, required=True, example="1000"),
        "CH": _digits(4, required=True, example="8001"),
        "AT": _digits(4, required=True, example="1010"),
        "NL": CountryRule(re.compile(r"[1-9][0-9]{3} [A-Z]{2}"), "1012 AB", postcode_required=True),
        "PT": CountryRule(re.compile(r"[0-9]{4}-[0-9]{3}"), "1000-001", postcode_required=True),
        "JP": CountryRule(re.compile(r"[0-9]{3}-[0-9]{4}"), "100-0001", postcode_required=True),
        "IN": _digits(6, required=True, example="110001"),
    }
)
