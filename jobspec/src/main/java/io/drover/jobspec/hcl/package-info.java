/**
 * HCL2: the lexer, the parser to an immutable syntax tree, the values and the evaluator. Knows
 * nothing of jobs or agents. All classes are immutable or confined to the thread that parses.
 */
@NullMarked
package io.drover.jobspec.hcl;

import org.jspecify.annotations.NullMarked;
