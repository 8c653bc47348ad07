"""Back-in-stock and price-drop alerts: asked for, told once, and then over."""
