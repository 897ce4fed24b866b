"""What all tests share: how many random examples Hypothesis draws."""

from hypothesis import HealthCheck, settings

# On a loaded machine the time of one example says nothing, so there is no deadline.
settings.register_profile(
    "full", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.register_profile("quick", settings.get_profile("full"), max_examples=15)
settings.load_profile("full")
