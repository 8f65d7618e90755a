package io.drover.http;

/** A path below {@code /v1/job/}: the job's id and what of it is asked for. */
record JobPath(String id, Part part) {

  /** What can follow a job's id. */
  enum Part {
    JOB(""),
    EVALUATE("/evaluate"),
    ALLOCATIONS("/allocations"),
    EVALUATIONS("/evaluations"),
    PERIODIC_FORCE("/periodic/force"),
    PLAN("/plan"),
    SUMMARY("/summary"),
    DISPATCH("/dispatch"),
    VERSIONS("/versions"),
    REVERT("/revert"),
    DEPLOYMENTS("/deployments"),
    DEPLOYMENT("/deployment"),
    STABLE("/stable"),
    SCALE("/scale"),
    SERVICES("/services"),
    SUBMISSION("/submission");

    private final String suffix;

    Part(String suffix) {
      this.suffix = suffix;
    }

    /** The end of the path, slash included. */
    String suffix() {
      return suffix;
    }
  }

  /** Splits a decoded path at the end; one that is only an ending is an id. */
  static JobPath of(String path) {
    for (Part part : Part.values()) {
      if (part != Part.JOB && path.endsWith(part.suffix())) {
        return new JobPath(path.substring(0, path.length() - part.suffix().length()), part);
      }
    }
    return new JobPath(path, Part.JOB);
  }
}
