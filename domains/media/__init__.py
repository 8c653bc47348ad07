"""Pictures that people send us, and what is made of them.

upload      a picture as we keep it: decoded, made smaller where it is huge, and written anew without what came with it
owner       the user who sent it; nobody else may attach it
attached    used by something, such as a product or a review; an upload that nothing uses expires
original    a picture in use, with its focal point; renditions are made of it
rendition   the original in one shape and width, as WebP
shape       the outline of a rendition: the original's own, a portrait, a square
focal point the spot of an original that crops keep
parked      an original of which no renditions can be made
leftover    a file that nothing refers to; it is deleted a day later
"""
