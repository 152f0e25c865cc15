"""The bill of materials is valid CycloneDX 1.6, to CycloneDX' own validator."""

import json

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from service.cli.sbom import bill_of_materials

pytestmark = pytest.mark.e2e

VALIDATOR = JsonStrictValidator(SchemaVersion.V1_6)


def test_it_is_valid() -> None:
    assert VALIDATOR.validate_str(json.dumps(bill_of_materials())) is None


@pytest.mark.parametrize(
    "spoilt",
    [{"bomFormat": "Other"}, {"components": [{"name": "x"}]}, {"unknown": 1}],
    ids=["format", "component", "key"],
)
def test_the_validator_sees_a_mistake(spoilt: dict[str, object]) -> None:
    assert VALIDATOR.validate_str(json.dumps(bill_of_materials() | spoilt)) is not None
