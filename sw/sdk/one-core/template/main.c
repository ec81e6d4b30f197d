// One core greets and sorts.
#include <stdio.h>
#include <stdlib.h>

static int numbers[16];

static int order(const void *a, const void *b) { return *(const int *)a - *(const int *)b; }

int main(void) {
  for (int i = 0; i < 16; i++) numbers[i] = i * 7 % 16;
  qsort(numbers, 16, sizeof *numbers, order);
  for (int i = 0; i < 16; i++) {
    if (numbers[i] != i) return 1;
  }
  printf("hello, %d numbers are in order\n", 16);
  return 0;
}
