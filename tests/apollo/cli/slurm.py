"""A Slurm of one machine: munged, slurmctld and slurmd, started in a folder of their own and ended with it. Needs no systemd and no
cgroups (proctrack/linuxproc), and changes nothing of a Slurm that the machine may have."""
import os
import pathlib
import secrets
import shutil
import socket
import subprocess
import tempfile
import time

PROGRAMS = ["munged", "slurmctld", "slurmd", "sbatch", "squeue", "scontrol", "scancel", "sinfo"]
PATH = os.environ["PATH"] + ":/usr/sbin:/sbin"
CONF = """ClusterName=test
SlurmctldHost={host}(127.0.0.1)
SlurmUser={user}
SlurmdUser={user}
AuthType=auth/munge
AuthInfo=socket={folder}/munge/socket,cred_expire=5
CredType=cred/munge
SlurmctldPort={ports[0]}
SlurmdPort={ports[1]}
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SchedulerType=sched/builtin
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
SwitchType=switch/none
MpiDefault=none
ReturnToService=2
KillWait=10
SlurmdParameters=config_overrides
NodeName={host} NodeAddr=127.0.0.1 CPUs=8 State=UNKNOWN
PartitionName=all Nodes={host} Default=YES State=UP MaxTime=INFINITE
"""


class Unavailable(Exception):
    """Slurm cannot run here, and why."""


def free_ports(count):
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


class Slurm:
    def __enter__(self):
        missing = [program for program in PROGRAMS if shutil.which(program, path=PATH) is None]
        if missing:
            raise Unavailable(f"{', '.join(missing)} missing (Debian: slurmctld slurmd slurm-client munge)")
        if os.geteuid() != 0:
            raise Unavailable("slurmd and munged are started as root only")
        self.folder = pathlib.Path(tempfile.mkdtemp(dir="/tmp"))  # a socket's path must be short
        self.folder.chmod(0o755)
        self.daemons = []
        for part in ("munge", "state", "spool"):
            (self.folder / part).mkdir(mode=0o700)
        (self.folder / "munge").chmod(0o755)
        key = self.folder / "munge.key"
        key.write_bytes(secrets.token_bytes(1024))
        key.chmod(0o400)
        host = socket.gethostname().partition(".")[0]
        self.conf = self.folder / "slurm.conf"
        self.conf.write_text(CONF.format(host=host, user="root", folder=self.folder, ports=free_ports(2)))
        self.environment = {**os.environ, "PATH": PATH, "SLURM_CONF": str(self.conf)}
        try:
            self.start("munged", "--foreground", "--force", f"--socket={self.folder}/munge/socket", f"--key-file={key}",
                       f"--log-file={self.folder}/munged.log", f"--pid-file={self.folder}/munge/pid", f"--seed-file={self.folder}/munge/seed")
            self.wait_for("munged", (self.folder / "munge/socket").exists)
            self.start("slurmctld", "-D", "-f", str(self.conf))
            self.start("slurmd", "-D", "-f", str(self.conf))
            self.wait_for("slurmctld and slurmd", lambda: "idle" in self.run("sinfo", "--noheader", check=False))
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.run("scancel", "--user=root", check=False)
        for daemon in reversed(self.daemons):
            daemon.terminate()
        for daemon in self.daemons:
            try:
                daemon.wait(timeout=20)
            except subprocess.TimeoutExpired:
                daemon.kill()
                daemon.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self, program, *arguments):
        with open(self.folder / f"{program}.out", "wb") as out:
            self.daemons.append(subprocess.Popen([shutil.which(program, path=PATH), *arguments], env=self.environment, stdin=subprocess.DEVNULL,
                                                 stdout=out, stderr=out, start_new_session=True))

    def wait_for(self, what, is_there):
        deadline = time.monotonic() + 60
        while not is_there():
            ended = [daemon for daemon in self.daemons if daemon.poll() is not None]
            if ended or time.monotonic() > deadline:
                logs = "\n".join(file.read_text(errors="replace")[-500:] for file in self.folder.glob("*.out"))
                raise Unavailable(f"{what} cannot be started here:\n{logs}")
            time.sleep(0.1)

    def run(self, *command, check=True):
        """The standard output of one of Slurm's commands."""
        result = subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=60)
        if check and result.returncode != 0:
            raise RuntimeError(f"{command}: {result.stderr}")
        return result.stdout
