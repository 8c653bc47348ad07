"""The category tree, three levels deep: slug, name, description, by indentation."""

TREE = """
women | Women | Dresses, sets, tailoring and shoes by independent houses.
  women-dresses | Dresses | From market-day cotton to the last dance.
    ankara-dresses | Ankara Dresses | Wax-print dresses, each cut around the motif of its cloth.
    evening-gowns | Evening Gowns | Floor-length gowns for weddings, galas and first nights.
    day-dresses | Day Dresses | Easy shapes for work, church and long lunches.
    wrap-dresses | Wrap Dresses | Tied at the waist, made to move.
  women-traditional | Traditional Wear | Ceremony and every day, rooted in place.
    boubous | Boubous & Kaftans | Wide, generous robes from Dakar to Kano.
    iro-buba | Ìró & Bùbá Sets | Wrapper, blouse and shawl, woven or in lace.
    abayas | Abayas | Flowing outer robes with fine hand finishing.
  women-tops | Tops | Blouses, shirts and knits.
    blouses | Blouses | Silk, cotton and lace with a point of view.
    womens-knitwear | Women's Knitwear | Fine-gauge and hand-knitted pieces.
    womens-t-shirts | Women's T-Shirts | Heavy jersey with hand-printed details.
  women-bottoms | Skirts & Trousers | The lower half of a good outfit.
    skirts | Skirts | Pencil, pleated and full circle.
    womens-trousers | Women's Trousers | Wide, tapered and tailored.
    jumpsuits | Jumpsuits | One piece, one zip, done.
  women-outerwear | Jackets & Coats | Layers worth keeping on.
    womens-jackets | Women's Jackets | Kimono jackets, bombers and blazers.
    womens-coats | Women's Coats | For harmattan mornings and London winters.
  women-shoes | Women's Shoes | Made on proper lasts.
    heels | Heels | Pumps, block heels and slingbacks.
    womens-sandals | Women's Sandals | Leather, beads and raffia.
    womens-sneakers | Women's Sneakers | Leather and canvas trainers.
men | Men | Robes, tailoring, shirts and shoes by independent houses.
  men-traditional | Traditional Wear | Robes and tunics, cut by people who wear them.
    agbada | Agbádá | Three-piece grand robes with embroidered fronts.
    mens-kaftans | Kaftans | Long tunics with matching trousers.
    senator-suits | Senator Suits | Clean two-piece tunics for work and weddings.
    dashikis | Dashikis | Printed pullover shirts with the famous neckline.
    djellabas | Djellabas | Hooded robes from the Atlas and the coast.
  men-tailoring | Tailoring | Jackets and trousers with a proper shoulder.
    blazers | Blazers | Half-canvassed jackets in wool, linen and wax print.
    mens-trousers | Men's Trousers | Pleated, flat-fronted, drawstring.
    waistcoats | Waistcoats | The third piece.
  men-tops | Shirts & Knits | What goes under, or on its own.
    shirts | Shirts | Collared, band-collared and camp-collared.
    mens-knitwear | Men's Knitwear | Crew necks, cardigans and polos.
    mens-t-shirts | Men's T-Shirts | Heavy jersey, good necks.
  men-outerwear | Jackets & Coats | From bomber to overcoat.
    mens-jackets | Men's Jackets | Bombers, chore coats and field jackets.
    mens-coats | Men's Coats | Overcoats and raincoats.
  men-shoes | Men's Shoes | Welted, stitched and resoleable.
    brogues | Brogues & Oxfords | Goodyear-welted lace-ups.
    loafers | Loafers & Slippers | Slip-ons in leather, suede and velvet.
    mens-sneakers | Men's Sneakers | Leather and canvas trainers.
    mens-sandals | Men's Sandals | Palm sandals, slides and fisherman sandals.
kids | Kids | Small sizes, same care.
  girls | Girls | Dresses and sets that can take a party.
    girls-dresses | Girls' Dresses | Full skirts, soft linings.
    girls-sets | Girls' Sets | Tops with skirts or trousers.
  boys | Boys | Tunics, shirts and suits.
    boys-kaftans | Boys' Kaftans | Like father's, washable.
    boys-shirts | Boys' Shirts | Easy shirts in bright cotton.
  kids-basics | Baby & Shoes | First clothes, first steps.
    baby-rompers | Baby Rompers | Soft cotton with popper fastenings.
    kids-sneakers | Kids' Sneakers | Light soles and quick straps.
accessories | Accessories | Bags, headwear, jewellery and cloth.
  bags | Bags | Carried every day.
    handbags | Handbags | Structured leather and woven bags.
    totes | Totes | Room for the market and the laptop.
    clutches | Clutches | For phone, key and lipstick.
  headwear | Headwear | Crowns, quietly.
    headwraps | Headwraps & Gèlè | Cloth to tie high.
    caps | Fìlà & Kufi Caps | Woven, embroidered, folded just so.
    hats | Hats | Bucket hats and brims.
  jewellery | Jewellery | Beads, brass and recycled gold.
    necklaces | Necklaces | Strung and soldered by hand.
    earrings | Earrings | Light enough for all day.
    bracelets | Bracelets | Cuffs, bangles and beads.
  small-goods | Small Goods & Cloth | The finishing touch, or the beginning.
    scarves | Scarves & Shawls | Silk, wool and hand-woven cotton.
    belts | Belts | Leather and beadwork.
    cloth | Cloth by the Yard | For your own tailor.
"""
