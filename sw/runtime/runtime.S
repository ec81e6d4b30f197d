# Everything: a program says `.include "runtime/runtime.S"` and defines `main`, which core 0 calls.

.include "runtime/map.S"
.include "runtime/team.S"
.include "runtime/start.S"
.include "runtime/console.S"
.include "runtime/dma.S"
.include "runtime/redmule.S"
.text
