# Addresses of the map `cluster` (hw/cluster/address-map.ts) and registers behind them, for programs on the cluster.

.ifndef CORES
.equ CORES, 8
.endif

.equ REDMULE_BASE, 0x10201000
.equ EVENT_UNIT, 0x10204000
.equ DMA, 0x10204400
.equ RESULT, 0x80000000
.equ CONSOLE, 0x80000004

# Event unit: registers of the core's own window (hw/cluster/event/event-unit-map.ts).
.equ EU_MASK, 0x00
.equ EU_MASK_AND, 0x04         # clears the written bits of the mask
.equ EU_MASK_OR, 0x08
.equ EU_BUFFER_CLEAR, 0x28
.equ EU_WAIT_CLEAR, 0x3c
.equ EU_MUTEX, 0xc0
.equ EU_FORK_TRIGGER, 0x100    # software event 0
.equ EU_BARRIER, 0x200         # barrier 0: cores that are waited for
.equ EU_BARRIER_TARGETS, 0x20c # cores that are told
.equ EU_BARRIER_WAIT_CLEAR, 0x21c

# Bits of the event buffer and of the mask.
.equ EVENT_FORK, 0
.equ EVENT_DMA, 8
.equ EVENT_REDMULE, 12
.equ EVENT_BARRIER, 16
.equ EVENT_MUTEX, 17           # the mutex is this core's; without it in the mask a read of EU_MUTEX never ends

# gp = the core's window of the event unit, tp = number of the core: set by runtime/start.S, for good.

# Sleeps until an event comes; it is added to the mask for that long and cleared. Of the other events of the mask, fork,
# barrier and mutex, none can come to a core that is itself inside a function of the team.
.macro wait_event event, scratch
    li \scratch, 1 << \event
    sw \scratch, EU_MASK_OR(gp)
    p.elw zero, EU_WAIT_CLEAR(gp)
    sw \scratch, EU_MASK_AND(gp)
.endm
