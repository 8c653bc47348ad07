# ruff: noqa: E501 - a few words on one line read as a table
"""The demo's words in French. What keeps its name (boubou, agbádá) is not in here."""

NOUNS = {
    "Ankara Dress": "Robe en pagne", "Auto-Gèlè": "Gèlè noué", "Bangle": "Jonc", "Belt": "Ceinture", "Bib Necklace": "Plastron", "Block Heels": "Chaussures à talon carré",
    "Blouse": "Chemisier", "Boilersuit": "Combinaison de travail", "Bomber Jacket": "Blouson", "Boxy Tee": "T-shirt ample", "Bracelet": "Bracelet", "Brogues": "Richelieus",
    "Bucket Hat": "Bob", "Camp Shirt": "Chemise à col ouvert", "Car Coat": "Paletot", "Cardigan": "Gilet tricoté", "Chinos": "Chino", "Chore Jacket": "Veste d'atelier",
    "Circle Skirt": "Jupe cercle", "Cloth": "Pagne", "Clutch": "Pochette", "Coat": "Manteau", "Collar": "Collier ras-du-cou", "Crew Neck": "Pull col rond",
    "Cropped Jacket": "Veste courte", "Cuff": "Manchette", "Culottes": "Jupe-culotte", "Dashiki Shirt": "Chemise dashiki", "Day Dress": "Robe de jour", "Derby Shoes": "Derbies",
    "Dinner Jacket": "Veste de smoking", "Drawstring Trousers": "Pantalon à cordon", "Drop Earrings": "Pendants d'oreilles", "Duster Coat": "Cache-poussière", "Earrings": "Boucles d'oreilles", "Envelope Clutch": "Pochette enveloppe",
    "Evening Bag": "Sac du soir", "Evening Gown": "Robe du soir", "Fabric Length": "Coupon de tissu", "Field Jacket": "Veste de campagne", "First Sneakers": "Premières baskets", "Fisherman Sandals": "Sandales de pêcheur",
    "Gladiator Sandals": "Spartiates", "Grand Boubou": "Grand boubou", "Grandad Shirt": "Chemise sans col", "Half Shoes": "Mules fermées", "Handbag": "Sac à main", "Headwrap": "Turban noué",
    "Hoops": "Créoles", "Jeans": "Jean", "Jumper": "Pull", "Jumpsuit": "Combinaison", "Kaftan": "Caftan", "Kaftan Gown": "Robe caftan",
    "Kaftan Set": "Ensemble caftan", "Kimono Dress": "Robe kimono", "Kimono Jacket": "Veste kimono", "Knitted Polo": "Polo tricoté", "Kufi Cap": "Bonnet kufi", "Little Agbádá": "Petit agbádá",
    "Loafers": "Mocassins", "Low-Top Sneakers": "Baskets basses", "Market Tote": "Cabas de marché", "Maxi Skirt": "Jupe longue", "Mermaid Gown": "Robe sirène", "Midi Dress": "Robe midi",
    "Midi Skirt": "Jupe midi", "Monk Shoes": "Chaussures à boucle", "Necklace": "Collier", "Obi Belt": "Ceinture obi", "Open Abaya": "Abaya ouverte", "Overcoat": "Pardessus",
    "Overshirt": "Surchemise", "Oxfords": "Oxfords", "Palazzo Trousers": "Pantalon palazzo", "Palm Sandals": "Sandales de palme", "Party Dress": "Robe de fête", "Pencil Skirt": "Jupe crayon",
    "Peplum Top": "Haut péplum", "Pinafore": "Robe chasuble", "Playsuit": "Combishort", "Pocket Tee": "T-shirt à poche", "Poet Blouse": "Blouse de poète", "Pumps": "Escarpins",
    "Raincoat": "Imperméable", "Reception Gown": "Robe de réception", "Roll-Neck": "Pull à col roulé", "Romper": "Barboteuse", "Runner Sneakers": "Baskets de course", "Sandals": "Sandales",
    "Satchel": "Cartable", "Scarf": "Foulard", "Senator Set": "Ensemble sénateur", "Senator Suit": "Costume sénateur", "Shawl": "Châle", "Shift Dress": "Robe droite",
    "Shirt": "Chemise", "Shirt Dress": "Robe chemise", "Shopper": "Cabas", "Slides": "Claquettes", "Slingbacks": "Escarpins à bride", "Slippers": "Chaussons",
    "Sneakers": "Baskets", "Sports Jacket": "Veste sport", "Stole": "Étole", "Sun Hat": "Chapeau de soleil", "Sundress": "Robe d'été", "T-Shirt": "T-shirt",
    "Tea Dress": "Robe d'après-midi", "Top & Skirt Set": "Ensemble haut et jupe", "Top-Handle Bag": "Sac à anse", "Tote": "Cabas", "Trainers": "Baskets", "Trousers": "Pantalon",
    "Tunic Suit": "Costume tunique", "Twirl Dress": "Robe qui tourne", "Two-Piece Set": "Ensemble deux pièces", "Waistcoat": "Gilet de costume", "Wrap Coat": "Manteau portefeuille", "Wrap Dress": "Robe portefeuille",
    "Wrapper Set": "Ensemble pagne", "Ìró & Bùbá Set": "Ensemble ìró et bùbá",
}  # fmt: skip

FABRICS = {
    "Ankara": "wax", "Bazin Riche": "bazin riche", "Cord Lace": "dentelle", "Linen": "lin", "Poplin": "popeline", "Silk": "soie", "Chiffon": "mousseline",
    "Velvet": "velours", "Cashmere-Touch": "drap façon cachemire", "Wool": "laine", "Merino": "mérinos", "Heavy Jersey": "jersey épais", "Leather": "cuir",
    "Suede": "daim", "Canvas": "toile", "Raffia": "raphia", "Beadwork": "perles", "Brass": "laiton",
}  # fmt: skip

CATEGORIES = {
    "women": "Femme", "women-dresses": "Robes", "ankara-dresses": "Robes en pagne", "evening-gowns": "Robes du soir", "day-dresses": "Robes de jour", "wrap-dresses": "Robes portefeuille",
    "women-traditional": "Tenues traditionnelles", "boubous": "Boubous et caftans", "iro-buba": "Ensembles ìró et bùbá", "women-tops": "Hauts", "blouses": "Chemisiers", "womens-knitwear": "Mailles femme",
    "womens-t-shirts": "T-shirts femme", "women-bottoms": "Jupes et pantalons", "skirts": "Jupes", "womens-trousers": "Pantalons femme", "jumpsuits": "Combinaisons", "women-outerwear": "Vestes et manteaux",
    "womens-jackets": "Vestes femme", "womens-coats": "Manteaux femme", "women-shoes": "Chaussures femme", "heels": "Talons", "womens-sandals": "Sandales femme", "womens-sneakers": "Baskets femme",
    "men": "Homme", "men-traditional": "Tenues traditionnelles", "mens-kaftans": "Caftans", "senator-suits": "Costumes sénateur", "men-tailoring": "Costumes", "blazers": "Blazers",
    "mens-trousers": "Pantalons homme", "waistcoats": "Gilets de costume", "men-tops": "Chemises et mailles", "shirts": "Chemises", "mens-knitwear": "Mailles homme", "mens-t-shirts": "T-shirts homme",
    "men-outerwear": "Vestes et manteaux", "mens-jackets": "Vestes homme", "mens-coats": "Manteaux homme", "men-shoes": "Chaussures homme", "brogues": "Richelieus et oxfords", "loafers": "Mocassins et chaussons",
    "mens-sneakers": "Baskets homme", "mens-sandals": "Sandales homme", "kids": "Enfant", "girls": "Filles", "girls-dresses": "Robes fille", "girls-sets": "Ensembles fille",
    "boys": "Garçons", "boys-kaftans": "Caftans garçon", "boys-shirts": "Chemises garçon", "kids-basics": "Bébé et chaussures", "baby-rompers": "Barboteuses", "kids-sneakers": "Baskets enfant",
    "accessories": "Accessoires", "bags": "Sacs", "handbags": "Sacs à main", "totes": "Cabas", "clutches": "Pochettes", "headwear": "Coiffes", "headwraps": "Turbans et gèlè", "caps": "Fìlà et kufi",
    "hats": "Chapeaux", "jewellery": "Bijoux", "necklaces": "Colliers", "earrings": "Boucles d'oreilles", "small-goods": "Petits accessoires et tissus", "scarves": "Foulards et châles", "belts": "Ceintures",
    "cloth": "Tissus au mètre",
}  # fmt: skip

# Target -> name, of axes and of values that are the same for all products.
AXES = {"colour": "Couleur", "size": "Taille"}
VALUES = {
    "colour:ivory": "Ivoire", "colour:charcoal": "Anthracite", "colour:burnt-orange": "Orange brûlé", "colour:marigold": "Souci", "colour:mustard": "Moutarde", "colour:emerald": "Émeraude",
    "colour:forest": "Vert sapin", "colour:sage": "Sauge", "colour:teal": "Canard", "colour:sky": "Bleu ciel", "colour:navy": "Bleu marine", "colour:plum": "Prune", "colour:blush": "Rose poudré",
    "colour:crimson": "Cramoisi", "colour:burgundy": "Bordeaux", "colour:cocoa": "Cacao", "colour:sand": "Sable", "colour:white": "Blanc", "size:one-size": "Taille unique",
}  # fmt: skip
