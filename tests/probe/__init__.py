"""A Django project whose pieces are measured by running them, and read by the review: both have to agree."""
