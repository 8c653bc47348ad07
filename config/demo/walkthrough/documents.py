"""The GraphQL documents of the walk-through, as a storefront would send them."""

_ERRORS = "errors { code message path }"
_TOKENS = f"tokens {{ accessToken refreshToken }} {_ERRORS}"

REGISTER = f"mutation($input: AccountRegisterInput!) {{ accountRegister(input: $input) {{ {_ERRORS} }} }}"
VERIFY = f"mutation($input: AccountVerifyInput!) {{ accountVerify(input: $input) {{ {_TOKENS} }} }}"
LOGIN = """
mutation($input: LoginInput!) {
  login(input: $input) {
    tokens { accessToken refreshToken }
    errors { code message path ... on SecondFactorNeededError { challenge } }
  }
}
"""
LOGIN_CONFIRM = f"mutation($input: LoginConfirmInput!) {{ loginConfirm(input: $input) {{ {_TOKENS} }} }}"
VIEWER = "query { viewer { email hasSecondFactor } }"
PHONE_CHANGE = f"mutation($input: PhoneChangeRequestInput!) {{ phoneChangeRequest(input: $input) {{ {_ERRORS} }} }}"
PHONE_CONFIRM = f"mutation($input: PhoneChangeConfirmInput!) {{ phoneChangeConfirm(input: $input) {{ {_ERRORS} }} }}"
PHONE_REQUEST = f"mutation($input: PhoneLoginRequestInput!) {{ phoneLoginRequest(input: $input) {{ {_ERRORS} }} }}"
PHONE_LOGIN = f"mutation($input: PhoneLoginInput!) {{ phoneLogin(input: $input) {{ {_TOKENS} }} }}"
FACTOR_BEGIN = f"""
mutation($input: SecondFactorBeginInput!) {{ secondFactorBegin(input: $input) {{ enrolment {{ secret }} {_ERRORS} }} }}
"""
FACTOR_CONFIRM = f"""
mutation($input: SecondFactorConfirmInput!) {{ secondFactorConfirm(input: $input) {{ recoveryCodes {_ERRORS} }} }}
"""
FACTOR_REMOVE = f"mutation($input: SecondFactorRemoveInput!) {{ secondFactorRemove(input: $input) {{ {_ERRORS} }} }}"

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

FACETS = """
query Facets($text: String!) {
  search(text: $text, first: 12) {
    totalCount
    highlights { title excerpt }
    facets { vendors { name count } prices { fromMinor count } options { code values { code count } } inStock }
  }
}
"""
SUGGEST = "query Suggest($text: String!) { suggest(text: $text, limit: 3) { kind name slug } }"
RELATED = """
query Related($id: ID!, $slug: String!) {
  similarProducts(id: $id, first: 4) { id title }
  product(slug: $slug) { category { path } completeTheLook(first: 4) { title category { path } } }
}
"""
ABROAD = """
query Abroad($slug: String!, $country: String) @inContext(country: $country) {
  product(slug: $slug) { title priceRange { lowest { minor currency } } }
}
"""
GUIDES = """
query Guides($text: String!) {
  search(text: $text, first: 12) {
    nodes { slug sizeGuide { rows { size measures { name lowMm highMm } } } }
  }
}
"""
ADVICE = """
query Advice($slug: String!, $measures: [BodyMeasureInput!]!) {
  product(slug: $slug) { sizeAdvice(measures: $measures) { answer size sizes reason } }
}
"""
OPINIONS = """
query Opinions($slug: String!) {
  product(slug: $slug) {
    reviewSummary { count } fitSummary { trueToSize count }
    viewerReview { photos { url renditions { url width bytes } } }
  }
}
"""
AUTHORS = "query Authors($slug: String!) { product(slug: $slug) { reviews(first: 5) { nodes { authorName } } } }"
UPLOAD = f"mutation Upload($file: Upload!) {{ mediaUpload(file: $file) {{ upload {{ id }} {_ERRORS} }} }}"
REVIEW = f"""
mutation Review($input: ReviewCreateInput!) {{
  reviewCreate(input: $input) {{ review {{ id state isVerified }} {_ERRORS} }}
}}
"""
WISH = f"mutation($input: WishlistItemAddInput!) {{ wishlistItemAdd(input: $input) {{ wishlist {{ id }} {_ERRORS} }} }}"
SHARE = f"""
mutation($input: WishlistShareInput!) {{ wishlistShare(input: $input) {{ wishlist {{ shareToken }} {_ERRORS} }} }}
"""
SHARED = """
query($token: String!) { sharedWishlist(token: $token) { sharedBy items { nodes { product { title } } } } }
"""
VARIANTS = """
query Variants($slug: String!, $gone: [OptionInput!]!, $never: [OptionInput!]!) {
  product(slug: $slug) { gone: variantFor(options: $gone) { answer } never: variantFor(options: $never) { answer } }
}
"""
WAIT = f"""
mutation($input: StockAlertCreateInput!) {{ stockAlertCreate(input: $input) {{ alert {{ firedAt }} {_ERRORS} }} }}
"""
FEED = "query { notifications(first: 20) { nodes { kind } } }"
SAVE = f"mutation($name: String!) {{ cartSave(name: $name) {{ savedCart {{ id }} {_ERRORS} }} }}"
CLEAR = f"mutation {{ cartClear {{ {_CART} {_ERRORS} }} }}"
RESTORE = f"mutation($id: ID!) {{ savedCartRestore(id: $id) {{ {_CART} {_ERRORS} }} }}"
CART_UPDATED = """
subscription @inContext(language: "fr") { cartUpdated { sequence event resync cart { lines { quantity } } } }
"""
HOUSES = "query { viewer { vendors { vendor { id name } } } }"
CATEGORY = "query($slug: String!) { product(slug: $slug) { category { id } } }"
_DRAFT = f"product {{ id title state variants {{ id }} }} {_ERRORS}"
DRAFT = f"mutation($input: ProductCreateInput!) {{ productCreate(input: $input) {{ {_DRAFT} }} }}"
SUBMIT = f"mutation($id: ID!) {{ productSubmit(id: $id) {{ {_DRAFT} }} }}"
PRICES = f"""
mutation($product: ID!, $prices: [PriceInput!]!) {{
  productPricesSet(product: $product, prices: $prices) {{ product {{ id }} {_ERRORS} }}
}}
"""
OFFERED = """
query Offered($id: ID!) {
  product(id: $id) {
    collections { slug }
    priceRange { lowest { minor currency } lowestPriceBeforeReduction { minor currency } }
  }
}
"""
FIND = "query Find($text: String!) { search(text: $text, first: 5) { nodes { id } } }"
EXPORT = f"mutation {{ accountExport {{ export {{ state }} {_ERRORS} }} }}"
ERASE = """
mutation($input: AccountEraseInput!) {
  accountErase(input: $input) { errors { code message path ... on OrdersUnderWayError { numbers } } }
}
"""
