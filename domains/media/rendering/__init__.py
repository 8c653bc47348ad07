"""Making renditions of a picture: what they are (recipe), how they are made (drawing), and where (apart)."""
