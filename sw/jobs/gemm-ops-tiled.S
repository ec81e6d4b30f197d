# A GEMM-Ops job of any size on one core: the tensors stand in L2, tiles of them pass through two sets of buffers in TCDM.
# The descriptor at `job` is filled by the testbench. Stores 0 to RESULT at the end.
#
# A step is one job of RedMulE: a tile of Z and a cut of N. While step s runs, step s + 1 waits in RedMulE's other context or for
# its tiles; when s is over, its tile of Z leaves if N is through, and the tiles of step s + 2 come to the buffers of s.

.include "runtime/map.S"
.include "runtime/dma.S"
.include "runtime/redmule.S"

# Most bytes of a command of the DMA.
.equ DMA_LARGEST, (1 << 17) - 1

# Words of the descriptor, by offset. A pair of buffers: the one in use, then the other.
.equ JOB_X, 0          # addresses in L2; Z overwrites Y
.equ JOB_W, 4
.equ JOB_Z, 8
.equ JOB_M, 12
.equ JOB_N, 16
.equ JOB_K, 20
.equ JOB_TILE_M, 24
.equ JOB_TILE_N, 28
.equ JOB_TILE_K, 32
.equ JOB_X_BUFFERS, 36
.equ JOB_W_BUFFERS, 44
.equ JOB_Z_BUFFERS, 52
.equ JOB_FIRST, 60     # value of register 0x54 for the first cut of N
.equ JOB_LATER, 64     # and for the others, which add to it
.equ JOB_SHIFT, 68     # an element has 1 << JOB_SHIFT bytes
.equ JOB_LOADS_Y, 72   # not 0: the first cut adds to Y
.equ JOB_CLEAR, 76     # not 0: one job at a time, each behind a soft clear
.equ JOB_SIZE, 80

# Words of a step.
.equ STEP_N, 0         # 0: there is no step
.equ STEP_X, 4
.equ STEP_W, 8
.equ STEP_Z, 12
.equ STEP_MK, 16
.equ STEP_ARITH, 20
.equ STEP_FETCH, 24    # counter of the DMA for its tiles
.equ STEP_NUMBER, 28   # job number of RedMulE
.equ STEP_ROWS, 32     # of the tile of Z that leaves behind it, 0 for none
.equ STEP_BYTES, 36    # of such a row
.equ STEP_TO, 40       # where in L2
.equ STEP_SIZE, 44

.section .tcdm, "aw"
.balign 4
.globl job
job:
    .zero JOB_SIZE
steps:
    .zero 2 * STEP_SIZE

# s0 RedMulE, s1 job, s2 the step that runs, s3 the one behind it; s4, s5, s6 row, column and n where the step begins that is
# fetched next; s7 the DMA, s8 counter of the last store or -1; gp event unit.

.section .text.start, "ax"
.globl _start
_start:
    li gp, EVENT_UNIT
    redmule_base s0
    la s1, job
    la s3, steps
    addi s2, s3, STEP_SIZE
    li s7, DMA
    li s8, -1
    mv s4, zero
    mv s5, zero
    mv s6, zero
    call fetch
    call swap
    call fetch
    call start
    call swap

1:  lw t0, STEP_N(s3)
    beqz t0, 3f
    lw t0, JOB_CLEAR(s1)
    beqz t0, 2f
    call finish
    redmule_clear s0, s0
2:  call start
3:  call finish
    call store
    call fetch
    call swap
    lw t0, STEP_N(s2)
    bnez t0, 1b

    mv a0, s8
    call dma_wait
    li t0, RESULT
    sw zero, 0(t0)
4:  wfi
    j 4b

.text
swap:
    mv t0, s2
    mv s2, s3
    mv s3, t0
    ret

# Waits for the end of step s2.
finish:
    lw t0, STEP_NUMBER(s2)
    redmule_wait_number s0, t0, t1, t2
    ret

# Hands step s3 to RedMulE as soon as its tiles are there. The tiler works in the meantime.
start:
    mv s11, ra
    redmule_acquire t0, s0
    sw t0, STEP_NUMBER(s3)
    lw t0, STEP_X(s3)
    lw t1, STEP_W(s3)
    lw t2, STEP_Z(s3)
    lw t3, STEP_MK(s3)
    lw t4, STEP_N(s3)
    redmule_configure s0, t0, t1, t2, t3, t4
    lw t0, STEP_ARITH(s3)
    sw t0, REDMULE_ARITH(s0)
    lw a0, STEP_FETCH(s3)
    call dma_wait
    sw zero, REDMULE_TRIGGER(s0)
    jr s11

# Sends the tile of Z behind step s2 on its way.
store:
    lw a4, STEP_ROWS(s2)
    beqz a4, 1f
    lw s8, 0(s7)
    li a0, DMA_INCREMENT | DMA_EVENT
    lw a1, STEP_Z(s2)
    lw a2, STEP_TO(s2)
    lw a3, STEP_BYTES(s2)
    lw a5, JOB_K(s1)
    lw t0, JOB_SHIFT(s1)
    sll a5, a5, t0
    j move
1:  ret

# buffer = the other one of the pair at `pair`, which is the one in use from here on.
.macro other_buffer buffer, pair, scratch
    lw \scratch, \pair(s1)
    lw \buffer, \pair + 4(s1)
    sw \scratch, \pair + 4(s1)
    sw \buffer, \pair(s1)
.endm

# The next step, written to s2, and its tiles on their way. a6 rows, a7 columns, t3 steps, t4 shift, t5 N, t6 K.
fetch:
    mv s11, ra
    sw zero, STEP_N(s2)
    lw a6, JOB_M(s1)
    sub a6, a6, s4
    beqz a6, 9f
    lw t0, JOB_TILE_M(s1)
    p.minu a6, a6, t0
    lw t6, JOB_K(s1)
    sub a7, t6, s5
    lw t0, JOB_TILE_K(s1)
    p.minu a7, a7, t0
    lw t5, JOB_N(s1)
    sub t3, t5, s6
    lw t0, JOB_TILE_N(s1)
    p.minu t3, t3, t0
    lw t4, JOB_SHIFT(s1)
    lw t0, 0(s7)
    sw t0, STEP_FETCH(s2)
    sw t3, STEP_N(s2)
    slli t0, a7, 16
    or t0, t0, a6
    sw t0, STEP_MK(s2)

    # X: stays when N is whole and the step is further right in the same rows.
    bltu t3, t5, 1f
    bnez s5, 2f
1:  other_buffer a1, JOB_X_BUFFERS, t0
    mul a2, s4, t5
    add a2, a2, s6
    sll a2, a2, t4
    lw t0, JOB_X(s1)
    add a2, a2, t0
    sll a3, t3, t4
    mv a4, a6
    sll a5, t5, t4
    call load
2:  lw t0, JOB_X_BUFFERS(s1)
    sw t0, STEP_X(s2)

    # W: stays when it is one tile.
    bltu t3, t5, 3f
    bltu a7, t6, 3f
    bnez s4, 4f
3:  other_buffer a1, JOB_W_BUFFERS, t0
    mul a2, s6, t6
    add a2, a2, s5
    sll a2, a2, t4
    lw t0, JOB_W(s1)
    add a2, a2, t0
    sll a3, a7, t4
    mv a4, t3
    sll a5, t6, t4
    call load
4:  lw t0, JOB_W_BUFFERS(s1)
    sw t0, STEP_W(s2)

    # Z: a tile begins when the one that was in its buffer has left, with Y where the operation has one.
    mul a2, s4, t6
    add a2, a2, s5
    sll a2, a2, t4
    lw t0, JOB_Z(s1)
    add a2, a2, t0
    sw a2, STEP_TO(s2)
    sll a3, a7, t4
    sw a3, STEP_BYTES(s2)
    lw t0, JOB_LATER(s1)
    bnez s6, 6f
    bltz s8, 5f
    mv a0, s8
    li s8, -1
    call dma_wait
5:  other_buffer a1, JOB_Z_BUFFERS, t0
    lw t0, JOB_LOADS_Y(s1)
    beqz t0, 5f
    mv a4, a6
    sll a5, t6, t4
    call load
5:  lw t0, JOB_FIRST(s1)
6:  sw t0, STEP_ARITH(s2)
    lw t0, JOB_Z_BUFFERS(s1)
    sw t0, STEP_Z(s2)

    # Onwards: n, then columns, then rows.
    sw zero, STEP_ROWS(s2)
    add s6, s6, t3
    bltu s6, t5, 9f
    sw a6, STEP_ROWS(s2)
    mv s6, zero
    add s5, s5, a7
    bltu s5, t6, 9f
    mv s5, zero
    add s4, s4, a6
9:  jr s11

# Rows between TCDM and L2, in commands of whole rows: a0 command word without its bytes, a1 address in TCDM, where the rows
# follow each other, a2 address in L2, a3 bytes of a row, a4 rows, a5 bytes from row to row in L2. Changes t0 to t2.
load:
    li a0, DMA_TO_TCDM | DMA_INCREMENT | DMA_EVENT
move:
    beq a3, a5, 1f
    li t0, DMA_ROWS_IN_L2
    or a0, a0, t0
1:  mul t0, a3, a4
    li t1, DMA_LARGEST
    mv t2, a4
    bleu t0, t1, 2f
    divu t2, t1, a3
2:  p.minu t2, t2, a4
    mul t0, t2, a3
    or t1, a0, t0
    sw t1, 0(s7)
    sw a1, 0(s7)
    sw a2, 0(s7)
    beq a3, a5, 3f
    sw a3, 0(s7)
    sw a5, 0(s7)
3:  add a1, a1, t0
    mul t0, t2, a5
    add a2, a2, t0
    sub a4, a4, t2
    bnez a4, 2b
    ret
