"""Options as people read them, on lines of carts and orders."""

import strawberry


@strawberry.type(description="An option as it is named to people.")
class ChosenOption:
    """One of a line's options."""

    name: str = strawberry.field(description="Such as Size.")
    value: str = strawberry.field(description="Such as M.")
