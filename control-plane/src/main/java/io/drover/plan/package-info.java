/** Dry runs: what registering a job would change, decided by the code that would do it. */
@org.jspecify.annotations.NullMarked
package io.drover.plan;
