"""What an organisation says about its own rules: topics, thresholds, selection and suppressions, as data in one YAML file."""

from wag_analyzer.policies.aside import Aside, Judged, judged
from wag_analyzer.policies.policy import Policy, Suppression, Threshold, Topic
from wag_analyzer.policies.reading import read_policy

__all__ = ["Aside", "Judged", "Policy", "Suppression", "Threshold", "Topic", "judged", "read_policy"]
