/* What of pmsis.h is no inline function. */
#include <pmsis.h>

extern char __cores[];

static struct {
  uint32_t since, sum, running;
} cycles[16] TCDM;
static int team_cores TCDM = 0;

int pi_cl_cluster_nb_cores(void) { return (int)(uintptr_t)__cores; }
int pi_cl_team_nb_cores(void) { return team_cores == 0 ? pi_cl_cluster_nb_cores() : team_cores; }

void pi_cl_team_fork(int cores, void (*function)(void *), void *argument) {
  const int before = team_cores;
  team_cores = cores == 0 ? pi_cl_cluster_nb_cores() : cores;
  team_fork((unsigned)team_cores, function, argument);
  team_cores = before;
}

static uint32_t direction(pi_cl_dma_dir_e dir) { return dir == PI_CL_DMA_DIR_EXT2LOC ? 1u << DMA_TO_TCDM : 0; }

/* Pieces of a copy that is longer than a transfer may be. */
#define PIECE (DMA_MOST_BYTES & ~0xfffu)

/* The DMA moves bytes between L2 and the TCDM alone: any other copy is the core's, and over when the call returns. */
static int is_of_core(uint32_t ext, uint32_t loc) {
  const uint32_t other = TCDM_BASE ^ L2_BASE;
  return ((ext ^ L2_BASE) & other) != 0 || ((loc ^ TCDM_BASE) & other) != 0;
}
static void copy(uint32_t ext, uint32_t loc, uint32_t size, pi_cl_dma_dir_e dir) {
  void *const to = (void *)(uintptr_t)(dir == PI_CL_DMA_DIR_EXT2LOC ? loc : ext);
  memmove(to, (const void *)(uintptr_t)(dir == PI_CL_DMA_DIR_EXT2LOC ? ext : loc), size);
}

static uint32_t transfers_of(uint32_t ext, uint32_t loc, uint32_t size, pi_cl_dma_dir_e dir) {
  uint32_t transfers = 0;
  if (is_of_core(ext, loc)) {
    copy(ext, loc, size, dir);
    return 0;
  }
  while (size > 0) {
    const uint32_t bytes = size > DMA_MOST_BYTES ? PIECE : size;
    transfers |= 1u << dma_copy(direction(dir), (void *)(uintptr_t)loc, (void *)(uintptr_t)ext, bytes);
    ext += bytes;
    loc += bytes;
    size -= bytes;
  }
  return transfers;
}

static uint32_t rows_of(uint32_t ext, uint32_t loc, uint32_t size, uint32_t stride, uint32_t length, pi_cl_dma_dir_e dir) {
  uint32_t transfers = 0;
  if (is_of_core(ext, loc)) {
    for (uint32_t at = 0; at < size; at += length, ext += stride) copy(ext, loc + at, length < size - at ? length : size - at, dir);
    return 0;
  }
  const uint32_t most = DMA_MOST_BYTES - DMA_MOST_BYTES % length;
  while (size > 0) {
    const uint32_t bytes = size > most ? most : size;
    transfers |= 1u << dma_copy_rows(direction(dir), (void *)(uintptr_t)loc, (void *)(uintptr_t)ext, bytes, length, stride);
    ext += bytes / length * stride;
    loc += bytes;
    size -= bytes;
  }
  return transfers;
}

static void wait_for(uint32_t transfers) {
  for (int number = 0; transfers >> number != 0; number++) {
    if (transfers >> number & 1) dma_wait(number);
    if (number == 31) return;
  }
}

void pi_cl_dma_cmd(uint32_t ext, uint32_t loc, uint32_t size, pi_cl_dma_dir_e dir, pi_cl_dma_cmd_t *cmd) {
  cmd->transfers = transfers_of(ext, loc, size, dir);
}

void pi_cl_dma_cmd_2d(uint32_t ext, uint32_t loc, uint32_t size, uint32_t stride, uint32_t length, pi_cl_dma_dir_e dir,
                      pi_cl_dma_cmd_t *cmd) {
  cmd->transfers = rows_of(ext, loc, size, stride, length, dir);
}

void pi_cl_dma_cmd_wait(pi_cl_dma_cmd_t *cmd) { wait_for(cmd->transfers); }

void pi_cl_dma_memcpy(pi_cl_dma_copy_t *copy) {
  copy->id = (copy->merge ? copy->id : 0) | transfers_of(copy->ext, copy->loc, copy->size, copy->dir);
}

void pi_cl_dma_memcpy_2d(pi_cl_dma_copy_2d_t *copy) {
  copy->id = (copy->merge ? copy->id : 0) | rows_of(copy->ext, copy->loc, copy->size, copy->stride, copy->length, copy->dir);
}

void pi_cl_dma_wait(void *copy) { wait_for(((pi_cl_dma_copy_t *)copy)->id); }

static uint32_t now(void) {
  REGISTER32(TIMER_BASE + TIMER_START_HIGH) = 1;
  return REGISTER32(TIMER_BASE + TIMER_VALUE_HIGH);
}

void pi_perf_conf(unsigned events) { __asm__ volatile("csrw 0x7e0, %0" ::"r"(events & ~(1u << PI_PERF_CYCLES))); }

void pi_perf_reset(void) {
  __asm__ volatile("csrw 0x79f, zero");  // the number that stands for all counters
  cycles[core_id()].sum = 0;
  cycles[core_id()].since = now();
}

void pi_perf_start(void) {
  cycles[core_id()].since = now();
  cycles[core_id()].running = 1;
  __asm__ volatile("csrw 0x7e1, %0" ::"r"(PCMR_ENABLE));
}

void pi_perf_stop(void) {
  __asm__ volatile("csrw 0x7e1, zero");
  const unsigned core = core_id();
  if (cycles[core].running) cycles[core].sum += now() - cycles[core].since;
  cycles[core].running = 0;
}

unsigned pi_perf_read(int event) {
  const unsigned core = core_id();
  unsigned count = 0;
  switch (event) {
    case PI_PERF_CYCLES: return cycles[core].sum + (cycles[core].running ? now() - cycles[core].since : 0);
#define COUNTER(number) \
  case number: __asm__ volatile("csrr %0, %1" : "=r"(count) : "i"(0x780 + (number))); return count
    COUNTER(0);
    COUNTER(1);
    COUNTER(2);
    COUNTER(3);
    COUNTER(4);
    COUNTER(5);
    COUNTER(6);
    COUNTER(7);
    COUNTER(8);
    COUNTER(9);
    COUNTER(10);
    COUNTER(11);
    COUNTER(12);
    COUNTER(13);
    COUNTER(14);
    COUNTER(15);
    COUNTER(16);
    COUNTER(17);
    COUNTER(18);
    COUNTER(19);
    COUNTER(20);
    default: return 0;
  }
}

uint32_t pi_time_get_us(void) { return now() / PI_CLOCKS_PER_US; }

void pi_time_wait_us(int microseconds) {
  const uint32_t start = now();
  while (now() - start < (uint32_t)microseconds * PI_CLOCKS_PER_US) continue;
}
