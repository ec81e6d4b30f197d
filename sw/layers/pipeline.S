# The pipeline of tiles: a function of the team that walks a list of slots. What happens in a slot is written in its record: DMA
# commands, jobs of RedMulE and calls of kernels. All of it has ended before the next slot begins, so that what one slot brings
# to the TCDM can be computed with in the next one and leave in the one after that. Who does what, when and where is the planner's
# choice; nothing of it is decided here.
#
# Records stand in L2, one after the other; while a slot runs, the DMA brings the record of the next one.

.include "layers/saved.S"

# Words of a record, by offset. Offsets in a record count from its start.
.equ SLOT_NEXT, 0          # address in L2 of the next record, 0 behind the last
.equ SLOT_NEXT_BYTES, 4
.equ SLOT_CALLS, 8         # number of calls
.equ SLOT_JOBS, 12         # number of jobs of RedMulE
.equ SLOT_JOB_LIST, 16     # offset of the jobs
.equ SLOT_COMMANDS, 20     # half words: for each core the offset of its first word for the DMA, and that of the end of the last core's
.equ SLOT_CALL_LIST, SLOT_COMMANDS + (CORES + 2) / 2 * 4    # the calls

# Words of a call.
.equ CALL_FUNCTION, 0
.equ CALL_DESCRIPTOR, 4    # offset in the record
.equ CALL_BARRIER, 8       # 1: all cores meet before it
.equ CALL_SIZE, 12

# Words of a job.
.equ JOB_X, 0
.equ JOB_W, 4
.equ JOB_Z, 8
.equ JOB_MK, 12            # K << 16 | M
.equ JOB_N, 16
.equ JOB_ARITH, 20
.equ JOB_SIZE, 24
# Jobs that RedMulE holds at a time.
.equ JOB_CONTEXTS, 2

# The lines of a slot.
.macro slot next, next_begin, next_end, calls, jobs, job_list
    .word \next, \next_end - \next_begin, \calls, \jobs, \job_list
.endm

.macro kernel function, descriptor, barrier=0
    .word \function, \descriptor, \barrier
.endm

.macro job x, w, z, m, n, k, arith
    .word \x, \w, \z, (\k) << 16 | (\m), \n, \arith
.endm

# Commands of the DMA: addresses in TCDM and L2, bytes in all; for rows in L2, bytes of a row and from row to row.
.macro load tcdm, l2, bytes
    .word (\bytes) | DMA_TO_TCDM | DMA_INCREMENT | DMA_EVENT, \tcdm, \l2
.endm
.macro store tcdm, l2, bytes
    .word (\bytes) | DMA_INCREMENT | DMA_EVENT, \tcdm, \l2
.endm
.macro load_rows tcdm, l2, bytes, row, stride
    .word (\bytes) | DMA_TO_TCDM | DMA_INCREMENT | DMA_EVENT | DMA_ROWS_IN_L2, \tcdm, \l2, \row, \stride
.endm
.macro store_rows tcdm, l2, bytes, row, stride
    .word (\bytes) | DMA_INCREMENT | DMA_EVENT | DMA_ROWS_IN_L2, \tcdm, \l2, \row, \stride
.endm
# The same with rows in the TCDM, too.
.macro load_grid tcdm, l2, bytes, row, stride, tcdm_row, tcdm_stride
    .word (\bytes) | DMA_TO_TCDM | DMA_INCREMENT | DMA_EVENT | DMA_ROWS_IN_L2 | DMA_ROWS_IN_TCDM
    .word \tcdm, \l2, \row, \stride, \tcdm_row, \tcdm_stride
.endm
.macro store_grid tcdm, l2, bytes, row, stride, tcdm_row, tcdm_stride
    .word (\bytes) | DMA_INCREMENT | DMA_EVENT | DMA_ROWS_IN_L2 | DMA_ROWS_IN_TCDM
    .word \tcdm, \l2, \row, \stride, \tcdm_row, \tcdm_stride
.endm

.section .tcdm, "aw"
.balign 8
pipeline_records: .zero 2 * RECORD_BYTES

.text
# A function for a team: a0 = address in L2 of two words, address and bytes of the first record. s0 record of the slot, s1 the
# other buffer, s2 calls to come, s3 next call, s4 size of the team, s5 DMA, s6 counter of the DMA or -1, s7 RedMulE,
# s8 jobs to come, s9 next job, s10 number of the
# last job, negative when none is under way, s11 jobs to hand on (core 0).
.globl pipeline
pipeline:
    addi sp, sp, -64
    sw ra, 60(sp)
    saved_registers sw
    mv s4, a2
    la s0, pipeline_records
    li t0, RECORD_BYTES
    add s1, s0, t0
    li s5, DMA
    redmule_base s7
    li s10, -1
    bnez tp, .Lfirst
    lw a1, 0(a0)
    lw a2, 4(a0)
    mv a0, s0
    call dma_load
    call dma_wait
.Lfirst:
    barrier

.globl pipeline_slot
pipeline_slot:
    lw s2, SLOT_CALLS(s0)
    addi s3, s0, SLOT_CALL_LIST
    li s6, -1
    bnez tp, .Lcommands

    # Core 0: jobs first, then the next record.
    lw s8, SLOT_JOBS(s0)
    lw s9, SLOT_JOB_LIST(s0)
    add s9, s9, s0
    li s11, JOB_CONTEXTS
    p.min s11, s11, s8
    beqz s11, 1f
    sub s8, s8, s11
    call pipeline_jobs
1:  lw t0, SLOT_NEXT(s0)
    beqz t0, .Lcommands
    lw s6, 0(s5)
    lw t1, SLOT_NEXT_BYTES(s0)
    li t2, DMA_TO_TCDM | DMA_INCREMENT | DMA_EVENT
    or t1, t1, t2
    sw t1, 0(s5)
    sw s1, 0(s5)
    sw t0, 0(s5)

    # Each core gives its own commands: a queue of the DMA is short, and who finds it full waits.
.Lcommands:
    slli t2, tp, 1
    add t2, t2, s0
    lhu t0, SLOT_COMMANDS(t2)
    lhu t1, SLOT_COMMANDS + 2(t2)
    sub t1, t1, t0
    beqz t1, .Lcalls
    add t0, t0, s0
    bgez s6, 3f
    lw s6, 0(s5)
3:  lw t2, 0(t0)
    addi t0, t0, 4
    addi t1, t1, -4
    sw t2, 0(s5)
    bnez t1, 3b

.Lcalls:
    beqz s2, .Lcalled
.Lcall:
    lw t0, CALL_BARRIER(s3)
    lw t1, CALL_FUNCTION(s3)
    lw a0, CALL_DESCRIPTOR(s3)
    beqz t0, pipeline_call
    barrier
.globl pipeline_call
pipeline_call:
    add a0, a0, s0
    mv a1, tp
    mv a2, s4
    addi s3, s3, CALL_SIZE
    addi s2, s2, -1
    jalr t1
    bnez s2, .Lcall
.Lcalled:
    bnez tp, pipeline_own
.globl pipeline_wait_redmule
pipeline_wait_redmule:
    beqz s8, 1f
    mv s11, s8
    call pipeline_jobs
1:  bltz s10, pipeline_wait_dma
    redmule_wait_number s7, s10, t0, t1
    li s10, -1
.globl pipeline_wait_dma
pipeline_wait_dma:
pipeline_own:
    mv a0, s6
    bltz s6, pipeline_meet
    call dma_wait
.globl pipeline_meet
pipeline_meet:
    lw t0, SLOT_NEXT(s0)                # before the barrier: the record is overwritten behind it
    barrier
    mv t1, s0
    mv s0, s1
    mv s1, t1
    bnez t0, pipeline_slot

.ifdef PREFETCH
    # What the external memory's DMA brings for the next step has to be there.
.globl pipeline_wait_external
pipeline_wait_external:
    bnez tp, pipeline_end
    call external_wait
.endif
.globl pipeline_end
pipeline_end:
    lw ra, 60(sp)
    saved_registers lw
    addi sp, sp, 64
    ret

# Hands s11 jobs from s9 on to RedMulE, each as soon as there is a context.
pipeline_jobs:
1:  lw a0, JOB_X(s9)
    lw a1, JOB_W(s9)
    lw a2, JOB_Z(s9)
    lw a3, JOB_MK(s9)
    lw a4, JOB_N(s9)
    lw a5, JOB_ARITH(s9)
    redmule_acquire_asleep s10, s7, t0
    redmule_configure s7, a0, a1, a2, a3, a4
    redmule_start s7, a5
    addi s9, s9, JOB_SIZE
    addi s11, s11, -1
    bnez s11, 1b
    ret
