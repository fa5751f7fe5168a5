"""Our own campaigns above the platforms': drafts, versions, budgets split over platforms.

Nothing here writes to a platform: `act.publishing` does, from what is planned here.
"""
