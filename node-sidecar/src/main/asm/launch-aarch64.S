// The launch helper; launch-x86_64.S says what it does.
//
//   as -o launch.o launch-aarch64.S && objcopy -O binary -j .text launch.o launch

        .set    SYS_fcntl, 25
        .set    SYS_chdir, 49
        .set    SYS_openat, 56
        .set    SYS_close, 57
        .set    SYS_write, 64
        .set    SYS_ppoll, 73
        .set    SYS_exit_group, 94
        .set    SYS_rt_sigaction, 134
        .set    SYS_rt_sigprocmask, 135
        .set    SIGPIPE, 13
        .set    SYS_setsid, 157
        .set    SYS_prctl, 167
        .set    SYS_clone, 220
        .set    SYS_execve, 221
        .set    SYS_wait4, 260
        .set    SYS_close_range, 436
        .set    PR_SET_NAME, 15
        .set    PR_SET_CHILD_SUBREAPER, 36
        .set    CLOSE_RANGE_CLOEXEC, 4
        .set    AT_FDCWD, -100
        .set    SIGCHLD, 17
        .set    BASE, 0x400000

        .text
file:
        .byte   0x7f, 'E', 'L', 'F', 2, 1, 1, 0
        .quad   0
        .short  2, 183                  // ET_EXEC, EM_AARCH64
        .long   1
        .quad   BASE + (start - file)
        .quad   programs - file
        .quad   0
        .long   0
        .short  64, 56, 2, 0, 0, 0
programs:
        .long   1, 5                    // PT_LOAD, readable and executable
        .quad   0, BASE, BASE
        .quad   end - file, end - file, 0x10000
        .long   0x6474e551, 6           // PT_GNU_STACK, not executable
        .quad   0, 0, 0, 0, 0, 16

start:
        ldr     x0, [sp]                // argc
        cmp     x0, #3
        b.lo    misused
        add     x19, sp, #24            // PROGRAM and its arguments
        add     x20, sp, #16
        add     x20, x20, x0, lsl #3    // environment
        ldr     x21, [sp, #16]          // mode
        ldrb    w0, [x21]
        cmp     w0, #'r'
        b.eq    run

hold:
        mov     x0, #PR_SET_NAME
        adr     x1, name
        mov     x8, #SYS_prctl
        svc     #0
join:
        ldr     x1, [x19], #8
        ldrb    w0, [x1]
        cmp     w0, #'-'
        b.eq    joined
        mov     x0, #AT_FDCWD
        mov     x2, #1                  // O_WRONLY
        mov     x3, #0
        mov     x8, #SYS_openat
        svc     #0
        cmp     x0, #0
        b.lt    unjoined
        mov     x23, x0
        adr     x1, zero
        mov     x2, #1
        mov     x8, #SYS_write
        svc     #0
        cmp     x0, #0
        b.lt    unjoined
        mov     x0, x23
        mov     x8, #SYS_close
        svc     #0
        b       join
joined:
        mov     x22, #0
        ldrb    w0, [x21, #4]
        cmp     w0, #'-'
        b.ne    fork
        mov     x22, #1                 // detached
        mov     x1, #1
        bl      subreaper
fork:
        mov     x0, #SIGCHLD
        mov     x1, #0
        mov     x2, #0
        mov     x3, #0
        mov     x4, #0
        mov     x8, #SYS_clone
        svc     #0
        cmp     x0, #0
        b.lt    failed
        b.eq    child
        mov     x23, x0

        // From here on only SIGKILL ends it.
        mov     x9, #-1
        str     x9, [sp, #-16]!
        mov     x0, #2                  // SIG_SETMASK
        mov     x1, sp
        mov     x2, #0
        mov     x3, #8
        mov     x8, #SYS_rt_sigprocmask
        svc     #0
        adr     x0, root
        mov     x8, #SYS_chdir
        svc     #0
        cbz     x22, close_all

        str     xzr, [sp]
        mov     x0, x23
        mov     x1, sp
        mov     x2, #0
        mov     x3, #0
        mov     x8, #SYS_wait4
        svc     #0
        ldr     x9, [sp]
        lsl     x9, x9, #8
        add     x9, x9, #'W'
        str     x9, [sp]
        mov     x2, #5
        bl      tell
        mov     x1, #0
        bl      subreaper

close_all:
        // Arguments and environment are the task's: who looks for it by them, or for its secrets, must
        // not find them here.
        ldr     x9, [x19]
        mov     x10, x20
last:
        ldr     x11, [x10], #8
        cbz     x11, last_end
        mov     x9, x11
        b       last
last_end:
        ldrb    w11, [x9]
        cbz     w11, erase
        add     x9, x9, #1
        b       last_end
erase:
        mov     x10, x21
erase_one:
        cmp     x10, x9
        b.hs    erased
        strb    wzr, [x10], #1
        b       erase_one
erased:
        mov     x0, #0
        mov     w1, #-1
        mov     x2, #0
        mov     x8, #SYS_close_range
        svc     #0
        cbz     x0, wait
        mov     x21, #1024              // before Linux 5.9
close_one:
        sub     x21, x21, #1
        mov     x0, x21
        mov     x8, #SYS_close
        svc     #0
        cbnz    x21, close_one
wait:
        mov     x0, #0
        mov     x1, #0
        mov     x2, #0
        mov     x3, #0
        mov     x4, #0
        mov     x8, #SYS_ppoll
        svc     #0
        b       wait

child:
        mov     x8, #SYS_setsid
        svc     #0
        b       become

run:
        mov     x9, #'R'
        str     x9, [sp, #-16]!
        mov     x2, #1
        bl      tell

        // Whoever started this has SIGPIPE ignored, because the sidecar that is told may be dead.
        stp     xzr, xzr, [sp, #-16]!   // a struct sigaction of nothing but zeros: SIG_DFL
        stp     xzr, xzr, [sp, #-16]!
        mov     x0, #SIGPIPE
        mov     x1, sp
        mov     x2, #0
        mov     x3, #8
        mov     x8, #SYS_rt_sigaction
        svc     #0

        mov     x0, #3
        mov     w1, #-1
        mov     x2, #CLOSE_RANGE_CLOEXEC
        mov     x8, #SYS_close_range
        svc     #0
        cbz     x0, become
        mov     x0, #3                  // before Linux 5.11
        bl      close_on_exec
        mov     x0, #4
        bl      close_on_exec
become:
        ldr     x0, [x19]
        mov     x1, x19
        mov     x2, x20
        mov     x8, #SYS_execve
        svc     #0
failed:
        mov     x10, #'X'
        b       complain
unjoined:
        mov     x10, #'H'
complain:
        neg     x9, x0
        lsl     x9, x9, #8
        add     x9, x9, x10
        str     x9, [sp, #-16]!
        mov     x2, #2
        bl      tell
misused:
        mov     x0, #127
        mov     x8, #SYS_exit_group
        svc     #0

// Writes x2 bytes from the stack to descriptor 3.
tell:
        mov     x1, sp
        mov     x0, #3
        mov     x8, #SYS_write
        svc     #0
        ret

// Whether orphans come here: x1.
subreaper:
        mov     x0, #PR_SET_CHILD_SUBREAPER
        mov     x8, #SYS_prctl
        svc     #0
        ret

close_on_exec:
        mov     x1, #2                  // F_SETFD
        mov     x2, #1
        mov     x8, #SYS_fcntl
        svc     #0
        ret

root:
        .asciz  "/"
zero:
        .ascii  "0"
name:
        .asciz  "drover-launch"
end:
