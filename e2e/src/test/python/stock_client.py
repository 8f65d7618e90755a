"""Uses Drover through python-nomad, which knows nothing of it. Exits with 0 if all is well."""

import sys
import time

import nomad
from nomad.api.exceptions import URLNotFoundNomadException


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
