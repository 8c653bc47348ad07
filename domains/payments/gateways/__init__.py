"""Payment providers behind one Protocol (base.py); each provider is one file that turns its words into ours.

outcome      what a call brought about; Unknown when nobody can tell, which the reconciler finds out by look_up
provider reference   the provider's id of a payment; our own name for it is the attempt id
"""
