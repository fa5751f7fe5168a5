"""Every query of publishing: plans and approvals, actions, events, values, the warehouse."""
