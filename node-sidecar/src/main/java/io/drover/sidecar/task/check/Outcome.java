package io.drover.sidecar.task.check;

/**
 * What one run of a check found.
 *
 * @param statusCode of HTTP; 0 for none
 */
record Outcome(boolean success, int statusCode, String output) {

  static Outcome failure(String output) {
    return new Outcome(false, 0, output);
  }
}
