"""Named attacks on a real service: each has what it must answer, in time, and never a failure of ours."""
