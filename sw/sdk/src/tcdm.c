/* Memory of the TCDM: blocks are given back in the reverse order. To be called by one core at a time. */
#include <redmule/cluster.h>

extern char __tcdm_heap_start[], __tcdm_heap_end[];
static char *top;

void *tcdm_alloc(size_t bytes) {
  if (top == NULL) top = __tcdm_heap_start;
  const size_t size = (bytes + 15) & ~(size_t)15;
  if (size > (size_t)(__tcdm_heap_end - top)) return NULL;
  char *block = top;
  top += size;
  return block;
}

void tcdm_free(void *block) {
  if (block != NULL) top = block;
}

size_t tcdm_left(void) { return (size_t)(__tcdm_heap_end - (top == NULL ? __tcdm_heap_start : top)); }
