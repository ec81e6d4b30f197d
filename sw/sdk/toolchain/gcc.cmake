# Debian's riscv64-unknown-elf-gcc with picolibc.
set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR riscv32)
set(CMAKE_C_COMPILER riscv64-unknown-elf-gcc)
set(CMAKE_CXX_COMPILER riscv64-unknown-elf-g++)
set(CMAKE_ASM_COMPILER riscv64-unknown-elf-gcc)
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
set(MACHINE "-march=rv32imafc -mabi=ilp32f --specs=picolibc.specs")
set(CMAKE_C_FLAGS_INIT "${MACHINE}")
set(CMAKE_CXX_FLAGS_INIT "${MACHINE}")
set(CMAKE_ASM_FLAGS_INIT "${MACHINE}")
set(CMAKE_EXE_LINKER_FLAGS_INIT "-nostartfiles")
# The C library is the C driver's, also where C++ is linked.
set(CMAKE_CXX_LINK_EXECUTABLE "${CMAKE_C_COMPILER} <FLAGS> <CMAKE_CXX_LINK_FLAGS> <LINK_FLAGS> <OBJECTS> -o <TARGET> <LINK_LIBRARIES>")
