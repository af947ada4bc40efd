"""`ombud work`, and the runner beside `serve`."""

import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from tests.cli.program import PATIENCE, Server, clean_environment, init, run, serving


def start_job(server: Server, count: int = 3) -> str:
    tickets = [{"subject": f"Lamp {n}", "comment": {"body": "Hums"}} for n in range(count)]
    status, body = server.send("POST", "/api/v2/tickets/create_many", {"tickets": tickets})
    assert status == 200, body
    return str(body["job_status"]["id"])


def finished(server: Server, job_id: str) -> dict[str, Any]:
    end = time.monotonic() + PATIENCE
    while True:
        job: dict[str, Any] = server.get(f"/api/v2/job_statuses/{job_id}")["job_status"]
        if job["status"] in {"completed", "failed", "killed"}:
            return job
        assert time.monotonic() < end, job
        time.sleep(0.05)


class TestWork:
    def test_the_runner_beside_the_server_does_jobs(self, tmp_path: Path) -> None:
        init(tmp_path)
        with serving(tmp_path) as server:
            job = finished(server, start_job(server))
            assert (job["status"], len(job["results"])) == ("completed", 3)
            assert server.get("/api/v2/tickets/count")["count"]["value"] == 3

    def test_a_runner_alone_does_jobs_and_stops_when_told(self, tmp_path: Path) -> None:
        init(tmp_path)
        with serving(tmp_path, "--no-runner") as server:
            job_id = start_job(server)
            assert server.get(f"/api/v2/job_statuses/{job_id}")["job_status"]["status"] == "queued"
            worker = subprocess.Popen(
                [sys.executable, "-m", "ombud", "work", "--data", str(tmp_path)],
                stderr=subprocess.PIPE,
                text=True,
                env=clean_environment(),
            )
            try:
                assert finished(server, job_id)["status"] == "completed"
            finally:
                worker.send_signal(signal.SIGTERM)
                said = worker.communicate(timeout=PATIENCE)[1]
        assert worker.returncode == 0
        assert "runner stopped" in said

    def test_no_desk(self, tmp_path: Path) -> None:
        assert "ombud init" in run("work", "--data", str(tmp_path / "none"), code=1).stderr
