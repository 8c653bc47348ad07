"""The staff API: DRF, sync, under /staff/."""
