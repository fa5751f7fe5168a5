"""What TikTok's answers mean: report rows as facts and conversions, entities with attributes."""
