"""What vendors offer to be shown, and what staff say to it.

submission   a product, or a revision of one that is shown, that waits for staff or was decided on; all of them are kept
revision     changes a vendor wants of a product that is shown; shoppers see it as it was until they are approved
decision     approved, rejected with a reason, or withdrawn by the vendor; there is no second one
"""
