"""Sentences that descriptions and reviews are put together from, by group of garment."""

OPENINGS = {
    "dress": (
        "A {noun} for days that turn into evenings.",
        "The {noun} our customers write to us about.",
        "Cut to swing when you walk and to stay put when you dance.",
        "Simple from the front, a surprise when you turn around.",
        "Made for the guest who outlasts the band.",
    ),
    "robe": (
        "A {noun} with presence, and with pockets where you want them.",
        "Made for naming days, Fridays and everything with speeches.",
        "Generous through the sleeve, exact at the shoulder.",
        "The {noun} you inherit, made now.",
        "Ceremony, without the stiffness.",
    ),
    "top": (
        "A {noun} that does the work of three.",
        "The first thing you reach for when nothing else is ironed.",
        "Easy in the body, careful at the collar.",
        "A {noun} that looks considered with very little consideration.",
    ),
    "bottom": (
        "Cut for sitting, standing and stepping over puddles.",
        "A {noun} that moves well and hangs straight.",
        "High where it helps, roomy where it counts.",
        "The lower half of a very good outfit.",
    ),
    "outer": (
        "A {noun} that finishes whatever is under it.",
        "Light enough for the harmattan, sharp enough for the board.",
        "Built in layers, worn like a shirt.",
        "The {noun} we copied from our own wardrobe.",
    ),
    "shoe": (
        "Lasted by hand and broken in by nobody but you.",
        "A pair that can be resoled, and deserves to be.",
        "Comfortable on the first day, better in the second year.",
        "Made on a last with room for real toes.",
    ),
    "bag": (
        "Room for a phone, a purse, a book and a secret.",
        "A {noun} that stands up by itself.",
        "Carried by hand, over the arm or not put down at all.",
        "Made to be repaired, not replaced.",
    ),
    "small": (
        "The small thing that makes the rest look planned.",
        "A {noun} for heads held high.",
        "Finishing touch, or the whole idea.",
        "Ties, folds and travels without complaint.",
    ),
    "jewel": (
        "Light enough to forget, bright enough not to.",
        "Made slowly, one piece at a time.",
        "A {noun} that starts conversations.",
        "Wear one alone, or all of them at once.",
    ),
    "kids": (
        "A {noun} for someone who does not stand still.",
        "Soft inside, splendid outside.",
        "Made to be passed on to a younger cousin.",
        "Like the grown-ups' one, but washable.",
    ),
    "cloth": (
        "Bring your own tailor.",
        "Cut from the roll on the day you order.",
        "Enough for a plan, or for several.",
        "The beginning of something.",
    ),
}
BODY_GROUPS = frozenset({"dress", "robe", "top", "bottom", "outer", "kids"})
# What to say of a fabric where there are no seams, hems or necklines to speak of.
OFF_BODY = {
    "ankara": "Real wax print, the same on both sides, in colours that hold.",
    "kitenge": "A bold East African print with a border worth showing.",
    "lace": "Cord lace with full scallops along both edges.",
    "silk": "A crêpe with a matt face, printed through so that both sides count.",
    "velvet": "A short, dense pile that turns the light.",
    "merino": "Spun from 18.5-micron merino, warm without bulk and soft on bare skin.",
    "shweshwe": "Stiff and salty from the mill; the print is for ever.",
}
MAKING = (
    "Cut and sewn in our own workroom in {city}.",
    "Made in {city} in runs of a few dozen.",
    "Every piece is signed inside by the person who made it in {city}.",
    "Finished by hand in {city}; small differences are part of it.",
    "Made to the last stitch in {city}, and repaired there for free in the first year.",
)
FITS = {
    "dress": (
        "True to size",
        "Fitted at the waist, easy below",
        "Runs slightly small; take the larger size if in doubt",
    ),
    "robe": ("Generous", "True to size", "Cut wide, choose by the shoulder"),
    "top": ("True to size", "Relaxed", "Slim"),
    "bottom": ("True to size", "High rise", "Runs slightly large"),
    "outer": ("True to size", "Roomy enough for a knit", "Slim through the body"),
    "shoe": ("True to size", "Runs half a size small", "Wide fit"),
    "kids": ("Room to grow", "True to age"),
}
SEASONS = ("All year", "Dry season", "Rainy season", "Spring/Summer", "Autumn/Winter", "Wedding season")
OCCASIONS = (
    "Everyday",
    "Work",
    "Ọwàmbẹ̀ & weddings",
    "Church & Friday prayers",
    "Evening",
    "Holiday",
    "Naming ceremony",
)

RETURNS = (
    "Returns within 14 days, unworn and with tags. We pay the return if we sent the wrong thing.",
    "Exchange or refund within 30 days. Sale pieces can be exchanged for another size.",
    "Seven days to change your mind; made-to-measure pieces are yours for good.",
    "Returns within 21 days to our workroom. Earrings and headwraps only when still sealed.",
)
DISPATCH = (
    "Leaves our workroom within two working days, in cloth and paper, never in plastic.",
    "Ready pieces leave the next working day; hand-woven ones within a week.",
    "We pack on Tuesdays and Fridays and write you when the courier has it.",
    "Dispatched within three working days with tracking.",
)

PRAISE = {
    5: (
        (
            "Worth every kobo",
            "I wore it to a wedding and was stopped four times. The {fabric} is even richer than in the picture.",
        ),
        ("Beautifully made", "Turned it inside out to look at the seams and they are as clean as the outside."),
        ("My third from this house", "They never miss. The {colour} is deep and the finishing is perfect."),
        ("Parfait", "La coupe est superbe et la livraison rapide. Je recommande les yeux fermés."),
        ("Compliments all night", "Fits as if it were made for me. My mother has already ordered one."),
    ),
    4: (
        ("Lovely, a little long", "Gorgeous {fabric}. I had the length taken up two centimetres, otherwise perfect."),
        ("Very good", "Colour slightly darker than on my screen, but I prefer it. Arrived in four days."),
        ("Great quality", "Solid stitching and a good weight. One star off because I had to wait a week."),
        ("Would buy again", "Comfortable from the first wear. The {colour} goes with everything I own."),
    ),
    3: (
        ("Good, not great", "Nice {fabric}, but it creases quickly. I expected a softer lining."),
        ("Size up", "Runs small on me. The exchange was easy, to be fair."),
        ("It is fine", "Looks like the picture. For the price I had hoped for a dust bag."),
    ),
    2: (
        ("Not for me", "The cut did not work for my shoulders. The vendor was kind about the return."),
        ("Colour was off", "I ordered {colour} and in daylight it is quite different."),
    ),
    1: (("Arrived late", "It came two days after the event I bought it for. The piece itself is all right."),),
}
FEEL = ("runs small", "true to size", "true to size", "true to size", "runs large")
