"""What people do with jobs and schedules: look, stop, try again; allowed and noted in the audit."""
