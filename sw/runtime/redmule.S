# RedMulE from the cluster: hal/redmule.S, and waiting by way of the event unit. RedMulE's event goes to the core that triggered the
# job. A core that wakes has to look which of its jobs is over.

.include "hal/redmule.S"

# job = number that redmule_acquire gave: sleeps until this job is over. RUNNING_JOB counts the jobs that are over; of the
# numbers modulo 256 at most two jobs lie ahead of it. The event precedes the count by one clock, hence the second look is
# later than the event by more than that.
.macro redmule_wait_number base, job, scratch, scratch2
.Lnumber\@:
    lw \scratch, REDMULE_RUNNING_JOB(\base)
    sub \scratch, \job, \scratch
    slli \scratch, \scratch, 24
    bltz \scratch, .Lover\@
    wait_event EVENT_REDMULE, \scratch2
    j .Lnumber\@
.Lover\@:
.endm

# job = number of the acquired job. Sleeps while both contexts are taken, until a job ends: only for a core that triggers all jobs,
# since nobody else hears of their ends. Where several cores do, redmule_acquire looks again and again.
.macro redmule_acquire_asleep job, base, scratch
.Ltake\@:
    lw \job, REDMULE_ACQUIRE(\base)
    bgez \job, .Ltaken\@
    wait_event EVENT_REDMULE, \scratch
    j .Ltake\@
.Ltaken\@:
.endm
