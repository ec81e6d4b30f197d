// The PMSIS API: a team adds tiles that the DMA brings, row by row, and counts what it did.
#include <pmsis.h>

enum { CORES_USED = 4, ROWS = 8, ROW = 16, STRIDE = 40 };

static PI_L2 int32_t image[ROWS * STRIDE];
static PI_L1 int32_t sum = 0;

struct work {
  int32_t *tile;
  unsigned instructions[CORES_USED], clocks[CORES_USED];
};

static void add(void *argument) {
  struct work *work = argument;
  const unsigned core = pi_core_id();
  pi_perf_conf(1u << PI_PERF_INSTR | 1u << PI_PERF_CYCLES);
  pi_perf_reset();
  pi_perf_start();
  int32_t own = 0;
  for (unsigned i = core; i < ROWS * ROW; i += pi_cl_team_nb_cores()) own += work->tile[i];
  pi_cl_team_critical_enter();
  sum += own;
  pi_cl_team_critical_exit();
  pi_cl_team_barrier();
  pi_perf_stop();
  work->instructions[core] = pi_perf_read(PI_PERF_INSTR);
  work->clocks[core] = pi_perf_read(PI_PERF_CYCLES);
}

static void cluster(void *argument) {
  struct pi_device *device = argument;
  int32_t *spare = pi_l1_malloc(device, 64);
  int32_t *tile = pi_l1_malloc(device, ROWS * ROW * sizeof *tile);
  struct work *work = pi_l1_malloc(device, sizeof *work);
  pi_cl_dma_cmd_t load, store;
  pi_cl_dma_cmd_2d((uint32_t)(image + 8), (uint32_t)tile, ROWS * ROW * sizeof *tile, STRIDE * sizeof *tile, ROW * sizeof *tile,
                   PI_CL_DMA_DIR_EXT2LOC, &load);
  pi_cl_dma_cmd_wait(&load);
  // Within the TCDM, where the DMA has no way: the core copies.
  pi_cl_dma_cmd((uint32_t)tile, (uint32_t)spare, 64, PI_CL_DMA_DIR_EXT2LOC, &load);
  pi_cl_dma_cmd_wait(&load);
  if (memcmp(spare, tile, 64) != 0 || spare[15] != 8 + 15) pmsis_exit(4);
  work->tile = tile;
  pi_cl_team_fork(CORES_USED, add, work);
  for (int core = 0; core < CORES_USED; core++) {
    if (work->instructions[core] == 0 || work->clocks[core] < work->instructions[core]) pmsis_exit(2);
  }
  pi_cl_dma_cmd((uint32_t)image, (uint32_t)tile, ROW * sizeof *tile, PI_CL_DMA_DIR_LOC2EXT, &store);
  pi_cl_dma_cmd_wait(&store);
  // In another order than they came; all is one block again.
  pi_l1_free(device, tile, ROWS * ROW * sizeof *tile);
  pi_l1_free(device, spare, 64);
  pi_l1_free(device, work, sizeof *work);
}

int main(void) {
  int32_t expected = 0;
  for (int i = 0; i < ROWS * STRIDE; i++) image[i] = i;
  for (int row = 0; row < ROWS; row++)
    for (int i = 0; i < ROW; i++) expected += row * STRIDE + 8 + i;
  struct pi_device device;
  struct pi_cluster_conf conf;
  struct pi_cluster_task task;
  pi_cluster_conf_init(&conf);
  pi_open_from_conf(&device, &conf);
  if (pi_cluster_open(&device)) return 1;
  const size_t room = tcdm_left();
  const uint32_t start = pi_time_get_us();
  pi_cluster_send_task_to_cl(&device, pi_cluster_task(&task, cluster, &device));
  pi_time_wait_us(2);
  pi_cluster_close(&device);
  int32_t *block = pi_l2_malloc(100);
  if (block == NULL || tcdm_left() != room || pi_time_get_us() - start < 2) return 3;
  pi_l2_free(block, 100);
  printf("sum %ld, moved %ld\n", (long)sum, (long)image[1]);
  pmsis_exit(sum == expected && image[0] == 8 ? 0 : 1);
}
