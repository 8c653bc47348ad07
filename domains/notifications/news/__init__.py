"""News of the vendors a customer follows.

news        a product of a vendor that is shown for the first time; each follower hears of it once
spreading   telling it in the shop, a batch of followers after the other, as long as the product is shown
digest      one mail a day and customer at most, with all the news that has gathered
"""
