"""The named colours, each with its swatch and the two colours it is printed or woven with."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Colour:
    key: str
    name: str
    swatch: str
    companion: str
    contrast: str


COLOURS = (
    Colour("indigo", "Indigo", "#2B3A80", "#E9E4D4", "#7C93D6"),
    Colour("ivory", "Ivory", "#EFE6D2", "#B08D57", "#7A4B2A"),
    Colour("onyx", "Onyx", "#1E1C20", "#D9A441", "#8C2F2B"),
    Colour("charcoal", "Charcoal", "#44474D", "#C8C4BA", "#D0743C"),
    Colour("terracotta", "Terracotta", "#B5533C", "#F3DDB3", "#35302E"),
    Colour("burnt-orange", "Burnt Orange", "#D2691E", "#1F3A4D", "#F6E2B8"),
    Colour("marigold", "Marigold", "#E5A11B", "#3C2A63", "#F8F0D8"),
    Colour("mustard", "Mustard", "#B98A1D", "#2F2A26", "#F1E3BC"),
    Colour("emerald", "Emerald", "#0F7B55", "#F2C14E", "#073B2C"),
    Colour("forest", "Forest Green", "#264B36", "#D8B26A", "#E9E3CE"),
    Colour("olive", "Olive", "#69703A", "#E6D9A8", "#3B2A1F"),
    Colour("sage", "Sage", "#9DAE8C", "#F4F0E0", "#56664B"),
    Colour("teal", "Teal", "#14706F", "#F3B95F", "#E8EFE8"),
    Colour("sky", "Sky Blue", "#7FB2D9", "#FFFFFF", "#2C5C8A"),
    Colour("cobalt", "Cobalt", "#1F4FBF", "#F7C948", "#F4F4F0"),
    Colour("navy", "Navy", "#1B2745", "#C9A15B", "#E4E6EC"),
    Colour("plum", "Plum", "#6A2C5C", "#E9B8B0", "#F0C75E"),
    Colour("aubergine", "Aubergine", "#3D1F3A", "#D98E73", "#E7D3C3"),
    Colour("fuchsia", "Fuchsia", "#C2257A", "#FFC94D", "#2B1A4A"),
    Colour("blush", "Blush", "#E7B7AE", "#8E4A52", "#FBF1EA"),
    Colour("crimson", "Crimson", "#A91B2E", "#F4D58D", "#2A1215"),
    Colour("burgundy", "Burgundy", "#5E1A2B", "#D7A86E", "#EBD9CF"),
    Colour("cocoa", "Cocoa", "#5A3825", "#E2C79B", "#A3512B"),
    Colour("camel", "Camel", "#B88A56", "#F5EAD5", "#4A2F1B"),
    Colour("sand", "Sand", "#D6C3A1", "#7B5B3A", "#FAF5EA"),
    Colour("white", "White", "#F8F7F3", "#B9C3CE", "#8A949E"),
)
COLOUR_BY_KEY = {colour.key: colour for colour in COLOURS}
COLOUR_BY_NAME = {colour.name: colour for colour in COLOURS}

EARTH = ("terracotta", "cocoa", "camel", "sand", "olive", "mustard", "ivory", "onyx")
BRIGHT = ("marigold", "fuchsia", "cobalt", "emerald", "burnt-orange", "teal", "crimson", "plum")
DEEP = ("indigo", "navy", "onyx", "forest", "burgundy", "aubergine", "charcoal", "cocoa")
SOFT = ("ivory", "blush", "sky", "sage", "sand", "white", "camel", "teal")
LEATHER = ("onyx", "cocoa", "camel", "burgundy", "navy", "olive", "ivory", "terracotta")
METAL = ("marigold", "camel", "charcoal", "ivory")
INDIGO = ("indigo", "navy", "cobalt", "sky", "teal", "plum")
