"""No service refers to files at a place that nobody has tried."""

import pytest

from tests.architecture.tree import ROOT
from tests.attachments import places
from tests.security.standing import SERVICES


@pytest.mark.parametrize("service", SERVICES)
def test_P03_a_service_that_refers_to_files_has_its_places_tried(service: str):
    tried = (ROOT / "tests" / service / "test_attachments.py").exists()
    assert tried or places(service) == set()


def test_P03_places_are_found_by_what_they_are_called_and_by_what_is_said_of_them():
    assert "POST /registry/v1/certifications evidence" in places("registry")
    assert "POST /review/v1/applications/{application_id}/materials file_id" in places("review")
