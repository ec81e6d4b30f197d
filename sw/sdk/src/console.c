/* The console, by itself and under picolibc's stdio. */
#include <redmule/cluster.h>

static void console_put(char c) { REGISTER32(CONSOLE) = (unsigned char)c; }

void console_string(const char *text) {
  while (*text != 0) console_put(*text++);
}

void console_unsigned(uint32_t value) {
  char digits[11];
  int at = sizeof digits;
  digits[--at] = 0;
  do digits[--at] = (char)('0' + value % 10);
  while ((value /= 10) != 0);
  console_string(digits + at);
}

void console_hex(uint32_t value) {
  console_string("0x");
  for (int shift = 28; shift >= 0; shift -= 4) console_put("0123456789abcdef"[value >> shift & 15]);
}

#if defined(__has_include)
#if __has_include(<picolibc.h>)
#include <stdio.h>
static int put(char c, FILE *file) {
  (void)file;
  console_put(c);
  return (unsigned char)c;
}
static FILE stream = FDEV_SETUP_STREAM(put, NULL, NULL, _FDEV_SETUP_WRITE);
FILE *const stdout = &stream;
FILE *const stderr = &stream;
FILE *const stdin = &stream;
#endif
#endif
