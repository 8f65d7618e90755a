"""Uses Drover through python-nomad, which knows nothing of it. Exits with 0 if all is well."""

import sys
import threading
import time

import nomad
from nomad.api.exceptions import BaseNomadException, URLNotFoundNomadException


def wait_for(what, check, seconds=60):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = check()
        if found:
            return found
        time.sleep(0.1)
    sys.exit("gave up waiting for " + what)


def job(script):
    return {
        "Job": {
            "ID": "from-python",
            "Name": "from-python",
            "Type": "service",
            "Datacenters": ["dc1"],
            "TaskGroups": [
                {
                    "Name": "group",
                    "Count": 2,
                    "Tasks": [
                        {
                            "Name": "task",
                            "Driver": "raw_exec",
                            "Config": {"command": "/bin/sh", "args": ["-c", script]},
                            "Resources": {"CPU": 20, "MemoryMB": 16},
                        }
                    ],
                }
            ],
        }
    }


def running(client):
    allocations = client.job.get_allocations("from-python")
    return [a for a in allocations if a["ClientStatus"] == "running"]


def unplaceable(name, kind="service", **more):
    """A job that no node can take, so that only the servers have to do with it."""
    wanted = job("exec sleep 3600")["Job"]
    wanted.update(ID=name, Name=name, Type=kind, Datacenters=["nowhere"], **more)
    if kind == "service":  # A deployment would never end, and a job cannot be scaled during one.
        wanted["Update"] = {"MaxParallel": 0}
    return {"Job": wanted}


def changes(client):
    name = "py-versions"
    plan = client.job.plan_job(name, unplaceable(name), diff=True)
    assert plan["Diff"]["Type"] == "Added", plan["Diff"]
    for priority in (50, 51, 52):
        client.job.register_job(name, unplaceable(name, Priority=priority))
    same = client.job.plan_job(name, unplaceable(name, Priority=52), diff=True)
    assert same["Diff"]["Type"] == "None", same["Diff"]
    print("planned")

    versions = client.job.get_versions(name)["Versions"]
    assert [v["Version"] for v in versions] == [2, 1, 0], versions
    client.job.revert_job(name, 0, enforce_prior_version=2)
    assert client.job.get_job(name)["Priority"] == 50
    try:
        client.job.revert_job(name, 1, enforce_prior_version=2)
        sys.exit("a revert over a version that is not the newest")
    except BaseNomadException as refused:
        assert "enforcing version 2" in refused.nomad_resp.text, refused.nomad_resp.text
    client.job.stable_job(name, 3, True)
    assert client.job.get_job(name)["Stable"] is True
    print("reverted")

    client.job.request(
        name, "scale", json={"Target": {"Group": "group"}, "Count": 5}, method="post"
    )
    assert client.job.get_job(name)["TaskGroups"][0]["Count"] == 5
    print("scaled")

    index = client.job.request(name, method="get").headers["X-Nomad-Index"]
    seen = []

    def wait():
        answer = client.job.request(
            name, params={"index": index, "wait": "25s"}, method="get"
        )
        seen.append((answer.headers["X-Nomad-Index"], answer.json()["Priority"]))

    waiting = threading.Thread(target=wait)
    waiting.start()
    client.job.register_job(name, unplaceable(name, Priority=77))
    waiting.join(60)
    assert seen and int(seen[0][0]) > int(index) and seen[0][1] == 77, seen
    print("waited")


def made_from_others(client):
    client.job.register_job(
        "py-dispatch",
        unplaceable("py-dispatch", "batch", ParameterizedJob={"MetaRequired": ["k"]}),
    )
    child = client.job.dispatch_job("py-dispatch", meta={"k": "v"})["DispatchedJobID"]
    assert client.job.get_job(child)["Meta"]["k"] == "v"
    print("dispatched")

    client.job.register_job(
        "py-periodic",
        unplaceable("py-periodic", "batch", Periodic={"Spec": "0 0 1 1 *", "SpecType": "cron"}),
    )
    client.job.periodic_job("py-periodic")
    children = client.jobs.get_jobs(prefix="py-periodic/periodic-")
    assert len(children) == 1 and children[0]["ParentID"] == "py-periodic", children
    print("forced")


def main(port):
    client = nomad.Nomad(host="127.0.0.1", port=port, timeout=30)
    assert client.agent.get_agent()["member"]["Name"], "agent/self has no member"
    assert client.status.leader.get_leader(), "no leader"
    assert "from-python" not in client.jobs
    nodes = client.nodes.get_nodes()
    assert [n["Status"] for n in nodes] == ["ready"], nodes
    assert client.node.get_node(nodes[0]["ID"])["ID"] == nodes[0]["ID"]

    answer = client.job.register_job("from-python", job("echo from python; exec sleep 3600"))
    assert answer["EvalID"], answer
    assert client.evaluation.get_evaluation(answer["EvalID"])["JobID"] == "from-python"
    print("registered")

    assert "from-python" in client.jobs
    assert [j["ID"] for j in client.jobs.get_jobs(prefix="from-")] == ["from-python"]
    print("listed")

    read = client.job.get_job("from-python")
    assert read["TaskGroups"][0]["Tasks"][0]["Config"]["command"] == "/bin/sh", read
    assert read["Version"] == 0
    wait_for("two running allocations", lambda: len(running(client)) == 2)
    allocation = client.allocation.get_allocation(running(client)[0]["ID"])
    assert allocation["TaskStates"]["task"]["State"] == "running", allocation["TaskStates"]
    assert client.job.get_summary("from-python")["Summary"]["group"]["Running"] == 2
    logs = client.client.stream_logs.stream(
        allocation["ID"], "task", "stdout", plain=True
    )
    assert "from python" in logs, logs
    print("read")

    changes(client)
    made_from_others(client)

    client.job.deregister_job("from-python")
    wait_for("no running allocation", lambda: not running(client))
    assert client.job.get_job("from-python")["Stop"] is True
    client.job.deregister_job("from-python", purge=True)
    try:
        client.job.get_job("from-python")
        sys.exit("a purged job can still be read")
    except URLNotFoundNomadException:
        print("stopped")
    print("all good")


if __name__ == "__main__":
    main(int(sys.argv[1]))
