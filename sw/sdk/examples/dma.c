// Double buffering: while the cores add up one tile, the DMA brings the next from L2.
#include <stdio.h>
#include <redmule/cluster.h>

enum { TILE = 256, TILES = 8, CORES_USED = 8 };

static int32_t source[TILE * TILES];
static int32_t tiles[2][TILE] TCDM_BSS;
static int32_t sums[CORES_USED] TCDM_BSS;

static void add(void *argument) {
  const int32_t *tile = argument;
  const unsigned core = core_id();
  for (unsigned i = core; i < TILE; i += CORES_USED) sums[core] += tile[i];
}

int main(void) {
  for (int i = 0; i < TILE * TILES; i++) source[i] = i;
  for (int i = 0; i < CORES_USED; i++) sums[i] = 0;
  int transfer = dma_load(tiles[0], source, sizeof tiles[0]);
  for (int i = 0; i < TILES; i++) {
    dma_wait(transfer);
    if (i + 1 < TILES) transfer = dma_load(tiles[(i + 1) & 1], source + (i + 1) * TILE, sizeof tiles[0]);
    team_fork(CORES_USED, add, tiles[i & 1]);
  }
  int32_t sum = 0;
  for (int i = 0; i < CORES_USED; i++) sum += sums[i];
  printf("sum %ld\n", (long)sum);
  return sum == TILE * TILES * (TILE * TILES - 1) / 2 ? 0 : 1;
}
