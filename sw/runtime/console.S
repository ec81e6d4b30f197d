# The console, one character a store. None of these functions uses the stack; they change a0, a1 and t0 to t3 only.

.text
# a0 = character.
.globl console_put
console_put:
    li t0, CONSOLE
    sw a0, 0(t0)
    ret

# a0 = string that ends with 0.
.globl console_string
console_string:
    li t0, CONSOLE
1:  lbu t1, 0(a0)
    beqz t1, 2f
    sw t1, 0(t0)
    addi a0, a0, 1
    j 1b
2:  ret

# a0 = word, printed as 0x and eight digits.
.globl console_hex
console_hex:
    li t0, CONSOLE
    li t1, '0'
    sw t1, 0(t0)
    li t1, 'x'
    sw t1, 0(t0)
    li t2, 28
1:  srl t1, a0, t2
    andi t1, t1, 15
    li t3, 10
    bltu t1, t3, 2f
    addi t1, t1, 'a' - '0' - 10
2:  addi t1, t1, '0'
    sw t1, 0(t0)
    addi t2, t2, -4
    bgez t2, 1b
    ret

# a0 = signed word.
.globl console_decimal
console_decimal:
    li t0, CONSOLE
    bgez a0, 1f
    li t1, '-'
    sw t1, 0(t0)
    neg a0, a0
1:  li t1, 1000000000                   # the place that is printed
    li t2, 10
2:  bgeu a0, t1, 3f
    bltu t1, t2, 3f                     # the last place is printed in any case
    divu t1, t1, t2
    j 2b
3:  divu t3, a0, t1
    remu a0, a0, t1
    addi t3, t3, '0'
    sw t3, 0(t0)
    divu t1, t1, t2
    bnez t1, 3b
    ret
