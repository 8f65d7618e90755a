# The launch helper: a static program of its own, without a C library, so that a process that holds
# an ended task costs a few pages. See docs/adr/0013.
#
#   launch hold FILE... -- PROGRAM ARG...
#       joins cgroups by writing 0 to FILE..., forks PROGRAM and never collects it
#   launch hold-detached FILE... -- PROGRAM ARG...
#       the same, but collects PROGRAM, tells its wait status on descriptor 3 as "W" and 4 bytes,
#       and never collects the orphan that it leaves
#   launch run PROGRAM ARG...
#       becomes PROGRAM with descriptors 0, 1 and 2 alone, and SIGPIPE at its default
#
# Where PROGRAM cannot be started, "X" and the errno as a byte go to descriptor 3, "H" where a FILE
# cannot be written. "run" says "R" there before it tries. Arguments are those of PROGRAM from its own name on; the environment stays.
#
# Assembled into the bytes of the file itself, headers included:
#   as -o launch.o launch-x86_64.S && objcopy -O binary -j .text launch.o launch

        .set    SYS_write, 1
        .set    SYS_open, 2
        .set    SYS_close, 3
        .set    SYS_rt_sigaction, 13
        .set    SYS_rt_sigprocmask, 14
        .set    SYS_pause, 34
        .set    SYS_fork, 57
        .set    SYS_execve, 59
        .set    SYS_wait4, 61
        .set    SYS_fcntl, 72
        .set    SYS_chdir, 80
        .set    SYS_setsid, 112
        .set    SYS_prctl, 157
        .set    SYS_exit_group, 231
        .set    SYS_close_range, 436
        .set    SIGPIPE, 13
        .set    PR_SET_NAME, 15
        .set    PR_SET_CHILD_SUBREAPER, 36
        .set    CLOSE_RANGE_CLOEXEC, 4
        .set    BASE, 0x400000

        .text
file:
        .byte   0x7f, 'E', 'L', 'F', 2, 1, 1, 0
        .quad   0
        .short  2, 62                   # ET_EXEC, EM_X86_64
        .long   1
        .quad   BASE + (start - file)
        .quad   programs - file
        .quad   0
        .long   0
        .short  64, 56, 2, 0, 0, 0
programs:
        .long   1, 5                    # PT_LOAD, readable and executable
        .quad   0, BASE, BASE
        .quad   end - file, end - file, 0x1000
        .long   0x6474e551, 6           # PT_GNU_STACK, not executable
        .quad   0, 0, 0, 0, 0, 16

start:
        mov     (%rsp), %rax            # argc
        cmp     $3, %rax
        jb      misused
        lea     24(%rsp), %r12          # PROGRAM and its arguments
        lea     16(%rsp,%rax,8), %r13   # environment
        mov     16(%rsp), %rbx          # mode
        cmpb    $'r', (%rbx)
        je      run

hold:
        lea     name(%rip), %rsi
        push    $PR_SET_NAME
        pop     %rdi
        mov     $SYS_prctl, %eax
        syscall
join:
        mov     (%r12), %rdi
        add     $8, %r12
        cmpb    $'-', (%rdi)
        je      joined
        push    $1                      # O_WRONLY
        pop     %rsi
        push    $SYS_open
        pop     %rax
        syscall
        test    %eax, %eax
        js      unjoined
        mov     %eax, %r15d
        mov     %eax, %edi
        lea     zero(%rip), %rsi
        push    $1
        pop     %rdx
        push    $SYS_write
        pop     %rax
        syscall
        test    %eax, %eax
        js      unjoined
        mov     %r15d, %edi
        push    $SYS_close
        pop     %rax
        syscall
        jmp     join
joined:
        xor     %r14d, %r14d
        cmpb    $'-', 4(%rbx)
        jne     fork
        inc     %r14d                   # detached
        push    $1
        pop     %rsi
        call    subreaper
fork:
        push    $SYS_fork
        pop     %rax
        syscall
        test    %rax, %rax
        js      failed
        jz      child
        mov     %eax, %r15d

        # From here on only SIGKILL ends it.
        push    $-1
        mov     %rsp, %rsi
        push    $2                      # SIG_SETMASK
        pop     %rdi
        xor     %edx, %edx
        push    $8
        pop     %r10
        push    $SYS_rt_sigprocmask
        pop     %rax
        syscall
        lea     root(%rip), %rdi
        push    $SYS_chdir
        pop     %rax
        syscall
        test    %r14d, %r14d
        jz      close_all

        push    $0
        mov     %r15d, %edi
        mov     %rsp, %rsi
        xor     %edx, %edx
        xor     %r10d, %r10d
        push    $SYS_wait4
        pop     %rax
        syscall
        pop     %rax
        shl     $8, %rax
        mov     $'W', %al
        push    %rax
        push    $5
        pop     %rdx
        call    tell
        xor     %esi, %esi
        call    subreaper

close_all:
        # Arguments and environment are the task's: who looks for it by them, or for its secrets, must
        # not find them here.
        mov     (%r12), %rdx
        mov     %r13, %rsi
last:
        lodsq
        test    %rax, %rax
        jz      last_end
        mov     %rax, %rdx
        jmp     last
last_end:
        cmpb    $0, (%rdx)
        je      erase
        inc     %rdx
        jmp     last_end
erase:
        mov     %rbx, %rdi
        mov     %rdx, %rcx
        sub     %rdi, %rcx
        xor     %eax, %eax
        rep stosb

        xor     %edi, %edi
        push    $-1
        pop     %rsi
        xor     %edx, %edx
        mov     $SYS_close_range, %eax
        syscall
        test    %rax, %rax
        jz      wait
        mov     $1024, %ebx             # before Linux 5.9
close_one:
        dec     %ebx
        mov     %ebx, %edi
        push    $SYS_close
        pop     %rax
        syscall
        test    %ebx, %ebx
        jnz     close_one
wait:
        push    $SYS_pause
        pop     %rax
        syscall
        jmp     wait

child:
        push    $SYS_setsid
        pop     %rax
        syscall
        jmp     become

run:
        push    $'R'
        push    $1
        pop     %rdx
        call    tell

        # Whoever started this has SIGPIPE ignored, because the sidecar that is told may be dead.
        push    $0                      # a struct sigaction of nothing but zeros: SIG_DFL
        push    $0
        push    $0
        push    $0
        mov     %rsp, %rsi
        push    $SIGPIPE
        pop     %rdi
        xor     %edx, %edx
        push    $8
        pop     %r10
        push    $SYS_rt_sigaction
        pop     %rax
        syscall

        push    $3
        pop     %rdi
        push    $-1
        pop     %rsi
        push    $CLOSE_RANGE_CLOEXEC
        pop     %rdx
        mov     $SYS_close_range, %eax
        syscall
        test    %rax, %rax
        jz      become
        push    $3                      # before Linux 5.11
        pop     %rdi
        call    close_on_exec
        push    $4
        pop     %rdi
        call    close_on_exec
become:
        mov     (%r12), %rdi
        mov     %r12, %rsi
        mov     %r13, %rdx
        push    $SYS_execve
        pop     %rax
        syscall
failed:
        mov     $'X', %bl
        jmp     complain
unjoined:
        mov     $'H', %bl
complain:
        neg     %eax
        shl     $8, %eax
        mov     %bl, %al
        push    %rax
        push    $2
        pop     %rdx
        call    tell
misused:
        push    $127
        pop     %rdi
        mov     $SYS_exit_group, %eax
        syscall

# Writes %rdx bytes from above the return address to descriptor 3.
tell:
        lea     8(%rsp), %rsi
        push    $3
        pop     %rdi
        push    $SYS_write
        pop     %rax
        syscall
        ret

# Whether orphans come here: %rsi.
subreaper:
        push    $PR_SET_CHILD_SUBREAPER
        pop     %rdi
        mov     $SYS_prctl, %eax
        syscall
        ret

close_on_exec:
        push    $2                      # F_SETFD
        pop     %rsi
        push    $1
        pop     %rdx
        push    $SYS_fcntl
        pop     %rax
        syscall
        ret

root:
        .asciz  "/"
zero:
        .ascii  "0"
name:
        .asciz  "drover-launch"
end:
