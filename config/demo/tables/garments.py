# ruff: noqa: E501 - one garment on two lines reads as a table
"""What houses make: each garment with its category, drawing, names, fabrics, sizes and price band in EUR."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Garment:
    """A kind of thing. `low` and `high` are whole euros before a vendor's own price level; `share` is how common."""

    key: str
    category: str
    silhouette: str
    nouns: tuple[str, ...]
    cuts: tuple[str, ...]
    fabrics: tuple[str, ...]
    scale: str
    low: int
    high: int
    grams: int
    share: int
    group: str


DRESSY = ("ankara", "adire", "kitenge", "shweshwe", "batik", "linen", "silk")
CEREMONY = ("aso-oke", "lace", "bazin", "kente", "velvet")

_WOMEN = (
    Garment("ankara-dress", "ankara-dresses", "dress", ("Ankara Dress", "Midi Dress", "Tea Dress", "Sundress"), ("Flared", "Off-Shoulder", "Square-Neck", "Tiered"), ("ankara", "kitenge", "shweshwe"), "women", 65, 180, 480, 9, "dress"),
    Garment("gown", "evening-gowns", "gown", ("Evening Gown", "Mermaid Gown", "Reception Gown"), ("Corseted", "Trumpet", "Draped", "Halter"), ("lace", "velvet", "silk", "chiffon", "aso-oke"), "women", 240, 760, 1100, 4, "dress"),
    Garment("day-dress", "day-dresses", "dress", ("Day Dress", "Shirt Dress", "Shift Dress"), ("Belted", "Relaxed", "Pintucked"), ("linen", "poplin", "adire", "batik", "denim"), "letters", 70, 210, 430, 5, "dress"),
    Garment("wrap-dress", "wrap-dresses", "wrap", ("Wrap Dress", "Kimono Dress"), ("Midi", "Flutter-Sleeve", "Bias-Cut"), DRESSY, "letters", 85, 260, 420, 6, "dress"),
    Garment("boubou", "boubous", "boubou", ("Grand Boubou", "Kaftan", "Kaftan Gown"), ("Embroidered", "Beaded", "Floor-Length"), ("bazin", "adire", "silk", "chiffon", "batik"), "robe", 95, 380, 620, 7, "robe"),
    Garment("iro-buba", "iro-buba", "set", ("Ìró & Bùbá Set", "Wrapper Set", "Kaba & Slit"), ("Three-Piece", "Two-Piece", "Scalloped"), CEREMONY, "women", 180, 620, 1250, 5, "robe"),
    Garment("abaya", "abayas", "djellaba", ("Abaya", "Open Abaya"), ("Piped", "Pleated", "Flowing"), ("silk", "linen", "sabra", "chiffon"), "robe", 110, 340, 640, 3, "robe"),
    Garment("blouse", "blouses", "blouse", ("Blouse", "Peplum Top", "Poet Blouse"), ("Balloon-Sleeve", "High-Neck", "Tie-Neck"), ("silk", "ankara", "poplin", "lace", "adire", "batik"), "women", 48, 165, 220, 6, "top"),
    Garment("womens-knit", "womens-knitwear", "knit", ("Jumper", "Cardigan", "Roll-Neck"), ("Fine-Gauge", "Ribbed", "Cropped"), ("merino",), "letters", 85, 240, 340, 3, "top"),
    Garment("womens-tee", "womens-t-shirts", "tee", ("T-Shirt", "Boxy Tee"), ("Relaxed", "Cap-Sleeve", "Hand-Printed"), ("jersey", "adire"), "letters", 28, 68, 190, 3, "top"),
    Garment("skirt", "skirts", "skirt", ("Circle Skirt", "Midi Skirt", "Maxi Skirt", "Pencil Skirt"), ("Pleated", "High-Waist", "Buttoned"), ("ankara", "adire", "shweshwe", "denim", "bogolan", "silk"), "women", 52, 170, 420, 5, "bottom"),
    Garment("womens-trousers", "womens-trousers", "trousers", ("Trousers", "Palazzo Trousers", "Culottes"), ("Wide-Leg", "Tapered", "High-Rise"), ("linen", "wool", "ankara", "adire", "denim"), "women", 62, 210, 460, 4, "bottom"),
    Garment("jumpsuit", "jumpsuits", "jumpsuit", ("Jumpsuit", "Boilersuit"), ("Wide-Leg", "Sleeveless", "Belted"), ("ankara", "linen", "denim", "adire", "kitenge"), "women", 95, 270, 620, 3, "bottom"),
    Garment("kimono-jacket", "womens-jackets", "blazer", ("Blazer", "Kimono Jacket", "Cropped Jacket"), ("Soft-Shoulder", "Single-Button", "Oversized"), ("ankara", "bogolan", "aso-oke", "linen", "tweed", "velvet"), "women", 120, 420, 720, 4, "outer"),
    Garment("womens-coat", "womens-coats", "coat", ("Coat", "Wrap Coat", "Duster Coat"), ("Belted", "Cocoon", "Long"), ("wool", "tweed", "bogolan", "kente"), "women", 260, 820, 1500, 2, "outer"),
    Garment("heels", "heels", "heel", ("Pumps", "Slingbacks", "Block Heels"), ("Pointed", "Almond-Toe", "Kitten"), ("leather", "suede", "ankara", "velvet"), "shoes-w", 95, 380, 780, 4, "shoe"),
    Garment("womens-sandals", "womens-sandals", "sandal", ("Sandals", "Slides", "Gladiator Sandals"), ("Beaded", "Braided", "Flat"), ("leather", "beads", "raffia", "suede"), "shoes-w", 42, 170, 560, 4, "shoe"),
    Garment("womens-sneakers", "womens-sneakers", "sneaker", ("Sneakers", "Low-Top Sneakers"), ("Court", "Platform", "Lace-Up"), ("leather", "canvas", "ankara", "suede"), "shoes-w", 68, 210, 820, 3, "shoe"),
)  # fmt: skip

_MEN = (
    Garment("agbada", "agbada", "agbada", ("Agbádá", "Agbádá Set", "Grand Agbádá"), ("Three-Piece", "Embroidered", "Ceremonial"), ("aso-oke", "bazin", "cashmere-suiting", "lace", "velvet"), "robe", 210, 880, 1900, 7, "robe"),
    Garment("kaftan", "mens-kaftans", "kaftan", ("Kaftan", "Kaftan Set", "Jalabiya"), ("Embroidered", "Band-Collar", "Two-Piece"), ("cashmere-suiting", "linen", "bazin", "adire", "poplin"), "letters", 85, 320, 820, 8, "robe"),
    Garment("senator", "senator-suits", "senator", ("Senator Suit", "Senator Set", "Tunic Suit"), ("Slim", "Piped", "Contrast-Cuff"), ("cashmere-suiting", "linen", "wool", "aso-oke"), "letters", 110, 340, 980, 6, "robe"),
    Garment("dashiki", "dashikis", "dashiki", ("Dashiki", "Dashiki Shirt", "Danshiki"), ("Classic", "Short-Sleeve", "Longline"), ("ankara", "kitenge", "batik", "bogolan"), "letters", 38, 120, 310, 4, "top"),
    Garment("djellaba", "djellabas", "djellaba", ("Djellaba", "Gandoura", "Burnous"), ("Hooded", "Striped", "Winter"), ("sabra", "linen", "wool"), "robe", 95, 340, 1150, 3, "robe"),
    Garment("blazer", "blazers", "blazer", ("Blazer", "Dinner Jacket", "Sports Jacket"), ("Unstructured", "Peak-Lapel", "Double-Vent"), ("wool", "linen", "ankara", "velvet", "tweed", "aso-oke"), "suit", 190, 780, 980, 5, "outer"),
    Garment("mens-trousers", "mens-trousers", "trousers", ("Trousers", "Chinos", "Jeans", "Drawstring Trousers"), ("Pleated", "Tapered", "Straight-Leg"), ("wool", "linen", "denim", "poplin"), "waist", 62, 240, 520, 5, "bottom"),
    Garment("waistcoat", "waistcoats", "waistcoat", ("Waistcoat", "Gilet"), ("Five-Button", "Shawl-Collar"), ("wool", "tweed", "aso-oke", "kente", "velvet"), "suit", 85, 260, 360, 2, "outer"),
    Garment("shirt", "shirts", "shirt", ("Shirt", "Camp Shirt", "Grandad Shirt", "Overshirt"), ("Band-Collar", "Camp-Collar", "Relaxed", "Slim"), ("poplin", "linen", "ankara", "adire", "shweshwe", "batik", "kikoy"), "letters", 45, 160, 260, 8, "top"),
    Garment("mens-knit", "mens-knitwear", "knit", ("Crew Neck", "Cardigan", "Knitted Polo"), ("Fine-Gauge", "Cable", "Ribbed"), ("merino",), "letters", 88, 250, 420, 3, "top"),
    Garment("mens-tee", "mens-t-shirts", "tee", ("T-Shirt", "Pocket Tee"), ("Boxy", "Heavyweight", "Hand-Printed"), ("jersey", "adire"), "letters", 28, 68, 230, 3, "top"),
    Garment("bomber", "mens-jackets", "bomber", ("Bomber Jacket", "Chore Jacket", "Field Jacket"), ("Quilted", "Reversible", "Zip-Front"), ("bogolan", "ankara", "canvas", "denim", "suede", "kente"), "letters", 120, 460, 900, 4, "outer"),
    Garment("mens-coat", "mens-coats", "coat", ("Overcoat", "Raincoat", "Car Coat"), ("Double-Breasted", "Raglan", "Long"), ("wool", "tweed", "canvas"), "suit", 280, 920, 1800, 2, "outer"),
    Garment("brogues", "brogues", "brogue", ("Brogues", "Oxfords", "Derby Shoes", "Monk Shoes"), ("Wingtip", "Cap-Toe", "Plain-Toe"), ("leather", "suede"), "shoes-uk", 160, 520, 1150, 5, "shoe"),
    Garment("loafers", "loafers", "loafer", ("Loafers", "Half Shoes", "Slippers", "Babouches"), ("Penny", "Tassel", "Embroidered"), ("leather", "suede", "velvet", "aso-oke", "raffia"), "shoes-m", 75, 320, 860, 4, "shoe"),
    Garment("mens-sneakers", "mens-sneakers", "sneaker", ("Sneakers", "Trainers", "Runner Sneakers"), ("Court", "Low-Top", "Retro"), ("leather", "canvas", "suede", "bogolan"), "shoes-us", 72, 230, 960, 5, "shoe"),
    Garment("mens-sandals", "mens-sandals", "sandal", ("Palm Sandals", "Slides", "Fisherman Sandals"), ("Woven", "Cross-Strap", "Classic"), ("leather", "suede", "raffia"), "shoes-m", 45, 160, 680, 3, "shoe"),
)  # fmt: skip

_KIDS = (
    Garment("girls-dress", "girls-dresses", "dress", ("Party Dress", "Twirl Dress", "Pinafore"), ("Smocked", "Tiered", "Bow-Back"), ("ankara", "kitenge", "shweshwe", "poplin", "lace"), "kids", 32, 95, 260, 4, "kids"),
    Garment("girls-set", "girls-sets", "set", ("Top & Skirt Set", "Two-Piece Set"), ("Peplum", "Ruffled"), ("ankara", "adire", "kitenge", "lace"), "kids", 36, 105, 320, 2, "kids"),
    Garment("boys-kaftan", "boys-kaftans", "kaftan", ("Kaftan", "Senator Set", "Little Agbádá"), ("Mini", "Embroidered"), ("poplin", "bazin", "linen", "adire"), "kids", 34, 110, 360, 3, "kids"),
    Garment("boys-shirt", "boys-shirts", "shirt", ("Shirt", "Camp Shirt"), ("Short-Sleeve", "Easy"), ("ankara", "poplin", "kitenge", "kikoy"), "kids", 24, 58, 160, 3, "kids"),
    Garment("romper", "baby-rompers", "romper", ("Romper", "Playsuit"), ("Short-Leg", "Popper"), ("jersey", "adire", "poplin", "kikoy"), "baby", 22, 52, 120, 2, "kids"),
    Garment("kids-sneakers", "kids-sneakers", "sneaker", ("Sneakers", "First Sneakers"), ("Strap", "Slip-On"), ("canvas", "leather", "ankara"), "shoes-k", 34, 85, 380, 2, "shoe"),
)  # fmt: skip

_ACCESSORIES = (
    Garment("handbag", "handbags", "handbag", ("Handbag", "Top-Handle Bag", "Satchel"), ("Structured", "Small", "Saddle"), ("leather", "suede", "aso-oke", "raffia", "bogolan"), "none", 95, 520, 900, 6, "bag"),
    Garment("tote", "totes", "tote", ("Tote", "Market Tote", "Shopper"), ("Tall", "Woven", "Everyday"), ("canvas", "raffia", "ankara", "leather", "bogolan"), "none", 38, 260, 620, 5, "bag"),
    Garment("clutch", "clutches", "clutch", ("Clutch", "Envelope Clutch", "Evening Bag"), ("Fold-Over", "Beaded", "Slim"), ("aso-oke", "beads", "velvet", "ankara", "leather"), "none", 42, 210, 320, 4, "bag"),
    Garment("headwrap", "headwraps", "headwrap", ("Headwrap", "Gèlè", "Auto-Gèlè", "Turban"), ("Pre-Tied", "Extra-Long", "Satin-Lined"), ("ankara", "aso-oke", "adire", "silk", "kente"), "none", 18, 85, 180, 6, "small"),
    Garment("fila", "caps", "cap", ("Fìlà", "Kufi Cap", "Fìlà Gọbi"), ("Hand-Woven", "Embroidered", "Structured"), ("aso-oke", "velvet", "kente", "bogolan"), "head", 22, 88, 140, 4, "small"),
    Garment("bucket-hat", "hats", "hat", ("Bucket Hat", "Sun Hat"), ("Reversible", "Wide-Brim"), ("ankara", "canvas", "raffia", "denim"), "head", 26, 78, 150, 2, "small"),
    Garment("necklace", "necklaces", "necklace", ("Necklace", "Collar", "Bib Necklace"), ("Layered", "Statement", "Beaded"), ("beads", "brass"), "none", 28, 190, 160, 4, "jewel"),
    Garment("earrings", "earrings", "earrings", ("Earrings", "Drop Earrings", "Hoops"), ("Sculptural", "Fringed", "Light"), ("brass", "beads"), "none", 18, 110, 40, 4, "jewel"),
    Garment("bracelet", "bracelets", "bracelet", ("Cuff", "Bangle", "Bracelet"), ("Wide", "Hammered", "Stacking"), ("brass", "beads", "leather"), "one", 20, 130, 90, 3, "jewel"),
    Garment("scarf", "scarves", "scarf", ("Scarf", "Shawl", "Stole"), ("Fringed", "Oversized", "Featherlight"), ("silk", "merino", "kente", "sabra", "adire", "kikoy"), "one", 34, 180, 210, 4, "small"),
    Garment("belt", "belts", "belt", ("Belt", "Obi Belt"), ("Beaded", "Brass-Buckle", "Plaited"), ("leather", "beads", "suede"), "belt", 32, 130, 240, 3, "small"),
    Garment("cloth", "cloth", "cloth", ("Cloth", "Fabric Length"), ("Hand-Cut", "Full-Width"), ("ankara", "adire", "aso-oke", "kente", "bazin", "lace", "shweshwe", "kitenge"), "cloth", 24, 210, 700, 4, "cloth"),
)  # fmt: skip

GARMENTS = _WOMEN + _MEN + _KIDS + _ACCESSORIES
GARMENT_BY_KEY = {garment.key: garment for garment in GARMENTS}
