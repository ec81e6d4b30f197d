#!/usr/bin/env bash
# A Slurm cluster of this one machine, for tests: scripts/slurm-node.sh start DIR | stop DIR. Needs slurm-wlm and munge, and root.
set -euo pipefail
command=${1:?start or stop}
home=${2:?a directory for its state}

# Ends when they have ended: the controller saves its state before, into a directory that the caller may want to take away.
stop() {
  local pids=() end=$((SECONDS + 20))
  for name in slurmd slurmctld munged; do
    [ ! -f "$home/$name.pid" ] || pids+=("$(cat "$home/$name.pid")")
  done
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  for pid in "${pids[@]}"; do
    while [ "$SECONDS" -lt "$end" ] && kill -0 "$pid" 2>/dev/null; do sleep 0.1; done
  done
}

start() {
  for program in munged slurmctld slurmd sbatch; do
    command -v "$program" >/dev/null || { echo "$program is not installed: apt-get install slurm-wlm munge" >&2; exit 2; }
  done
  mkdir -p "$home"/{state,spool,logs}
  home=$(cd "$home" && pwd)
  host=$(hostname -s)
  # Two such clusters on one machine keep apart.
  port=$((20000 + 2 * ($$ % 10000)))
  # A key, a socket and a log of its own, so that no service of the machine is touched.
  mkdir -p "$home/munge"
  chmod 755 "$home/munge"
  head -c 1024 /dev/urandom >"$home/munge/key"
  chmod 400 "$home/munge/key"
  timeout 10 munged --force --key-file="$home/munge/key" --socket="$home/munge/socket" --pid-file="$home/munge/pid" \
    --log-file="$home/munge/log" --seed-file="$home/munge/seed"
  ln -sf "$home/munge/pid" "$home/munged.pid"
  cat >"$home/slurm.conf" <<CONF
ClusterName=one
SlurmctldHost=$host(127.0.0.1)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$home/munge/socket
CryptoType=crypto/munge
MpiDefault=none
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
ReturnToService=2
SlurmctldPort=$port
SlurmdPort=$((port + 1))
SlurmctldPidFile=$home/slurmctld.pid
SlurmdPidFile=$home/slurmd.pid
SlurmdSpoolDir=$home/spool
StateSaveLocation=$home/state
SlurmctldLogFile=$home/logs/slurmctld
SlurmdLogFile=$home/logs/slurmd
SchedulerType=sched/backfill
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerParameters=batch_sched_delay=1,sched_interval=1
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
KillWait=2
MinJobAge=3600
NodeName=$host NodeAddr=127.0.0.1 CPUs=$(nproc) State=UNKNOWN
PartitionName=all Nodes=$host Default=YES MaxTime=INFINITE State=UP
CONF
  export SLURM_CONF="$home/slurm.conf"
  timeout 10 slurmctld -f "$SLURM_CONF"
  timeout 10 slurmd -f "$SLURM_CONF" -N "$host"
  local end=$((SECONDS + 30))
  while [ "$SECONDS" -lt "$end" ]; do
    case $(timeout 2 sinfo -h -o %T 2>/dev/null || true) in *idle* | *mixed*) echo "export SLURM_CONF=$SLURM_CONF"; return ;; esac
    sleep 0.2
  done
  tail -5 "$home"/logs/* >&2
  echo "the node does not come up: see $home/logs" >&2
  exit 1
}

"$command"
