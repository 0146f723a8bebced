"""Which processes train together: what `TF_CONFIG` and Slurm's variables say, and what they must not."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.errors import UserError
from training.distribution import cluster
from training.distribution.cluster import Cluster, cluster_here, hosts, tasks_per_node

TWO = {"worker": ["a:1", "b:2"]}
TASK = {"SLURM_JOB_ID": "77", "SLURM_STEP_ID": "3", "SLURM_STEP_NUM_TASKS": "3"}
PLACES = {"SLURM_STEP_NODELIST": "n[1-2]", "SLURM_STEP_TASKS_PER_NODE": "2,1"}


@pytest.fixture(autouse=True)
def alone(monkeypatch):
    """No variable of the machine that tests says anything; every name of a node can be reached."""
    for name in ("TF_CONFIG", "SLURM_STEP_NUM_TASKS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(cluster, "address", str)


def told(monkeypatch, jobs, kind, index):
    monkeypatch.setenv("TF_CONFIG", json.dumps({"cluster": jobs, "task": {"type": kind, "index": index}}))
    return cluster_here()


def test_most_processes_train_alone(monkeypatch):
    assert cluster_here() is None
    monkeypatch.setenv("SLURM_STEP_NUM_TASKS", "1")  # a job of an engine
    assert cluster_here() is None
    assert told(monkeypatch, {"worker": ["a:1"]}, "worker", 0) is None
    assert told(monkeypatch, {}, "worker", 0) is None


def test_tf_config_names_the_workers_and_the_chief_first(monkeypatch):
    assert told(monkeypatch, TWO, "worker", 1) == Cluster(("a:1", "b:2"), 1, "TF_CONFIG")
    jobs = {"worker": ["b:2", "c:3"], "chief": ["a:1"]}
    assert told(monkeypatch, jobs, "worker", 1) == Cluster(("a:1", "b:2", "c:3"), 2, "TF_CONFIG")
    assert told(monkeypatch, jobs, "chief", 0).rank == 0


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "TF_CONFIG cannot be read"),
        ("[]", "TF_CONFIG cannot be read"),
        (json.dumps({"cluster": TWO, "task": {}}), "TF_CONFIG cannot be read"),
        (json.dumps({"cluster": TWO, "task": {"type": "worker", "index": 2}}), "does not name"),
        (json.dumps({"cluster": TWO, "task": {"type": "chief", "index": 0}}), "does not name"),
        (json.dumps({"cluster": {**TWO, "ps": ["c:3"]}, "task": {"type": "ps", "index": 0}}), "names ps"),
    ],
)
def test_a_wrong_tf_config_is_refused(monkeypatch, text, sentence):
    monkeypatch.setenv("TF_CONFIG", text)
    with pytest.raises(UserError, match=sentence):
        cluster_here()


@pytest.mark.parametrize(("rank", "node", "local"), [(0, 0, 0), (1, 0, 1), (2, 1, 0)])
def test_slurm_places_its_tasks_in_blocks(monkeypatch, rank, node, local):
    own = {"SLURM_PROCID": f"{rank}", "SLURM_NODEID": f"{node}", "SLURM_LOCALID": f"{local}"}
    for name, value in (TASK | PLACES | own).items():
        monkeypatch.setenv(name, value)
    found = cluster_here()
    assert found is not None and found.rank == rank and found.source == "Slurm"
    names, ports = zip(*(one.split(":") for one in found.addresses), strict=True)
    assert names == ("n1", "n1", "n2") and len(set(ports)) == 3
    assert all(1024 < int(port) < 32_768 for port in ports)


def test_tasks_of_slurm_in_another_place_are_refused(monkeypatch):
    own = {"SLURM_PROCID": "1", "SLURM_NODEID": "1", "SLURM_LOCALID": "0"}  # --distribution=cyclic
    for name, value in (TASK | PLACES | own).items():
        monkeypatch.setenv(name, value)
    with pytest.raises(UserError, match="--distribution=block"):
        cluster_here()
    monkeypatch.delenv("SLURM_NODEID")
    with pytest.raises(UserError, match="start with srun"):
        cluster_here()


def test_steps_of_one_node_have_ports_of_their_own(monkeypatch):
    own = {"SLURM_PROCID": "0", "SLURM_NODEID": "0", "SLURM_LOCALID": "0"}
    seen = set()
    for job in range(1000, 1003):
        for step in range(3):
            for name, value in (TASK | PLACES | own | {"SLURM_JOB_ID": f"{job}", "SLURM_STEP_ID": f"{step}"}).items():
                monkeypatch.setenv(name, value)
            found = cluster_here()
            assert found is not None
            seen |= {address for address in found.addresses if address.startswith("n1")}
    assert len(seen) == 9 * 2


def test_lists_of_nodes_are_read_as_slurm_writes_them():
    assert hosts("n1") == ["n1"]
    assert hosts("gpu-a[08-10,2],b,c[1]x[3-4]") == [
        "gpu-a08", "gpu-a09", "gpu-a10", "gpu-a2", "b", "c1x3", "c1x4",
    ]  # fmt: skip
    for wrong in ("", "n[1", "n1]"):
        with pytest.raises(ValueError, match="no list of nodes"):
            hosts(wrong)


NAMES = st.from_regex(r"[a-z][a-z-]{0,5}", fullmatch=True)


@given(st.lists(st.tuples(NAMES, st.integers(0, 90), st.integers(0, 9)), min_size=1))
def test_a_list_of_nodes_is_its_names(parts):
    text = ",".join(f"{name}[{first:03}-{first + more:03}]" for name, first, more in parts)
    names = [f"{name}{number:03}" for name, first, more in parts for number in range(first, first + more + 1)]
    assert hosts(text) == names


@given(st.lists(st.integers(1, 30), min_size=1, max_size=12))
def test_numbers_of_tasks_are_read_in_short_form(counts):
    runs = []
    for count in counts:
        if runs and runs[-1][0] == count:
            runs[-1][1] += 1
        else:
            runs.append([count, 1])
    short = ",".join(f"{count}(x{times})" if times > 1 else f"{count}" for count, times in runs)
    assert tasks_per_node(short) == counts
    with pytest.raises(ValueError, match="numbers of tasks"):
        tasks_per_node("2(x")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ({"clusters": TWO, "task": {"type": "worker", "index": 0}}, "KeyError: 'cluster'"),  # would train alone
        ({"cluster": {"worker": "a:12000"}, "task": {"type": "worker", "index": 0}}, "'a' is no host:port"),
        ({"cluster": {"worker": ["a", "b"]}, "task": {"type": "worker", "index": 0}}, "'a' is no host:port"),
        ({"cluster": {"worker": ["a:1", "b:65536"]}, "task": {"type": "worker", "index": 0}}, "'b:65536' is no host"),
        ({"cluster": {"worker": ["a:1", "a:1"]}, "task": {"type": "worker", "index": 0}}, "a:1 to two workers"),
        ({"cluster": {"worker": ["a:1"]}, "task": {"type": "worker", "index": 1}}, "does not name"),
        ({"cluster": TWO, "task": {"type": "evaluator", "index": 0}}, "does not name"),
        ({"cluster": TWO | {"chief": ["c:3"]}, "task": {"type": "worker", "index": -1}}, "does not name"),
        ({"cluster": TWO | {"chief": ["c:3"]}, "task": {"type": "chief", "index": 1}}, "does not name"),
        ({"cluster": TWO, "task": None}, "TF_CONFIG cannot be read"),
    ],
)
def test_a_mistake_in_tf_config_makes_no_other_worker_of_a_process(monkeypatch, text, sentence):
    monkeypatch.setenv("TF_CONFIG", json.dumps(text))
    with pytest.raises(UserError, match=sentence):
        cluster_here()


def test_jobs_that_follow_each_other_share_no_ports(monkeypatch):
    """Two jobs of Slurm may share a node; their first steps do not meet as long as 311 jobs lie between them."""
    own = {"SLURM_PROCID": "0", "SLURM_NODEID": "0", "SLURM_LOCALID": "0", "SLURM_STEP_ID": "0"}
    seen = []
    for job in range(1, 312):
        for name, value in (TASK | PLACES | own | {"SLURM_JOB_ID": f"{job}"}).items():
            monkeypatch.setenv(name, value)
        found = cluster_here()
        assert found is not None
        seen += [int(address.split(":")[1]) for address in found.addresses]
    assert len(set(seen)) == len(seen) and min(seen) >= 12_000 and max(seen) < 32_100


def test_an_allocation_alone_makes_no_workers(monkeypatch):
    """`salloc -N2` or `sbatch -n2` without `srun`: one process, though the job has several tasks."""
    for name in ("NTASKS", "NPROCS", "NNODES", "JOB_NUM_NODES", "TASKS_PER_NODE"):
        monkeypatch.setenv(f"SLURM_{name}", "2")
    for name, value in {"JOB_ID": "77", "PROCID": "0", "NODEID": "0", "LOCALID": "0", "JOB_NODELIST": "n[1-2]"}.items():
        monkeypatch.setenv(f"SLURM_{name}", value)
    assert cluster_here() is None
