/**
 * From a job as a client sends it to the canonical one: defaults, validation, and the document that
 * is stored. Pure: no clock, no randomness, no input or output.
 */
@org.jspecify.annotations.NullMarked
package io.drover.command.job;
