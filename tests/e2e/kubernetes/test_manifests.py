"""The manifests, as kustomize renders them: what Kubernetes would take, and what the service really answers to."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from service.settings import PREFIX, SETTINGS

ROOT = Path(__file__).resolve().parents[3]
MANIFESTS = ROOT / "deploy" / "kubernetes"
VARIANTS = ("base", "with-redis")
VERSIONS = ("1.30", kubernetes_validate.latest_version())  # the oldest that is held to, and the newest that is known

MISSING = object()

pytestmark = pytest.mark.e2e

Document = dict[str, Any]


@cache
def rendered(variant: str) -> tuple[Document, ...]:
    """Every document that `kubectl apply -k` would send."""
    if not shutil.which("kubectl"):
        missing = "kubectl is not installed: apt-get install kubernetes-client"
        pytest.fail(missing) if os.environ.get("CI") else pytest.skip(missing)
    done = subprocess.run(
        ["kubectl", "kustomize", MANIFESTS / variant], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return tuple(yaml.safe_load_all(done.stdout))


def of_kind(variant: str, kind: str) -> list[Document]:
    return [document for document in rendered(variant) if document["kind"] == kind]


def the(variant: str, kind: str, name: str = "comment-sanitizer") -> Document:
    (found,) = [document for document in of_kind(variant, kind) if document["metadata"]["name"] == name]
    return found


def pod(deployment: Document) -> Document:
    template: Document = deployment["spec"]["template"]
    return template


def complaints(document: Document, version: str) -> str:
    try:
        kubernetes_validate.validate(document, version, strict=True)
    except kubernetes_validate.ValidationError as error:
        return str(error.message)
    return ""


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("variant", VARIANTS)
def test_kubernetes_takes_every_document(variant: str, version: str) -> None:
    assert [(document["kind"], complaints(document, version)) for document in rendered(variant)] == [
        (document["kind"], "") for document in rendered(variant)
    ]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        pytest.param(("spec", "replica"), 3, id="a key that there is not"),
        pytest.param(("spec", "template", "spec", "containers", 0, "ports", 0, "containerPort"), "http", id="a type"),
        pytest.param(("spec", "selector"), MISSING, id="something that is needed"),
    ],
)
def test_a_planted_mistake_is_found(path: tuple[str | int, ...], value: object) -> None:
    document = yaml.safe_load((MANIFESTS / "base" / "deployment.yaml").read_text())
    assert not complaints(document, VERSIONS[-1])
    place = document
    for step in path[:-1]:
        place = place[step]
    if value is MISSING:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    assert complaints(document, VERSIONS[-1])


def test_the_base_is_all_of_it() -> None:
    kinds = {document["kind"] for document in rendered("base")}
    assert kinds == {
        "ConfigMap", "Deployment", "HorizontalPodAutoscaler", "Namespace", "NetworkPolicy", "PodDisruptionBudget",
        "Service",
    }  # fmt: skip
    spaces = {document["metadata"].get("namespace") for document in rendered("with-redis")} - {None}
    assert spaces == {the("base", "Namespace")["metadata"]["name"]}


@pytest.mark.parametrize("variant", VARIANTS)
def test_names_mean_something(variant: str) -> None:
    deployment = the(variant, "Deployment")
    labels = pod(deployment)["metadata"]["labels"]
    (container,) = pod(deployment)["spec"]["containers"]
    assert deployment["spec"]["selector"]["matchLabels"].items() <= labels.items()
    assert the(variant, "PodDisruptionBudget")["spec"]["selector"]["matchLabels"].items() <= labels.items()
    assert the(variant, "NetworkPolicy")["spec"]["podSelector"]["matchLabels"].items() <= labels.items()
    assert the(variant, "Service")["spec"]["selector"].items() <= labels.items()
    target = the(variant, "HorizontalPodAutoscaler")["spec"]["scaleTargetRef"]
    assert (target["kind"], target["name"]) == ("Deployment", deployment["metadata"]["name"])
    (source,) = container["envFrom"]
    assert source["configMapRef"]["name"] in {map_["metadata"]["name"] for map_ in of_kind(variant, "ConfigMap")}
    mounted = {mount["name"] for mount in container["volumeMounts"]}
    assert mounted == {volume["name"] for volume in pod(deployment)["spec"]["volumes"]}


def test_ports_have_names() -> None:
    (container,) = pod(the("base", "Deployment"))["spec"]["containers"]
    named = {port["name"] for port in container["ports"]}
    asked = {probe["httpGet"]["port"] for probe in probes(container)}
    served = {port["targetPort"] for port in the("base", "Service")["spec"]["ports"]}
    let_in = {port["port"] for rule in the("base", "NetworkPolicy")["spec"]["ingress"] for port in rule["ports"]}
    assert asked == served == let_in == named


def probes(container: Document) -> Iterator[Document]:
    for name in ("startupProbe", "livenessProbe", "readinessProbe"):
        yield container[name]


def test_probes_ask_what_the_service_answers() -> None:
    (container,) = pod(the("base", "Deployment"))["spec"]["containers"]
    routes = (ROOT / "docs" / "http.md").read_text()
    for probe in probes(container):
        assert f"`GET {probe['httpGet']['path']}`" in routes


@pytest.mark.parametrize("variant", VARIANTS)
def test_every_container_is_locked_in(variant: str) -> None:
    """What the namespace's pod security standard, restricted, asks for, and a root that is read only."""
    for deployment in of_kind(variant, "Deployment"):
        of_pod = pod(deployment)["spec"]["securityContext"]
        assert of_pod["runAsNonRoot"] is True
        assert of_pod["runAsUser"] > 0
        assert of_pod["seccompProfile"] == {"type": "RuntimeDefault"}
        assert pod(deployment)["spec"]["automountServiceAccountToken"] is False
        for container in pod(deployment)["spec"]["containers"]:
            assert container["securityContext"] == {
                "allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True, "capabilities": {"drop": ["ALL"]},
            }  # fmt: skip
            assert container["resources"]["limits"].keys() == container["resources"]["requests"].keys()


def test_every_variable_is_a_setting() -> None:
    (container,) = pod(the("base", "Deployment"))["spec"]["containers"]
    (settings,) = of_kind("base", "ConfigMap")
    variables = {variable["name"] for variable in container["env"]} | settings["data"].keys()
    known = {name for setting in SETTINGS for name in (setting.variable, setting.file_variable)}
    assert {variable for variable in variables if variable.startswith(PREFIX)} == variables
    assert variables <= known
