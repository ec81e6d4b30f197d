# Read by `make debug`: a trap of any core stops here, with the line that caused it; `tbreak *$a1`, `reverse-continue` go back to it.
set remotetimeout 20
break *sdk_trap
commands
  silent
  printf "trap of core %d: mcause %d, mtval 0x%x, mepc 0x%x\n", $mhartid, $a0, $a2, $a1
  info line *$a1
end
