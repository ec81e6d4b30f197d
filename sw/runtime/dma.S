# Driver of the DMA (docs/cluster-registers.md): transfers between L2 and TCDM, told apart by the number of their counter.
# A core's commands wait in its queue; a command to a full queue holds the core until there is room.

.equ DMA_COMMAND, DMA
.equ DMA_STATUS, DMA + 4
.equ DMA_TO_TCDM, 1 << 17
.equ DMA_INCREMENT, 1 << 18
.equ DMA_ROWS_IN_L2, 1 << 19
.equ DMA_ROWS_IN_TCDM, 1 << 23
.equ DMA_EVENT, 1 << 20

.text
# a0 = address in TCDM, a1 = address in L2, a2 = bytes, up to 2^17 - 1. Returns a0 = number of the transfer for dma_wait.
.globl dma_load, dma_store
dma_load:
    li t0, DMA_TO_TCDM | DMA_INCREMENT | DMA_EVENT
    j dma_copy
dma_store:
    li t0, DMA_INCREMENT | DMA_EVENT
dma_copy:
    li t1, DMA
    or t0, t0, a2
    lw t2, 0(t1)
    sw t0, 0(t1)
    sw a0, 0(t1)
    sw a1, 0(t1)
    mv a0, t2
    ret

# The same in two dimensions: a2 = bytes in all, a3 = bytes of a row, a4 = bytes from the start of a row to that of the next in
# L2. In TCDM the rows follow each other.
.globl dma_load_rows, dma_store_rows
dma_load_rows:
    li t0, DMA_TO_TCDM | DMA_INCREMENT | DMA_EVENT | DMA_ROWS_IN_L2
    j dma_copy_rows
dma_store_rows:
    li t0, DMA_INCREMENT | DMA_EVENT | DMA_ROWS_IN_L2
dma_copy_rows:
    li t1, DMA
    or t0, t0, a2
    lw t2, 0(t1)
    sw t0, 0(t1)
    sw a0, 0(t1)
    sw a1, 0(t1)
    sw a3, 0(t1)
    sw a4, 0(t1)
    mv a0, t2
    ret

# a0 = number of a transfer: sleeps until it is over, and gives its counter back. Transfers of the core that end earlier wake
# it in between. An end that precedes the look at the status has left its event, which ends the sleep at once.
.globl dma_wait
dma_wait:
    li t1, DMA
1:  lw t0, 4(t1)
    srl t0, t0, a0
    andi t0, t0, 1
    beqz t0, 2f
    wait_event EVENT_DMA, t0
    j 1b
2:  li t0, 1
    sll t0, t0, a0
    sw t0, 4(t1)
    ret
