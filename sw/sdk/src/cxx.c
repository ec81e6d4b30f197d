/* What C++ programs call without a C++ library: memory of the heap, and a virtual function that is none. */
#include <stdlib.h>

static void *memory(size_t bytes) {
  void *block = malloc(bytes == 0 ? 1 : bytes);
  if (block == NULL) abort();
  return block;
}

void *operator_new(size_t bytes) __asm__("_Znwj");
void *operator_new_array(size_t bytes) __asm__("_Znaj");
void operator_delete(void *block) __asm__("_ZdlPv");
void operator_delete_sized(void *block, size_t bytes) __asm__("_ZdlPvj");
void operator_delete_array(void *block) __asm__("_ZdaPv");
void operator_delete_array_sized(void *block, size_t bytes) __asm__("_ZdaPvj");
void pure_virtual(void) __asm__("__cxa_pure_virtual");
void *__dso_handle;

void *operator_new(size_t bytes) { return memory(bytes); }
void *operator_new_array(size_t bytes) { return memory(bytes); }
void operator_delete(void *block) { free(block); }
void operator_delete_sized(void *block, size_t bytes) {
  (void)bytes;
  free(block);
}
void operator_delete_array(void *block) { free(block); }
void operator_delete_array_sized(void *block, size_t bytes) {
  (void)bytes;
  free(block);
}
void pure_virtual(void) { abort(); }
