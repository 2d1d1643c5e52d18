"""The ledger's forms, one after the other."""
