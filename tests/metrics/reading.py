"""What /metrics says, read as Prometheus' own library reads it."""

from prometheus_client.parser import text_string_to_metric_families


def numbers(text: bytes) -> dict[str, float]:
    """Each sample by name and labels, as one would write it in a rule: name{label="value",...}."""
    found = {}
    for family in text_string_to_metric_families(text.decode()):
        for sample in family.samples:
            labels = ",".join(f'{name}="{value}"' for name, value in sample.labels.items())
            found[f"{sample.name}{{{labels}}}" if labels else sample.name] = sample.value
    return found


def names(text: bytes) -> set[str]:
    """The names of all samples and families."""
    found = set()
    for family in text_string_to_metric_families(text.decode()):
        found |= {family.name, *(sample.name for sample in family.samples)}
        if family.type == "counter":
            found |= {f"{family.name}_total"}
        if family.type == "histogram":
            found |= {f"{family.name}_{part}" for part in ("bucket", "sum", "count")}
    return found
