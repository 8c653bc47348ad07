"""Pictures that people send us.

upload     a picture as we keep it: decoded, made smaller where it is huge, and written anew without what came with it
owner      the user who sent it; nobody else may attach it
attached   used by something, such as a product or a review; an upload that nothing uses expires
"""
