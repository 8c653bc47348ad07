"""Size scales: the labels shoppers choose from, and what each label means elsewhere."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scale:
    """An ordered run of sizes; a product carries `shortest` to `longest` neighbouring ones.

    A scale without labels is for things sold without a size axis.
    """

    key: str
    name: str
    labels: tuple[str, ...]
    shortest: int
    longest: int
    note: str


SCALES = (
    Scale("letters", "Letters", ("XS", "S", "M", "L", "XL", "XXL", "3XL"), 4, 6, "Chest 82 cm (XS) to 124 cm (3XL)"),
    Scale("robe", "Robe sizes", ("S/M", "L/XL", "2XL/3XL"), 2, 3, "Generous: choose by shoulder width"),
    Scale("women", "EU women", ("34", "36", "38", "40", "42", "44", "46"), 4, 6, "EU 38 is UK 10, US 6"),
    Scale("suit", "EU tailoring", ("46", "48", "50", "52", "54", "56"), 4, 6, "EU 50 is UK/US 40"),
    Scale("waist", "Waist, inches", ("28", "30", "32", "34", "36", "38"), 4, 6, "Measured at the waistband"),
    Scale("shoes-w", "EU women's shoes", ("36", "37", "38", "39", "40", "41"), 4, 6, "EU 38 is UK 5, US 7.5"),
    Scale("shoes-m", "EU men's shoes", ("40", "41", "42", "43", "44", "45", "46"), 5, 7, "EU 43 is UK 9, US 10"),
    Scale("shoes-uk", "UK shoes", ("UK 6", "UK 7", "UK 8", "UK 9", "UK 10", "UK 11"), 4, 6, "UK 9 is EU 43, US 10"),
    Scale("shoes-us", "US shoes", ("US 7", "US 8", "US 9", "US 10", "US 11", "US 12"), 4, 6, "US 10 is EU 43, UK 9"),
    Scale("kids", "Ages", ("2-3 y", "4-5 y", "6-7 y", "8-9 y", "10-11 y", "12-13 y"), 4, 6, "By height: 98 to 158 cm"),
    Scale("baby", "Months", ("0-3 m", "3-6 m", "6-12 m", "12-18 m"), 3, 4, "By height: 56 to 86 cm"),
    Scale("shoes-k", "EU kids' shoes", ("25", "27", "29", "31", "33", "35"), 4, 6, "EU 29 is UK 11, US 11.5"),
    Scale("head", "Head sizes", ("S", "M", "L"), 2, 3, "56, 58 and 60 cm around"),
    Scale("belt", "Belt lengths", ("80 cm", "85 cm", "90 cm", "95 cm", "100 cm", "105 cm"), 4, 6, "To the middle hole"),
    Scale("cloth", "Lengths of cloth", ("2 yards", "4 yards", "6 yards"), 2, 3, "Cloth is 112 to 118 cm wide"),
    Scale("one", "One size", ("One size",), 1, 1, "Fits most"),
    Scale("none", "No size", (), 0, 0, "One piece"),
)
SCALE_BY_KEY = {scale.key: scale for scale in SCALES}
