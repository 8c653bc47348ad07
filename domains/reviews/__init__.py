"""What customers say about products they bought: reviews, ratings, fit, votes, replies, moderation.

review        one customer's stars and words about one product, of which there is at most one
verified      the writer bought the product in an order that was paid for and not cancelled; all new reviews are
fit           how the size came out: runs small, true to size, runs large
vote          another customer found the review helpful
reply         the vendor's one public answer
summary       how many reviews of each number of stars and each fit a product has; counts published ones only
"""
