"""The ledger: what was asked, by whom it is looked after, who may ask, what is still to be sent."""
