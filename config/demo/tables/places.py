# ruff: noqa: E501 - one row on one line reads as a table
"""Where houses work: the city's country, a street, a postal code, a dialling prefix and the language of its names."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    city: str
    country: str
    region: str
    streets: tuple[str, ...]
    postal_code: str
    phone: str
    culture: str


PLACES = (
    Place("Lagos", "NG", "Lagos", ("Awolowo Road, Ikoyi", "Adeola Odeku Street", "Bode Thomas Street"), "101233", "+234803", "yoruba"),
    Place("Abeokuta", "NG", "Ogun", ("Ìtòkú Market Road", "Ake Palace Road"), "110101", "+234805", "yoruba"),
    Place("Ibadan", "NG", "Oyo", ("Ring Road", "Bodija Avenue"), "200221", "+234806", "yoruba"),
    Place("Abuja", "NG", "FCT", ("Aminu Kano Crescent", "Gana Street, Maitama"), "900271", "+234809", "hausa"),
    Place("Kano", "NG", "Kano", ("Kofar Mata Road", "Zoo Road"), "700211", "+234807", "hausa"),
    Place("Enugu", "NG", "Enugu", ("Ogui Road", "Chime Avenue"), "400102", "+234813", "igbo"),
    Place("Accra", "GH", "Greater Accra", ("Oxford Street, Osu", "Ring Road East"), "GA-039-4417", "+233244", "akan"),
    Place("Kumasi", "GH", "Ashanti", ("Bonwire Road", "Adum High Street"), "AK-020-1186", "+233208", "akan"),
    Place("Dakar", "SN", "Dakar", ("Rue Félix Faure", "Avenue Pompidou", "Corniche des Almadies"), "12500", "+221771", "wolof"),
    Place("Abidjan", "CI", "Abidjan", ("Rue des Jardins, Cocody", "Boulevard Latrille"), "01 BP", "+225070", "wolof"),
    Place("Bamako", "ML", "Bamako", ("Rue du Fleuve, Hippodrome",), "BP 910", "+223761", "wolof"),
    Place("Nairobi", "KE", "Nairobi", ("Ngong Road", "Kimathi Street", "Riverside Drive"), "00100", "+254722", "swahili"),
    Place("Mombasa", "KE", "Mombasa", ("Ndia Kuu, Old Town",), "80100", "+254733", "swahili"),
    Place("Kigali", "RW", "Kigali", ("KG 9 Avenue, Kimihurura",), "00000", "+250788", "swahili"),
    Place("Addis Ababa", "ET", "Addis Ababa", ("Bole Road", "Churchill Avenue"), "1000", "+251911", "amharic"),
    Place("Dar es Salaam", "TZ", "Dar es Salaam", ("Haile Selassie Road, Masaki",), "14111", "+255754", "swahili"),
    Place("Kampala", "UG", "Central", ("Acacia Avenue, Kololo",), "256", "+256772", "swahili"),
    Place("Johannesburg", "ZA", "Gauteng", ("7th Street, Melville", "Commissioner Street", "Fox Street, Maboneng"), "2001", "+277201", "zulu"),
    Place("Cape Town", "ZA", "Western Cape", ("Kloof Street", "Albert Road, Woodstock"), "8001", "+278201", "zulu"),
    Place("Durban", "ZA", "KwaZulu-Natal", ("Florida Road",), "4001", "+278301", "zulu"),
    Place("Marrakech", "MA", "Marrakech-Safi", ("Rue Dar el Bacha", "Derb Sidi Bouamar"), "40000", "+212661", "maghreb"),
    Place("Casablanca", "MA", "Casablanca-Settat", ("Rue Colbert", "Boulevard d'Anfa"), "20250", "+212662", "maghreb"),
    Place("Tunis", "TN", "Tunis", ("Rue du Pacha, Médina",), "1006", "+216202", "maghreb"),
    Place("Cairo", "EG", "Cairo", ("Brazil Street, Zamalek",), "11211", "+201001", "maghreb"),
    Place("Paris", "FR", "Île-de-France", ("Rue de Charonne", "Rue Myrha", "Passage du Grand Cerf"), "75011", "+336120", "french"),
    Place("Lyon", "FR", "Auvergne-Rhône-Alpes", ("Rue Romarin, Croix-Rousse",), "69001", "+336450", "french"),
    Place("London", "GB", "Greater London", ("Rye Lane, Peckham", "Redchurch Street", "Ridley Road, Dalston"), "SE15 4ST", "+447700", "english"),
    Place("Northampton", "GB", "Northamptonshire", ("St Michael's Road",), "NN1 3JU", "+447701", "english"),
    Place("Milan", "IT", "Lombardia", ("Via Tortona", "Via Solferino"), "20144", "+393201", "italian"),
    Place("Florence", "IT", "Toscana", ("Via dei Serragli",), "50124", "+393281", "italian"),
    Place("Lisbon", "PT", "Lisboa", ("Rua da Escola Politécnica",), "1250-099", "+351911", "portuguese"),
    Place("Antwerp", "BE", "Antwerpen", ("Nationalestraat",), "2000", "+324701", "french"),
    Place("Berlin", "DE", "Berlin", ("Torstraße", "Weserstraße"), "10119", "+491511", "english"),
    Place("New York", "US", "NY", ("Fulton Street, Brooklyn", "Malcolm X Boulevard, Harlem"), "11216", "+19175", "english"),
    Place("Atlanta", "US", "GA", ("Edgewood Avenue",), "30312", "+14045", "english"),
    Place("Kingston", "JM", "Kingston", ("Hope Road",), "JMAAW10", "+18765", "english"),
    Place("Salvador", "BR", "Bahia", ("Rua Direita do Santo Antônio",), "40301-280", "+557198", "portuguese"),
)  # fmt: skip
PLACE_BY_CITY = {place.city: place for place in PLACES}

NIGERIA = ("NG",)
AFRICA = ("GH", "SN", "CI", "ML", "KE", "RW", "ET", "TZ", "UG", "ZA", "MA", "TN", "EG", "BJ", "TG", "CM", "NG")
EUROPE = ("FR", "IT", "PT", "BE", "DE", "ES", "NL", "IE", "AT", "GB")
AMERICAS = ("US", "CA", "JM", "BR")
