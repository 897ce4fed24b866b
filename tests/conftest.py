"""What all tests share: how many random examples Hypothesis draws."""

from hypothesis import HealthCheck, settings

# On a loaded machine the time of one example says nothing, so there is no deadline. Every run draws
# the same examples, so that a red run is about the change; other ones are for fuzzing by hand.
settings.register_profile(
    "full",
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
    print_blob=True,
)
settings.register_profile("quick", settings.get_profile("full"), max_examples=15)
settings.load_profile("quick")
