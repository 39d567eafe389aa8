import pytest

pytest.register_assert_rewrite("feeds.hostile")  # the cases' own checks say what they saw
