/* Memory of the TCDM: the first block that is large enough, in the order of addresses. To be called by one core at a time. */
#include <redmule/cluster.h>

#define GRAIN 16u

/* Stands before every block, given or free; its size counts it in. */
struct block {
  size_t size;
  struct block *next;
} __attribute__((aligned(16)));

extern char __tcdm_heap_start[], __tcdm_heap_end[];
static struct block *blocks;
static int begun;

static void begin(void) {
  if (begun) return;
  begun = 1;
  const size_t room = (size_t)(__tcdm_heap_end - __tcdm_heap_start);
  if (room < 2 * GRAIN) return;
  blocks = (struct block *)(void *)__tcdm_heap_start;
  blocks->size = room & ~(size_t)(GRAIN - 1);
  blocks->next = NULL;
}

void *tcdm_alloc(size_t bytes) {
  begin();
  if (bytes > (size_t)(__tcdm_heap_end - __tcdm_heap_start)) return NULL;
  const size_t size = ((bytes + GRAIN - 1) & ~(size_t)(GRAIN - 1)) + GRAIN;
  for (struct block **at = &blocks; *at != NULL; at = &(*at)->next) {
    struct block *block = *at;
    if (block->size < size) continue;
    if (block->size - size < 2 * GRAIN) {
      *at = block->next;
    } else {
      struct block *rest = (struct block *)(void *)((char *)block + size);
      rest->size = block->size - size;
      rest->next = block->next;
      block->size = size;
      *at = rest;
    }
    return block + 1;
  }
  return NULL;
}

static void join(struct block *block) {
  struct block *next = block->next;
  if (next == NULL || (char *)block + block->size != (char *)next) return;
  block->size += next->size;
  block->next = next->next;
}

void tcdm_free(void *given) {
  if (given == NULL) return;
  struct block *block = (struct block *)given - 1, *before = NULL, *next = blocks;
  for (; next != NULL && next < block; next = next->next) before = next;
  block->next = next;
  if (before == NULL) blocks = block;
  else before->next = block;
  join(block);
  if (before != NULL) join(before);
}

size_t tcdm_left(void) {
  begin();
  size_t most = 0;
  for (struct block *block = blocks; block != NULL; block = block->next) most = block->size > most ? block->size : most;
  return most > GRAIN ? most - GRAIN : 0;
}
