"""The GraphQL documents of the walk-through, as a storefront would send them."""

_ERRORS = "errors { code message path }"
_TOKENS = f"tokens {{ accessToken refreshToken }} {_ERRORS}"

REGISTER = f"mutation($input: AccountRegisterInput!) {{ accountRegister(input: $input) {{ {_ERRORS} }} }}"
VERIFY = f"mutation($input: AccountVerifyInput!) {{ accountVerify(input: $input) {{ {_TOKENS} }} }}"
LOGIN = f"mutation($input: LoginInput!) {{ login(input: $input) {{ {_TOKENS} }} }}"

SEARCH = """
query Search($text: String!) {
  search(text: $text, first: 50) {
    totalCount
    nodes { id title slug vendor { id name } variants { id sku stock { availability availableUnits } } }
  }
}
"""
PAGE = """
query Page($slug: String!) {
  product(slug: $slug) {
    id title description publishedAt
    vendor { name city takesOrders }
    category { name ancestors { name } }
    media { url alt width height }
    axes { code name values { code name swatch } }
    priceRange { lowest { minor currency } highest { minor currency } }
    variants { id sku options { axis value } price { amount { minor currency exponent } } stock { availability } }
  }
}
"""
_CART = """
cart {
  currency
  subtotal { minor } delivery { minor } total { minor currency exponent }
  lines { id title quantity problems { __typename message } }
  groups { vendorId vendorName deliveryOptions { methodId name charge { minor } } chosenDelivery { methodId } }
  missing { code message }
}
"""
CART = f"query {{ {_CART} }}"
ADD = f"mutation($input: CartLineAddInput!) {{ cartLineAdd(input: $input) {{ {_CART} {_ERRORS} }} }}"
UPDATE = f"mutation($input: CartLineUpdateInput!) {{ cartLineUpdate(input: $input) {{ {_CART} {_ERRORS} }} }}"
CONTACT = f"mutation($input: CartContactSetInput!) {{ cartContactSet(input: $input) {{ {_CART} {_ERRORS} }} }}"
DELIVERY = f"mutation($input: CartDeliverySetInput!) {{ cartDeliverySet(input: $input) {{ {_CART} {_ERRORS} }} }}"
COMPLETE = f"""
mutation Complete($input: CheckoutCompleteInput!) {{
  checkoutComplete(input: $input) {{ purchase {{ id state }} order {{ id }} nextAction {{ url }} {_ERRORS} }}
}}
"""
ORDER = """
query($id: ID!) {
  order(id: $id) {
    number state
    payment { state captured { minor } refunded { minor } }
    timeline { kind }
  }
}
"""
ORDER_UPDATED = """
subscription { orderUpdated { sequence event resync order { id number state placedAt payment { state } } } }
"""
AVAILABILITY = """
subscription($id: ID!) {
  productAvailability(productId: $id) { event resync product { variants { id stock { availability availableUnits } } } }
}
"""
