package io.drover.state;

/**
 * How many allocations and evaluations a job has, kept as they change so that a job's status needs
 * no scan.
 */
public record JobTally(int allocations, int liveAllocations, int evaluations, int openEvaluations) {

  public static final JobTally NONE = new JobTally(0, 0, 0, 0);

  JobTally plusAllocation(int all, int live) {
    return new JobTally(allocations + all, liveAllocations + live, evaluations, openEvaluations);
  }

  JobTally plusEvaluation(int all, int open) {
    return new JobTally(allocations, liveAllocations, evaluations + all, openEvaluations + open);
  }
}
