"""What happens to the service when what it stands on fails: on real processes, with what was acknowledged checked."""
